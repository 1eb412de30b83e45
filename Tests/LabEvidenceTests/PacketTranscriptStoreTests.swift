import GRDB
import LabModel
import Testing

@testable import LabEvidence

@Suite struct PacketTranscriptStoreTests {
  private static let outcomes = [
    PacketTranscriptOutcome(
      number: 1, line: 20, place: "lab:eth0", filter: "arp", during: "ask", answer: .missed,
      reason: "no packet was seen, expected 1 line",
      difference: [
        DifferenceLine(.same, "ARP"), DifferenceLine(.missing, "- a b"),
        DifferenceLine(.extra, "+"), DifferenceLine(.omitted, "3 lines"),
      ]),
    PacketTranscriptOutcome(
      number: 2, line: 30, place: "ns1:*", expectedFailure: "because", answer: .met,
      reason: "no packet, as the transcript has it"),
  ]

  @Test func whatWasSaidComesBackAsItWas() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.standing(in: store)
    let transcripts = PacketTranscriptStore(store)
    #expect(try transcripts.latest(ofRun: journal.run).isEmpty)
    try transcripts.record(Self.outcomes, ofRun: journal.run, at: 5)
    #expect(try transcripts.latest(ofRun: journal.run) == Self.outcomes)
    let counts = try #require(try store.runs().first).transcripts
    #expect(counts.met == 1 && counts.missed == 1 && counts.all == 2)
  }

  @Test func judgingAgainAddsAndTheLatestIsRead() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.standing(in: store)
    let transcripts = PacketTranscriptStore(store)
    try transcripts.record(Self.outcomes, ofRun: journal.run, at: 5)
    try transcripts.record([Self.outcomes[1]], ofRun: journal.run, at: 6)
    #expect(try transcripts.latest(ofRun: journal.run) == [Self.outcomes[1]])
    let counts = try #require(try store.runs().first).transcripts
    #expect(counts.met == 1 && counts.all == 1)
    try store.close()
    let count = try DatabaseQueue(path: fixture.path).read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM packet_transcript")
    }
    #expect(count == 3)
  }

  @Test func anOlderFileIsBroughtUpToDate() throws {
    let fixture = try Fixture()
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write { database in
      // The table came with version 3.
      for migration in Schema.migrations.prefix(2) { try database.execute(sql: migration) }
      try database.execute(
        sql: "PRAGMA application_id = \(Schema.application); PRAGMA user_version = 2")
    }
    try queue.close()
    let store = try fixture.open()
    let journal = try Journal.standing(in: store)
    try PacketTranscriptStore(store).record(Self.outcomes, ofRun: journal.run, at: 5)
    #expect(try PacketTranscriptStore(store).latest(ofRun: journal.run).count == 2)
  }
}
