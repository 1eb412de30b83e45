import LabEvidence
import LabModel
import Testing

@Suite struct StepSearchTests {
  private let fixture: Fixture
  private let store: Store

  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
  }

  private func run(_ outputs: [[UInt8]], commands: [String]? = nil) throws -> Journal {
    let journal = try Journal.standing(
      Plans.plan(commands ?? outputs.map { _ in "x" }), in: store)
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

  /// What is found in each run: where, and the line with its words in brackets.
  private func excerpts(_ words: String, limit: Int? = nil) throws -> [Int: [String]] {
    try store.indexSteps()
    return try store.listing(RunFilter(words: words, limit: limit)).excerpts.mapValues { found in
      found.map { excerpt in
        let text = excerpt.pieces.map { piece in
          let text = String(decoding: piece.bytes, as: UTF8.self)
          return piece.isWord ? "[\(text)]" : text
        }.joined()
        let line = excerpt.line.map { "\(excerpt.attempt ?? 0)-\($0)" } ?? "command"
        return "\(excerpt.step)-\(line) \(text)"
      }
    }
  }

  @Test func wordsAreFoundInTheOutputOfEveryRunThatHasEnded() throws {
    let first = try run([Array("Connection refused\n".utf8), Array("BAM!\n".utf8)])
    try first.finish(.finished)
    let second = try run([Array("\u{1b}[31mconnection\u{1b}[0m r\u{e9}fused twice".utf8)])
    #expect(try store.found("connection") == [first.run])
    try second.finish(.crashed)
    #expect(try store.found("REFUSED connection") == [second.run, first.run])
    #expect(try store.found("bam") == [first.run])
    #expect(try store.found("connection once") == [])
    #expect(try store.integrityProblems() == [])
  }

  @Test func theLinesAreToldWithTheirPlaces() throws {
    let journal = try run(
      [
        Array("one\nneedle two\nthree\nneedle and Thread\nneedle".utf8),
        Array("nothing\n".utf8),
      ], commands: ["cat x", "thread \\\n  the needle"])
    try journal.finish(.finished)
    #expect(
      try excerpts("needle thread")[journal.run] == [
        "1-1-2 [needle] two", "1-1-4 [needle] and [Thread]", "1-1-5 [needle]",
        "2-command [thread] \\",
      ])
    // Words of one step, be they in its command or in its output.
    #expect(try excerpts("cat three")[journal.run] == ["1-command [cat] x", "1-1-3 [three]"])
    #expect(try excerpts("cat nothing") == [:])
  }

  @Test func longLinesAndManyLinesAreCut() throws {
    let line = String(repeating: "x ", count: 500) + "needle " + String(repeating: "y ", count: 500)
    let journal = try run([Array((0..<50).map { _ in line + "\n" }.joined().utf8)])
    try journal.finish(.finished)
    let found = try excerpts("needle")[journal.run] ?? []
    #expect(found.map { $0.split(separator: " ")[0] } == ["1-1-1", "1-1-2", "1-1-3"])
    #expect(
      found.allSatisfy { $0.utf8.count < 300 && $0.contains("…x x") && $0.contains("[needle]") })
  }

  @Test func aSearchIsPagedAndHeldToTheOtherConditions() throws {
    var runs: [Int] = []
    for place in 0..<7 {
      let journal = try run([Array("needle".utf8)])
      try journal.finish(place % 2 == 0 ? .finished : .crashed)
      runs.append(journal.run)
    }
    try store.indexSteps()
    let filter = RunFilter(statuses: [.finished], words: "needle", limit: 2)
    let first = try store.listing(filter)
    #expect(first.runs.map(\.number) == [runs[6], runs[4]])
    let next = try #require(first.next)
    let second = try store.listing(filter, after: try store.resolveRun(next))
    #expect(second.runs.map(\.number) == [runs[2], runs[0]])
    #expect(second.next == nil)
  }

  @Test func aStoreThatIsReadOnlyFindsWhatWasIndexed() throws {
    try run([Array("needle".utf8)]).finish(.finished)
    try store.indexSteps()
    try run([Array("needle".utf8)]).finish(.finished)
    let reader = try Store.open(path: fixture.path, for: .read)
    #expect(try reader.found("needle").count == 1)
    // As `list --search` does before it reads.
    Store.indexSteps(path: fixture.path)
    #expect(try reader.found("needle").count == 2)
    Store.indexSteps(path: fixture.folder + "/nothing-here")
  }

  @Test(arguments: ["", "  ", "\"", "AND", "*", "(", "a\"b", "content:x", "NEAR(", "output:some"])
  func nothingIsTakenForAnOperator(text: String) throws {
    try run([Array("some text".utf8)]).finish(.finished)
    #expect(try store.found(text) == [])
  }

  @Test func bytesThatAreNoTextDoNotHideTheWordsAroundThem() throws {
    try run([[0xff, 0, 0xc3] + Array("needle".utf8) + [0, 0xfe]]).finish(.finished)
    #expect(try store.found("needle").count == 1)
  }
}
