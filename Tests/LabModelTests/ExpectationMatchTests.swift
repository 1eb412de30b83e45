import LabModel
import Testing

/// One comparison of expected lines with what was printed.
struct MatchCase: Sendable, CustomTestStringConvertible {
  var lines: [String]
  var stdout: String
  var stderr = ""
  var isMet: Bool

  init(_ lines: [String], _ stdout: String, stderr: String = "", _ isMet: Bool) {
    self.lines = lines
    self.stdout = stdout
    self.stderr = stderr
    self.isMet = isMet
  }

  var testDescription: String { "\(lines) \(stdout.debugDescription) \(stderr.debugDescription)" }
}

@Suite struct ExpectationMatchTests {
  static let lineForms = [
    MatchCase([], "", true),
    MatchCase([], "a\n", false),
    MatchCase(["a"], "", false),
    MatchCase(["a"], "a\n", true),
    MatchCase(["a"], "b\n", false),
    MatchCase(["a", "b"], "a\n", false),
    MatchCase(["a"], "a\nb\n", false),
    MatchCase([""], "\n", true),
    MatchCase(["", ""], "\n", false),
    // Blanks at the end do not count, blanks at the beginning do.
    MatchCase(["a  "], "a\n", true),
    MatchCase(["a"], "a \t\n", true),
    MatchCase(["a"], " a\n", false),
    MatchCase([" a"], " a\n", true),
    // A missing line feed is a difference.
    MatchCase(["a"], "a", false),
    MatchCase(["a (no-eol)"], "a", true),
    MatchCase(["a (no-eol)"], "a\n", false),
    MatchCase(["a* (glob) (no-eol)"], "abc", true),
    MatchCase(["..."], "a", true),
    // Globs.
    MatchCase(["a*c (glob)"], "abbc\n", true),
    MatchCase(["a*c (glob)"], "abbd\n", false),
    MatchCase(["a?c (glob)"], "aéc\n", true),
    MatchCase(["a?c (glob)"], "ac\n", false),
    MatchCase(["a\\*c (glob)"], "a*c\n", true),
    MatchCase(["a\\*c (glob)"], "abc\n", false),
    MatchCase(["*a*b*c* (glob)"], "xxaxxbxxcxx\n", true),
    MatchCase(["* (glob)"], "\n", true),
    MatchCase([" (glob)"], "\n", true),
    // Regular expressions, over the whole line.
    MatchCase(["a+ (re)"], "aaa\n", true),
    MatchCase(["a+ (re)"], "aaab\n", false),
    MatchCase(["\\d+ ms (re)"], "12 ms\n", true),
    MatchCase(["a|ab (re)"], "ab\n", true),
    MatchCase(["\\[1\\] (re)"], "[1]\n", true),
    MatchCase(["a. (re)"], "a \n", false),
    MatchCase(["a  (re)"], "a \n", true),
    // Escapes.
    MatchCase(["a\\tb (esc)"], "a\tb\n", true),
    MatchCase(["\\x1b[0m (esc)"], "\u{1b}[0m\n", true),
    MatchCase(["\\u{e9} (esc)"], "é\n", true),
    MatchCase(["a\\\\b (esc)"], "a\\b\n", true),
    MatchCase(["a\\r (esc)"], "a\r\n", true),
    // Exact is exact, scalar by scalar.
    MatchCase(["e\u{301}"], "é\n", false),
    // Any number of lines.
    MatchCase(["..."], "", true),
    MatchCase(["...", "b"], "a\na\nb\n", true),
    MatchCase(["...", "b"], "a\na\nb\nc\n", false),
    MatchCase(["a", "...", "c"], "a\nc\n", true),
    MatchCase(["a", "...", "c", "..."], "a\nb\nc\nc\nd\n", true),
    MatchCase(["...", "a", "b", "..."], "a\na\nb\n", true),
    MatchCase(["...", "a", "b"], "a\nb\na\n", false),
    // Quantities.
    MatchCase(["a (glob*)"], "", true),
    MatchCase(["a (glob*)", "b"], "a\na\na\nb\n", true),
    MatchCase(["a (glob+)", "b"], "b\n", false),
    MatchCase(["a (glob+)", "b"], "a\na\nb\n", true),
    MatchCase(["a (glob?)", "b"], "b\n", true),
    MatchCase(["a (glob?)", "b"], "a\nb\n", true),
    MatchCase(["a (glob?)", "b"], "a\na\nb\n", false),
    MatchCase(["\\d (re*)", "5"], "1\n2\n5\n", true),
    MatchCase(["\\d (re+)", "5"], "5\n", false),
    MatchCase(["\\w (re*)", "\\w (re?)", "x (glob+)"], "a\nx\nx\n", true),
    // Two streams: any merge that keeps each one's own order.
    MatchCase(["o", "e"], "o\n", stderr: "e\n", true),
    MatchCase(["e", "o"], "o\n", stderr: "e\n", true),
    MatchCase(["o1", "e1", "o2"], "o1\no2\n", stderr: "e1\n", true),
    MatchCase(["o2", "e1", "o1"], "o1\no2\n", stderr: "e1\n", false),
    MatchCase(["o1", "o2"], "o1\no2\n", stderr: "e1\n", false),
    MatchCase(["x", "x", "y"], "x\ny\n", stderr: "x\n", true),
    MatchCase(["x", "y", "x", "z"], "x\nz\n", stderr: "x\ny\n", true),
    MatchCase(["y", "x", "x", "z"], "x\nz\n", stderr: "x\ny\n", false),
    MatchCase(["a (no-eol)", "e"], "a", stderr: "e\n", true),
    MatchCase(["e", "a (no-eol)"], "a", stderr: "e\n", true),
    MatchCase(["...", "z"], "x\nz\n", stderr: "a\nb\n", true),
    MatchCase(["...", "z"], "x\nz\n", stderr: "a\nz2\n", true),
    MatchCase(["...", "z", "b"], "x\nz\n", stderr: "a\nb\n", true),
    MatchCase(["...", "a", "z", "..."], "x\nz\n", stderr: "a\nb\n", true),
    MatchCase(["? (glob*)"], "x\nz\n", stderr: "a\nb\n", true),
    MatchCase(["? (glob+)", "bb"], "x\nz\n", stderr: "a\nbb\n", true),
    MatchCase(["x (glob*)", "bb"], "x\nz\n", stderr: "a\nbb\n", false),
    MatchCase(["x (glob?)", "a", "b"], "a\n", stderr: "b\n", true),
  ]

