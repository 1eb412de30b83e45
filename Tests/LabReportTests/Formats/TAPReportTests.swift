import LabReport
import Testing

@Suite struct TAPReportTests {
  @Test(arguments: [TAPReader.Dialect.tap, .ktap])
  func aStrictReaderReadsHostileOutput(dialect: TAPReader.Dialect) throws {
    let format: ReportFormat = dialect == .tap ? .tap : .ktap
    let text = try #require(HostileRun.run.document(format))
    let points = try TAPReader.read(text, dialect)
    #expect(points.map(\.isOK) == [false, true, false, true])
    #expect(points.map(\.children.count) == [9, 1, 1, 0])
    #expect(points[1].directive == "SKIP")
    let cases = points[0].children
    #expect(
      cases.map(\.isOK) == [true, false, true, true, false, false, true, false, true])
    #expect(
      cases.map(\.directive) == [
        nil, nil, "SKIP", nil, nil, dialect == .tap ? nil : "ERROR", "SKIP", "TODO", nil,
      ])
    #expect(cases[7].reason.hasPrefix("published, refuted"))
    if dialect == .tap {
      #expect(
        cases.map(\.hasDiagnostic) == [
          false, true, false, false, true, true, false, false, false,
        ])
    }
  }

  @Test func descriptionsComeBackFromTAP() throws {
    let text = try #require(HostileRun.run.document(.tap))
    let points = try TAPReader.read(text, .tap)
    let shown = TerminalEscape().line(HostileRun.text)
    #expect(points[0].children[0].description == "step 1: " + shown)
    #expect(points[0].children[3].description == "claim: claim 1 " + shown)
  }

  @Test func everyLineIsOneLine() throws {
    for format in [ReportFormat.tap, .ktap] {
      let text = try #require(HostileRun.run.document(format))
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
      let injected = text.split(separator: "\n").filter { line in
        line.hasPrefix("ok 9") || line.hasPrefix("::")
      }
      #expect(injected.isEmpty)
    }
  }
}
