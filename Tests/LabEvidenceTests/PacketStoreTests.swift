import GRDB
import LabEvidence
import LabModel
import Testing

@Suite struct PacketStoreTests {
  private let fixture: Fixture
  private let store: Store
  private let journal: Journal

  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
    journal = try Journal.standing(in: store)
  }

  private func evidence() throws -> RunEvidence {
    try journal.finish(.finished)
    #expect(try store.integrityProblems() == [])
    return try RunEvidence.load(run: journal.run, from: store)
  }

  @Test func packetsComeBackByteForByte() throws {
    var generator = SystemRandomNumberGenerator()
    let frames = [0, 1, 60, 127, 128, 1514, 65_549, 300_000].map { size in
      (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
    var batch = Frames.batch(frames, at: 5, direction: .otherHost)
    // Cut by the snap length: more was on the wire than was captured.
    batch.packets[2].length = 9000
    try journal.write(At.event(9, .packets(batch)))
    let packets = try evidence().packets
    #expect(packets.count == frames.count)
    let rows = try packets.all()
    #expect(rows.map(\.bytes) == frames)
    #expect(rows.map(\.number) == Array(1...frames.count))
    #expect(rows.map(\.time) == batch.packets.map(\.time))
    #expect(rows.map(\.wall) == batch.packets.map(\.wall))
    #expect(rows.map(\.length) == batch.packets.map(\.length))
    #expect(rows.allSatisfy { $0.direction == .otherHost && $0.host == 1 })
  }

  @Test func aSpanOfTimeGivesItsPacketsOnly() throws {
    let frames = (0..<5000).map { Frames.udp([UInt8($0 & 255)], identification: UInt16($0)) }
    // Several chunks: one for each commit.
    for part in 0..<50 {
      let slice = Array(frames[part * 100..<part * 100 + 100])
      try journal.write(
        At.event(Int64(part) * 100_000, .packets(Frames.batch(slice, at: Int64(part) * 100_000))))
      try journal.commit()
    }
    let packets = try evidence().packets
    let all = try packets.all()
    #expect(all.count == 5000)
    for (from, to) in [
      (0, 0), (1, 999), (99_500, 101_000), (2_345_678, 4_000_000), (-9, 9_999_999),
    ] {
      let span = At.start + Int64(from)...At.start + Int64(to)
      #expect(try packets.all(in: span) == all.filter { span.contains($0.time) })
    }
    var seen = 0
    try packets.forEach(in: Int64.min...Int64.max) { _ in
      seen += 1
      return seen < 123
    }
    #expect(seen == 123)
  }

  @Test func batchesOfSeveralHostsArePutInOrderBetweenBoundaries() throws {
    try journal.write(
      At.event(0, .hostAdded(HostRecord(number: 2, name: "b", origin: .planned))))
    try journal.write(At.event(1, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
    try journal.write(At.event(2, .packets(Frames.batch([[1], [3]], host: 1, at: 1000))))
    try journal.write(At.event(3, .packets(Frames.batch([[2], [4]], host: 2, at: 1500))))
    try journal.write(
      At.event(
        5000,
        .stepEnded(
          StepEnd(
            step: 1, attempt: 1, ending: .exited, status: 0, exitTime: At.start + 4000,
            settled: .quiet, leaks: 0, userTime: 0, systemTime: 0))))
    try journal.write(At.event(5001, .packets(Frames.batch([[5]], host: 1, at: 5001))))
    let evidence = try evidence()
    let rows = try evidence.packets.all()
    #expect(rows.map(\.bytes) == [[1], [2], [3], [4], [5]])
    #expect(rows.map(\.number) == [1, 2, 3, 4, 5])
    #expect(evidence.attempts.map(\.packets) == [1...4])
  }

  @Test func packetsOutOfOrderAreStillGivenInOrder() throws {
    for offset in [3_000_000, 1_000_000, 2_000_000] as [Int64] {
      try journal.write(
        At.event(
          offset,
          .packets(Frames.batch((0..<300).map { [UInt8($0 & 255)] }, at: offset))))
      try journal.commit()
    }
    let packets = try evidence().packets
    let rows = try packets.all()
    #expect(rows.count == 900)
    #expect(rows.map(\.time) == rows.map(\.time).sorted())
    #expect(rows.first?.number == 301)
    let span = At.start + 1_100_000...At.start + 2_100_000
    #expect(try packets.all(in: span) == rows.filter { span.contains($0.time) })
  }

  @Test func whatIsDecodedStandsInColumns() throws {
    try journal.write(At.event(1, .packets(Frames.batch([Frames.udp([1, 2])], at: 7))))
    try journal.finish(.finished)
    let queue = try DatabaseQueue(path: fixture.path)
    let row = try #require(
      try queue.read { try Row.fetchOne($0, sql: "SELECT * FROM packet") })
    #expect(row["protocol"] == "udp")
    #expect(row["ethertype"] == 0x0800)
    #expect(row["source"] == "10.0.0.1")
    #expect(row["destination"] == "10.0.0.2")
    #expect(row["source_port"] == 40000)
    #expect(row["destination_port"] == 5000)
    #expect(row["ip_id"] == 1)
    #expect(row["time"] == 7)
    #expect(row["wall_shift"] == 37)
    #expect(row["tcp_flags"] == DatabaseValue.null)
  }

  @Test func aDamagedChunkIsAFailureAndNoCrash() throws {
    try journal.write(At.event(1, .packets(Frames.batch([Frames.udp([1, 2])], at: 7))))
    try journal.finish(.finished)
    let packets = try RunEvidence.load(run: journal.run, from: store).packets
    let queue = try DatabaseQueue(path: fixture.path)
    for content in ["x''", "x'00112233'", "zeroblob(1000)"] {
      try queue.write { try $0.execute(sql: "UPDATE packet_chunk SET content = \(content)") }
      let failure = #expect(throws: StoreFailure.self) { try packets.all() }
      #expect(failure?.kind == .damaged)
    }
  }
}