  @Test(arguments: lineForms) func linesAreComparedAsTheirFormsSay(_ example: MatchCase) {
    let outcome = expectation(example.lines)
      .outcome(of: output(example.stdout, stderr: example.stderr))
    #expect(outcome.isMet == example.isMet, "\(outcome.miss?.text ?? "")")
  }

  @Test func bytesThatAreNoTextCompareExactly() {
    let bytes: [UInt8] = [0x61, 0xff, 0xfe, 0x62, 0x0a]
    let printed = StepOutput(stdout: bytes)
    #expect(expectation([#"a\xff\xfeb (esc)"#]).outcome(of: printed).isMet)
    #expect(!expectation([#"a\xff\xffb (esc)"#]).outcome(of: printed).isMet)
    #expect(!expectation(["a\u{fffd}\u{fffd}b"]).outcome(of: printed).isMet)
    #expect(expectation(["a??b (glob)"]).outcome(of: printed).isMet)
    #expect(expectation(["a.*b (re)"]).outcome(of: printed).isMet)
  }

  @Test func veryLongLinesMatchNoExpression() {
    let line = String(repeating: "a", count: 70_000)
    #expect(!expectation([".*b.*c.*d (re)"]).outcome(of: output(line + "\n")).isMet)
    #expect(!expectation([".* (re)"]).outcome(of: output(line + "\n")).isMet)
    #expect(expectation(["a* (glob)"]).outcome(of: output(line + "\n")).isMet)
  }

