import LabModel
import LabReport
import Testing

@Suite struct GitHubAnnotationsTests {
  private let annotations = GitHubAnnotations(
    token: "t0ken", workspace: "/home/me/repo", folder: "/home/me/repo/sub")

  @Test func eachTroubleIsOneCommand() {
    let lines = annotations.lines(HostileRun.results, diagnostics: [])
    #expect(
      lines.map { $0.split(separator: " ")[0] } == [
        "::error", "::error", "::warning", "::notice", "::error",
      ])
    for line in lines { #expect(!line.unicodeScalars.contains { $0.value < 0x20 }) }
  }

  @Test func propertiesAndMessagesAreEscaped() throws {
    let lines = annotations.lines(HostileRun.results, diagnostics: [])
    let first = try #require(lines.first)
    #expect(first.hasPrefix("::error file=sub/a&b<c>%2C%3A%25.md,line=12,title=\\x00\\x01"))
    // A percent sign is one whatever mark follows it.
    #expect(
      first.unicodeScalars.split(separator: "%").dropFirst().allSatisfy { part in
        ["25", "0A", "0D", "3A", "2C"].contains(String(String.UnicodeScalarView(part.prefix(2))))
      })
  }

  @Test func aMistakeHasItsColumn() {
    let diagnostic = Diagnostic(
      severity: .error, path: "/home/me/repo/x.md", position: SourcePosition(line: 3, column: 7),
      length: 2, message: "no", remedy: "yes", sourceLine: "")
    #expect(
      annotations.lines([], diagnostics: [diagnostic])
        == ["::error file=x.md,line=3,col=7,title=labbook::no%0Ayes"])
  }

  @Test func outputStandsBetweenTheTokens() {
    #expect(annotations.quiet == "::stop-commands::t0ken")
    #expect(annotations.resume == "::t0ken::")
  }
}
