import Foundation
import Testing

@testable import LabCommands

private let sound = """
  ---
  labbook: 1
  ---
  # Sound

  ```console {#one}
  $ true
  $ true
  ```

  ```claims
  one succeeds
  ```
  """

@Suite struct CheckCommandTests {
  @Test func aSoundNotebookIsSummedUp() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", sound)
    let run = try CommandRun(["check", path])
    #expect(run.status == .success)
    #expect(run.stdout == "1 notebook, 2 steps, 1 claim, 0 mistakes, 0 warnings\n")
    #expect(run.stderr.isEmpty)
  }

  @Test func packetTranscriptsAreCounted() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", sound + "\n```packets {on=lo}\n```\n")
    #expect(
      try CommandRun(["check", path]).stdout
        == "1 notebook, 2 steps, 1 packet transcript, 1 claim, 0 mistakes, 0 warnings\n")
  }

  @Test func allMistakesAreToldWithPlaceAndCaret() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a.md",
      sound.replacing("labbook: 1", with: "labbook: 1\nhost: x")
        .replacing("one succeeds", with: "one flies"))
    let run = try CommandRun(["check", path])
    #expect(run.status == .mistake)
    #expect(run.stderr.contains("\(path):3:1: error: "))
    #expect(run.stderr.contains("\n3 | host: x\n  | ^^^^\n"))
    #expect(run.stderr.contains("\(path):13:5: error: "))
    #expect(run.stdout == "1 notebook, 2 mistakes, 0 warnings\n")
  }

  @Test func mistakesOfQueriesAreToldBesideOthers() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a.md",
      sound.replacing("labbook: 1", with: "labbook: 1\nhost: x")
        + "\n```sql {.claim}\nSELECT missing FROM packet\n```\n")
    let run = try CommandRun(["check", path])
    #expect(run.stderr.contains("\(path):3:1: error: "))
    #expect(run.stderr.contains("no such column: missing"), "\(run.stderr)")
  }

  @Test func aFileThatIsNoNotebookIsAMistake() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", "# Prose\n")
    #expect(try CommandRun(["check", path]).status == .mistake)
    #expect(try CommandRun(["check", folder.path]).status == .mistake)
    #expect(try CommandRun(["check", folder.path + "/none.md"]).status == .mistake)
  }

  @Test func jsonHasTheDiagnostics() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", sound.replacing("one succeeds", with: "one flies"))
    let run = try CommandRun(["check", "--json", path])
    #expect(run.status == .mistake)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any])
    let notebooks = try #require(document["notebooks"] as? [[String: Any]])
    #expect(notebooks.map { $0["ok"] as? Bool } == [false])
    let diagnostics = try #require(notebooks[0]["diagnostics"] as? [[String: Any]])
    #expect(diagnostics.map { $0["line"] as? Int } == [12])
  }

  @Test func aFilterThatLeavesNothingIsAMistake() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", sound)
    let run = try CommandRun(["run", path, "--filter", "nowhere"])
    #expect(run.status == .mistake)
    #expect(run.stderr.contains("nowhere"))
  }
}

@Suite struct NotebookFileTests {
  @Test func aFileIsReplacedWithItsModeKept() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", "old")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try NotebookFile(path: path).replace(Array("old".utf8), with: Array("new".utf8))
    #expect(try folder.bytes("a.md") == Array("new".utf8))
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.md"])
  }

  @Test func aSymbolicLinkStaysOne() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", "old")
    let link = folder.path + "/link.md"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    try NotebookFile(path: link).replace(Array("old".utf8), with: Array("new".utf8))
    #expect(try folder.bytes("a.md") == Array("new".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
  }

  @Test func aFileThatWasChangedMeanwhileIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", "edited")
    #expect(throws: CommandFailure.self) {
      try NotebookFile(path: path).replace(Array("old".utf8), with: Array("new".utf8))
    }
    #expect(try folder.bytes("a.md") == Array("edited".utf8))
  }
}

@Suite struct StepNameTests {
  private func number(_ name: String) throws -> Int {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a.md",
      sound.replacing("```claims", with: "```console\n$ false\n[1]\n```\n\n```claims"))
    let intake = NotebookIntake(paths: [path], forRun: true)
    let plan = try #require(intake.entries.first?.plan)
    return try StepName(name).number(in: plan)
  }

  @Test(arguments: [("1", 1), ("3", 3), ("one", 2), ("#one", 2), ("one.1", 1), ("one.2", 2)])
  func aStepIsNamedByNumberOrBlock(name: String, number: Int) throws {
    #expect(try self.number(name) == number)
  }

  @Test(arguments: ["0", "4", "two", "one.3", ""])
  func aStepThatIsNotThereIsAMistake(name: String) throws {
    #expect(throws: CommandFailure.self) { try number(name) }
  }
}