  @Test func nulBytesAndEscapesInOutputAreComparedAndShownSafely() throws {
    let printed = StepOutput(stdout: [0x1b, 0x5b, 0x32, 0x4a, 0x00, 0x0a])
    #expect(expectation([#"\e[2J\0 (esc)"#]).outcome(of: printed).isMet)
    let miss = try #require(expectation(["x"]).outcome(of: printed).miss)
    #expect(miss.text.contains("\\x1b[2J\\x00"))
    #expect(!miss.text.utf8.contains(0x1b))
  }

  @Test func mergedComparesEverythingInOrderOfArrival() {
    let printed = StepOutput(pieces: [
      .init(stream: .merged, bytes: Array("a\nb".utf8)),
      .init(stream: .merged, bytes: Array("c\n".utf8)),
    ])
    #expect(expectation(["a", "bc"], comparison: .merged).outcome(of: printed).isMet)
    #expect(!expectation(["bc", "a"], comparison: .merged).outcome(of: printed).isMet)
  }

  @Test func oneStreamAloneCanBeCompared() {
    let printed = output("o\n", stderr: "e\n")
    #expect(expectation(["o"], comparison: .only(.stdout)).outcome(of: printed).isMet)
    #expect(expectation(["e"], comparison: .only(.stderr)).outcome(of: printed).isMet)
    #expect(!expectation(["e"], comparison: .only(.stdout)).outcome(of: printed).isMet)
    #expect(expectation([], comparison: .none).outcome(of: printed).isMet)
  }

  @Test func foldedBlanksDoNotCount() {
    var folding = expectation(["  a   b", "c\td (esc)", "e  * (glob)"])
    folding.foldsBlanks = true
    #expect(folding.outcome(of: output("a b\n\t c  d \ne x\n")).isMet)
    #expect(!folding.outcome(of: output("ab\nc d\ne x\n")).isMet)
  }

  @Test func anyOrderIsAllowedWhereItDoesNotMatter() {
    var unordered = expectation(["a", "b* (glob)", "bb", "a"])
    unordered.ignoresOrder = true
    #expect(unordered.outcome(of: output("bb\na\nbx\na\n")).isMet)
    #expect(unordered.outcome(of: output("bb\na\n", stderr: "bb\na\n")).isMet)
    #expect(!unordered.outcome(of: output("bb\na\nbx\n")).isMet)
    #expect(!unordered.outcome(of: output("bb\na\nbx\na\na\n")).isMet)
  }

  @Test func patternsGiveWayToEachOtherWhereOrderDoesNotMatter() {
    // The first pattern must leave `ab` to the second, and `ac` is for the third alone.
    var unordered = expectation(["a? (glob)", "ab (glob)", "a[cd] (re)", "z (glob*)", "q (glob?)"])
    unordered.ignoresOrder = true
    #expect(unordered.outcome(of: output("ab\nac\nax\n")).isMet)
    #expect(unordered.outcome(of: output("q\nz\nab\nz\nac\nax\n")).isMet)
    #expect(!unordered.outcome(of: output("ab\nac\nad\nax\n")).isMet)
    #expect(!unordered.outcome(of: output("ab\nax\nay\n")).isMet)
    #expect(!unordered.outcome(of: output("ab\nac\nax\nq\nq\n")).isMet)
  }

  @Test(arguments: [
    (ExpectedStatus.exactly(0), Int32(0), true), (.exactly(7), 7, true), (.exactly(7), 28, false),
    (.failure, 1, true), (.failure, 0, false), (.any, 0, true), (.any, 137, true),
  ])
  func statusesAreCompared(_ expected: ExpectedStatus, _ status: Int32, _ isMet: Bool) {
    let outcome = expectation([], status: expected).outcome(of: output("", status: status))
    #expect(outcome.isMet == isMet)
  }

