import Foundation
import LabEvidence
import TestSupport
import Testing

@Suite(.enabled(if: Installed.has("script"), "script(1) is not installed")) struct PagerTests {
  private let folder: TemporaryFolder
  /// What there is in an empty database: some thirty lines.
  private let views: String

  init() throws {
    folder = try TemporaryFolder()
    let database = folder.path + "/db.sqlite"
    try Store.open(path: database).close()
    views = "\(LabbookProcess.program) sql --db \(database)"
  }

  private static let marked = "sed 's/^/paged: /'"

  @Test(
    arguments: [
      (["LABBOOK_PAGER": marked, "PAGER": "false"], "", true), (["PAGER": marked], "", true),
      (["LABBOOK_PAGER": "", "PAGER": marked], "", false),
      (["LABBOOK_PAGER": "cat", "PAGER": marked], "", false),
      (["PAGER": marked], "--no-pager", false), (["PAGER": marked], "'SELECT 1'", false),
      (["PAGER": marked], "'SELECT 1' | cat", false),
      (["PAGER": marked], "| cat", false), (["PAGER": marked, "TERM": "dumb"], "", false),
    ] as [([String: String], String, Bool)])
  func longTextOnATerminalGoesToThePagerThatIsWanted(
    variables: [String: String], arguments: String, isPaged: Bool
  ) throws {
    let text = try TerminalProgram(
      "\(views) \(arguments); echo status $?", environment: variables
    ).end()
    #expect(text.contains("paged: ") == isPaged)
    #expect(text.contains("status 0"))
    let whole = text.replacing("paged: ", with: "")
    #expect(whole.contains(arguments.contains("SELECT 1") ? "1\n" : "verdict"))
  }

  @Test(.enabled(if: Installed.has("less"), "less is not installed"))
  func lessShowsOneScreenInColourAndItsEndIsNoFailure() throws {
    let terminal = try TerminalProgram("\(views); echo status $?")
    try terminal.wait(for: "\u{1B}[2m")
    try terminal.wait(for: "kernel_messages")
    try terminal.type("q")
    let text = try terminal.end()
    #expect(text.contains("status 0"))
    #expect(!text.contains("verdict"), "all of it was shown: \(text)")
  }

  @Test func aPagerThatEndsEarlyIsNoFailure() throws {
    let endless =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    let text = try TerminalProgram(
      "\(views) --csv '\(endless)'; echo status $?", environment: ["PAGER": "head -n 2"]
    ).end()
    #expect(text.hasPrefix("i\n1\nstatus 0\n"))
  }

  @Test func ctrlCIsThePagersAndLabbookWaitsForIt() throws {
    let pager = """
      trap 'echo interrupted' INT; cat > /dev/null; echo ready; \
      while [ ! -e \(folder.path)/go ]; do sleep 0.05; done; echo done
      """
    let terminal = try TerminalProgram("\(views); echo status $?", environment: ["PAGER": pager])
    try terminal.wait(for: "ready")
    try terminal.type("\u{3}")
    try terminal.wait(for: "interrupted")
    try folder.file("go", "")
    let text = try terminal.end()
    #expect(text.contains("done\nstatus 0\n"), "\(text)")
  }

  @Test func aPagerThatIsNotThereIsSaidAndTheTextIsShown() throws {
    let text = try TerminalProgram(
      "\(views); echo status $?", environment: ["PAGER": "labbook-no-such-pager -x"]
    ).end()
    #expect(text.contains("verdict"))
    #expect(text.contains("no pager \"labbook-no-such-pager -x\", which PAGER names"))
    #expect(text.contains("status 0"))
  }

  @Test func messagesComeAfterThePager() throws {
    let many =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n"
    let text = try TerminalProgram(
      "\(views) '\(many)'", environment: ["PAGER": "tail -n 1; echo end"]
    ).end()
    #expect(text.hasPrefix("10000\nend\nlabbook: "))
    #expect(text.contains("only the first 10000 rows"))
  }
}
