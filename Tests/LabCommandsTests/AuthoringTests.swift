import Foundation
import LabModel
import LabNotebook
import LabReport
import Synchronization
import Testing

@testable import LabCommands

@Suite struct ReportTargetTests {
  @Test(arguments: [
    ("junit=a.xml", ReportFormat.junit, "a.xml"), ("tap=-", .tap, "-"), ("json=a=b", .json, "a=b"),
  ])
  func formatAndFile(argument: String, format: ReportFormat, path: String) throws {
    #expect(try ReportTarget(argument: argument) == ReportTarget(format, path: path))
  }

  @Test(arguments: ["junit", "junit=", "xml=a", "=a", ""])
  func whatIsNoReport(argument: String) {
    #expect(throws: (any Error).self) { try ReportTarget(argument: argument) }
  }

  @Test(arguments: [
    ["--repeat", "0"], ["--report", "xml=a"], ["--report", "tap=-", "--report", "junit=-"],
    ["--json", "--report", "tap=-"], ["--watch", "--update"], ["--watch", "--update=ask"],
    ["--watch", "--keep"], ["--update=ask", "--jobs", "2"],
  ])
  func whatDoesNotGoTogether(options: [String]) throws {
    let run = try CommandRun(["run"] + options)
    #expect(run.status == .mistake)
    #expect(run.stderr.contains("Usage: labbook run"))
  }
}

@Suite struct FormatCommandTests {
  private let loose = "---\nlabbook: 1\n---\n# A\n\n``` console  { .any   #x}\n$ true\n```\n"

  @Test func checkingChangesNothing() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", loose)
    let run = try CommandRun(["fmt", "--check", folder.path])
    #expect(run.status == .refuted)
    #expect(run.stdout == "\(folder.path)/a.md: would be changed\n")
    #expect(try folder.bytes("a.md") == Array(loose.utf8))
    #expect(try CommandRun(["fmt", path]).stdout == "\(path): changed\n")
    #expect(
      String(decoding: try folder.bytes("a.md"), as: UTF8.self)
        == loose.replacing("``` console  { .any   #x}", with: "```console {#x .any}"))
    let again = try CommandRun(["fmt", path])
    #expect(again.stdout.isEmpty)
    #expect(again.status == .success)
  }

  @Test func aNotebookWithMistakesIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    let text = loose.replacing(".any", with: ".anny")
    let path = try folder.file("a.md", text)
    let run = try CommandRun(["fmt", path])
    #expect(run.status == .mistake)
    #expect(run.stderr.contains("unknown attribute `.anny`"))
    #expect(try folder.bytes("a.md") == Array(text.utf8))
  }
}

@Suite struct NewFileTests {
  @Test(arguments: [
    ("lo-is-down.md", "Lo is down"), ("/a/b/x_y.markdown", "X y"), (".md", "A notebook"),
    ("é-b", "É b"), ("a\u{1B}[2J.md", "A\\x1b[2J"),
  ])
  func theFileNameIsTheTitle(path: String, title: String) {
    #expect(NewFile.title(of: path) == title)
  }

  @Test func anyNameMakesASoundNotebook() throws {
    for title in ["a: b", "\"", "\\", "{x", "- y", "#", "'"] {
      for seed in NotebookSeed.allCases {
        let text = seed.text(title: title)
        let read = NotebookReader.read(path: "x.md", bytes: Array(text.utf8))
        #expect(read.diagnostics.isEmpty)
        #expect(read.plan?.title == title)
      }
    }
  }
}

@Suite struct UpdateQuestionTests {
  private static let plan = NotebookReader.read(
    path: "a.md", bytes: Array("---\nlabbook: 1\n---\n```console\n$ a\n```\n".utf8)
  ).plan

  /// What is said to each of five steps when this is typed.
  private func answers(to typed: String) throws -> ([Bool], shown: String) {
    let pipe = try LabCommands.Pipe(isNonblocking: false)
    let shown = Mutex("")
    let question = UpdateQuestion(input: pipe.readEnd, style: TextStyle()) { text in
      shown.withLock { $0 += text }
    }
    let plan = try #require(Self.plan)
    _ = typed.withCString { write(pipe.writeEnd, $0, strlen($0)) }
    close(pipe.writeEnd)
    defer { close(pipe.readEnd) }
    let result = LabNotebook.StepResult(step: 1, output: StepOutput(stdout: [0x61, 0x0A]))
    let step = try #require(NotebookEditor.update(plan, with: [result]).steps.first)
    let answers = (0..<5).map { _ in question.accepts(step, difference: "+a\u{1B}\n", in: plan) }
    return (answers, shown.withLock { $0 })
  }

  @Test(
    arguments: [
      ("y\nn\ny\nno\nYES\n", [true, false, true, false, true]),
      ("n\na\n", [false, true, true, true, true]), ("y\nq\n", [true, false, false, false, false]),
      ("", [false, false, false, false, false]), ("y", [true, false, false, false, false]),
      ("what\n y \nq\n", [true, false, false, false, false]),
    ] as [(String, [Bool])])
  func answersAreKept(typed: String, expected: [Bool]) throws {
    #expect(try answers(to: typed).0 == expected)
  }

  @Test func whatIsShownIsSafe() throws {
    let shown = try answers(to: "q\n").shown
    #expect(shown.hasPrefix("+a\\x1b\nrewrite step 1, line 5?"))
  }
}

@Suite struct FileChangesTests {
  @Test func aChangeWakesAndSilenceDoesNot() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", "one")
    let changes = try FileChanges()
    changes.watch(path)
    let interruption = try Interruption()
    let writer = Thread {
      usleep(100_000)
      // As editors do it: a new file in the place of the old one.
      try? Data("two".utf8).write(to: URL(filePath: path), options: .atomic)
    }
    writer.start()
    #expect(changes.wait(interruption))
    #expect(try folder.bytes("a.md") == Array("two".utf8))
  }
}
