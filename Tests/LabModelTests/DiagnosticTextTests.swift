import LabModel
import Testing

@Suite struct DiagnosticTextTests {
  @Test func aDiagnosticShowsPlaceLineCaretAndRemedy() {
    let diagnostic = Diagnostic(
      path: "lab.md", position: SourcePosition(line: 12, column: 3), length: 4,
      message: "unknown key `host`", remedy: "write `hosts:`", sourceLine: "a host: [b]")
    #expect(
      DiagnosticText(diagnostic).plain == """
        lab.md:12:3: error: unknown key `host`
        12 | a host: [b]
           |   ^^^^
           = help: write `hosts:`

        """)
  }

  @Test func aWarningWithoutLineOrRemedyIsOneLine() {
    let diagnostic = Diagnostic(
      severity: .warning, path: "x", position: SourcePosition(line: 1, column: 1), message: "m")
    #expect(DiagnosticText(diagnostic).plain == "x:1:1: warning: m\n")
  }

  @Test func whatATerminalWouldActOnIsEscapedAndTheCaretStaysUnderItsPlace() {
    let line = "\u{1b}[2J\t漢\u{202e}x"
    let diagnostic = Diagnostic(
      path: "a\u{7}b.md", position: SourcePosition(line: 1, column: 8), message: "say \u{0}",
      remedy: "no\u{1b}", sourceLine: line)
    #expect(
      DiagnosticText(diagnostic).plain == """
        a\\x07b.md:1:8: error: say \\x00
        1 | \\x1b[2J\\t漢\\u{202e}x
          |                    ^
          = help: no\\x1b

        """)
  }

  @Test func aLongLineIsCutAroundTheCaret() throws {
    let line = String(repeating: "a", count: 5_000) + "b" + String(repeating: "c", count: 5_000)
    let diagnostic = Diagnostic(
      path: "x.md", position: SourcePosition(line: 1, column: 5_001), message: "m",
      sourceLine: line)
    let text = DiagnosticText(diagnostic)
    let shown = try #require(text.lines[1].first { $0.role == .source }?.text)
    let caret = try #require(text.lines[2].first { $0.role == .caret }?.text)
    #expect(shown.count < 200)
    #expect(Array(shown)[caret.count - 1] == "b")
  }

  @Test func aCaretBehindTheEndOfTheLineIsShown() {
    let diagnostic = Diagnostic(
      path: "x.md", position: SourcePosition(line: 1, column: 9), message: "m", sourceLine: "abc")
    #expect(DiagnosticText(diagnostic).plain.hasSuffix("  |    ^\n"))
  }

  @Test func everyPartHasItsRole() {
    let diagnostic = Diagnostic(
      path: "x.md", position: SourcePosition(line: 1, column: 1), message: "m", remedy: "r",
      sourceLine: "abc")
    let roles = DiagnosticText(diagnostic).lines.map { $0.map(\.role) }
    #expect(
      roles == [
        [.location, .severity(.error), .message], [.margin, .source], [.margin, .caret],
        [.margin, .help],
      ])
  }

  @Test(arguments: [
    ("host", "hosts"), ("time-out", "timeout"), ("setle", "settle"), ("nedes", "needs"),
    ("LINKS", "links"),
  ])
  func theNearestNameIsFound(_ written: String, _ meant: String) {
    let names = ["labbook", "title", "hosts", "links", "needs", "timeout", "settle"]
    #expect(NearestName.of(written, among: names) == meant)
  }

  @Test(arguments: ["zebra", "", "x", "unrelated-word"])
  func nothingIsNearToAnUnrelatedName(_ written: String) {
    #expect(NearestName.of(written, among: ["labbook", "lo", "hosts"]) == nil)
  }
}
