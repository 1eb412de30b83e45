import LabEvidence
import LabModel
import Testing

@Suite struct OutputSearchTests {
  private let fixture: Fixture
  private let store: Store

  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
  }

  private func run(_ outputs: [[UInt8]]) throws -> Journal {
    let journal = try Journal.standing(Plans.plan(outputs.map { _ in "x" }), in: store)
    for (place, bytes) in outputs.enumerated() {
      let step = place + 1
      try journal.write(At.event(1, .stepStarted(StepStart(step: step, attempt: 1, host: 1))))
      // In two chunks, as output comes: a word may be cut anywhere.
      for part in [bytes.prefix(3), bytes.dropFirst(3)] {
        try journal.write(
          At.event(
            2,
            .output(
              OutputChunk(step: step, attempt: 1, stream: .stdout, bytes: Array(part)))))
      }
    }
    try journal.commit()
    return journal
  }

  @Test func wordsAreFoundInTheOutputOfEveryRunThatHasEnded() throws {
    let first = try run([Array("Connection refused\n".utf8), Array("BAM!\n".utf8)])
    try first.finish(.finished)
    let second = try run([Array("\u{1b}[31mconnection\u{1b}[0m r\u{e9}fused twice".utf8)])
    #expect(
      try store.searchOutput("connection") == [OutputMatch(run: first.run, step: 1, attempt: 1)])
    try second.finish(.crashed)
    #expect(
      try store.searchOutput("REFUSED connection") == [
        OutputMatch(run: second.run, step: 1, attempt: 1),
        OutputMatch(run: first.run, step: 1, attempt: 1),
      ])
    #expect(try store.searchOutput("bam") == [OutputMatch(run: first.run, step: 2, attempt: 1)])
    #expect(try store.searchOutput("connection once") == [])
    #expect(try store.integrityProblems() == [])
  }

  @Test(arguments: ["", "  ", "\"", "AND", "*", "(", "a\"b", "content:x", "NEAR("])
  func nothingIsTakenForAnOperator(text: String) throws {
    try run([Array("some text".utf8)]).finish(.finished)
    #expect(try store.searchOutput(text) == [])
  }

  @Test func bytesThatAreNoTextDoNotHideTheWordsAroundThem() throws {
    try run([[0xff, 0, 0xc3] + Array("needle".utf8) + [0, 0xfe]]).finish(.finished)
    #expect(try store.searchOutput("needle").count == 1)
  }
}