  @Test(arguments: [
    (ExpectedStatus.exactly(0), StepOutput(status: 7), "exited 7, expected 0"),
    (.failure, StepOutput(status: 0), "exited 0, expected any failure"),
    (.exactly(0), StepOutput(status: 137), "exited 137 (signal 9), expected 0"),
    (.any, StepOutput(ending: .timedOut, status: 0), "timed out"),
    (.any, StepOutput(ending: .hostMissing, status: 0), "its host is not there"),
    (.exactly(0), StepOutput(stdout: [0x61, 0x0a]), "printed 1 line, expected nothing"),
  ])
  func missesSayWhy(_ status: ExpectedStatus, _ printed: StepOutput, _ reason: String) {
    #expect(expectation([], status: status).outcome(of: printed).miss?.reason == reason)
  }

  @Test func missesShowWhatDiffers() throws {
    let expected = expectation(["one", "two", "...", "three (glob)", "[x]"])
    let miss = try #require(
      expected.outcome(of: output("one\n2\nx\ny\nthree\n", status: 1)).miss)
    #expect(
      miss.text == """
        exited 1, expected 0, and did not print the expected `two`, and 1 more of its lines
          one
        - two
        + 2
          ...
          three
        - [x]
        """)
  }

  @Test func longDifferencesAreCut() throws {
    let lines = (1...500).map(String.init)
    let printed = (1...500).map { $0 == 250 ? "x\n" : "\($0)\n" }.joined()
    let miss = try #require(expectation(lines).outcome(of: output(printed)).miss)
    #expect(
      miss.difference.map(\.text) == [
        "@ 247 lines", "  248", "  249", "- 250", "+ x", "  251", "  252", "@ 248 lines",
      ])
  }

  @Test func namedGroupsAreCapturedAndUsedLater() {
    let first = expectation([#"listening on (?<port>\d+) as (?<who>\w+)( again)? (re)"#])
    let outcome = first.outcome(of: output("listening on 8900 as a.b\n"))
    #expect(!outcome.isMet)
    let met = first.outcome(of: output("listening on 8900 as nc\n"))
    #expect(
      met.captured == [
        EnvironmentVariable(name: "port", value: "8900"),
        EnvironmentVariable(name: "who", value: "nc"),
      ])
    let values = ["port": "8900", "dots": "a.*"]
    #expect(expectation(["to ${port}"]).outcome(of: output("to 8900\n"), variables: values).isMet)
    #expect(
      expectation(["${port}? (re)"]).outcome(of: output("890\n"), variables: values).isMet)
    #expect(expectation(["${dots} (re)"]).outcome(of: output("a.*\n"), variables: values).isMet)
    #expect(!expectation(["${dots} (re)"]).outcome(of: output("abc\n"), variables: values).isMet)
    #expect(!expectation(["${dots} (glob)"]).outcome(of: output("a.b\n"), variables: values).isMet)
    #expect(
      expectation(["${dots}\\t (esc)"]).outcome(of: output("a.*\t\n"), variables: values).isMet)
    #expect(expectation(["${HOME}"]).outcome(of: output("${HOME}\n"), variables: values).isMet)
  }

  @Test func groupsAreCapturedAmongManyLinesOfTwoStreams() {
    let expected = expectation([
      "...", #"port (?<port>\d+) (re)"#, "? (glob*)", #"pid (?<pid>\d+) (re?)"#, "end",
    ])
    let printed = output("x\nport 1\na\nb\nend\n", stderr: "y\nport 2\nz\npid 4\n")
    let outcome = expected.outcome(of: printed)
    #expect(outcome.isMet)
    #expect(outcome.captured.contains(EnvironmentVariable(name: "pid", value: "4")))
    #expect(outcome.captured.first?.name == "port")
  }

  @Test func groupsAreCapturedFromWhatStillMatchesInAMiss() {
    let expected = expectation(["a", #"(?<n>\d+) (re)"#])
    let outcome = expected.outcome(of: output("b\n42\n"))
    #expect(!outcome.isMet)
    #expect(outcome.captured == [EnvironmentVariable(name: "n", value: "42")])
  }
}
