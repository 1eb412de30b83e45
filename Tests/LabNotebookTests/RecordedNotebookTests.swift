import LabModel
import LabNotebook
import Testing

@Suite struct RecordedNotebookTests {
  private func result(_ text: String, status: Int32 = 0) -> [StepResult] {
    [StepResult(step: 1, output: StepOutput(stdout: Array(text.utf8), status: status))]
  }

  /// What stands under the command after these runs of it.
  private func expected(_ first: String, _ others: String...) throws -> [String] {
    var notebook = RecordedNotebook(path: "x.md", title: "X", commands: ["x"])
    notebook.expect(result(first))
    for other in others { notebook.allow(result(other)) }
    let lines = notebook.text.split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    let plan = try #require(notebook.plan)
    for output in [first] + others {
      #expect(plan.steps[0].expectation.outcome(of: result(output)[0].output).isMet)
    }
    return Array(lines[7..<lines.count - 2])
  }

  @Test(
    arguments: [
      ("pid 12\n", "pid 345\n", ["pid [0-9]+ (re)"]),
      ("time=0.035 ms (x)\n", "time=1.2 ms (x)\n", [#"time=[0-9.]+ ms \(x\) (re)"#]),
      ("at 12:00:01 on\n", "at 12:00:02 on\n", ["at [0-9:.]+ on (re)"]),
      ("a1-22-3f\n", "b2-33-4e\n", ["[0-9a-f:.]+-[0-9a-f:.]+-[0-9a-f:.]+ (re)"]),
      ("name foo!\n", "name Bar!\n", ["name [0-9A-Za-z.:]+! (re)"]),
      ("$ x1\n", "$ x2\n", ["..."]),
      ("    12 of 99\n", "     1 of 99\n", [#"    .* of 99 (re)"#]),
      ("same\n1\nend\n", "same\n2\nend\n", ["same", "[0-9]+ (re)", "end"]),
      ("a\nb\nc\n", "a\nc\n", ["a", "...", "c"]), ("a\n", "", ["..."]),
      ("same\n", "same\n", ["same"]), ("\u{1B}[1m1\n", "\u{1B}[1m2\n", ["..."]),
    ])
  func whatVariesGetsThePatternThatTakesBoth(first: String, second: String, lines: [String]) throws
  {
    #expect(try expected(first, second) == lines)
  }

  @Test func aThirdRunWidensAPattern() throws {
    #expect(try expected("n 1\n", "n 2\n", "n 33\n") == ["n [0-9]+ (re)"])
    #expect(try expected("n 1\n", "n 2\n", "n x\n") == ["..."])
  }

  @Test func aStatusThatVariesIsAny() throws {
    var notebook = RecordedNotebook(path: "x.md", title: "X", commands: ["x"])
    notebook.expect(result("a\n", status: 1))
    notebook.allow(result("a\n"))
    #expect(notebook.text.hasSuffix("$ x\na\n[any]\n```\n"))
  }

  @Test func whatIsStillMissedIsLoosened() throws {
    var notebook = RecordedNotebook(path: "x.md", title: "X", commands: ["x"])
    notebook.expect(result("a\n", status: 3))
    notebook.loosen([result("a\n", status: 3), result("b\nc", status: 3)])
    #expect(notebook.text.hasSuffix("$ x\n...\n[3]\n```\n"))
  }

  @Test func commandsOfSeveralLinesComeBack() throws {
    let commands = ["cat <<E\n\n> x\nE", "for i in 1\ndo\n  :\ndone", "echo '# $ x'"]
    var notebook = RecordedNotebook(path: "x.md", title: "a \"b\"", commands: commands)
    #expect(notebook.plan?.steps.map(\.command) == commands)
    #expect(notebook.plan?.title == "a \"b\"")
    notebook.complete(prose: ["Prose."], claims: ["recorded.1 succeeds"])
    #expect(notebook.diagnostics.isEmpty)
    #expect(notebook.plan?.claims.map(\.text) == ["recorded.1 succeeds"])
  }
}
