import LabModel
import LabNotebook
import Testing

@Suite struct ParameterTests {
  private func plan(_ frontMatter: String, _ body: String = "```sh\ntrue\n```\n") throws -> Plan {
    let result = read(notebook(body, frontMatter: frontMatter))
    #expect(result.diagnostics.map(short) == [])
    return try #require(result.plan)
  }

  @Test func everyCombinationRunsTheLastChangingFastest() throws {
    let plan = try plan("params: {mtu: [1500, 9000], mode: [a, \"b c\"], one: x}")
    #expect(
      plan.combinations.map { $0.map { "\($0.name)=\($0.value)" }.joined(separator: ",") } == [
        "mtu=1500,mode=a,one=x", "mtu=1500,mode=b c,one=x", "mtu=9000,mode=a,one=x",
        "mtu=9000,mode=b c,one=x",
      ])
    #expect(
      plan.with(plan.combinations[1]).parameters == ["mtu": "1500", "mode": "b c", "one": "x"])
  }

  @Test func withoutParametersThereIsOneRun() throws {
    #expect(try plan("").combinations == [[]])
  }

  @Test func conditionsAndExpectedLinesKnowThem() throws {
    let plan = try plan(
      "params: {mtu: [1, 2]}",
      """
      ```console {#x when="param mtu = 1"}
      $ echo $mtu
      ${mtu} (re)
      ```

      ```claims
      x succeeds when param mtu = 1
      ```

      """)
    #expect(plan.blocks[0].conditions == [.parameter(name: "mtu", value: "1")])
  }

  @Test func tooManyRunsAreAMistake() {
    let list = "[" + (0..<40).map(String.init).joined(separator: ", ") + "]"
    let result = read(
      notebook("```sh\ntrue\n```\n", frontMatter: "params: {a: \(list), b: \(list)}"))
    #expect(result.diagnostics.map(\.message) == ["`params` asks for more than 1000 runs"])
  }

  @Test func aTerminalMergesTheStreams() throws {
    let plan = try plan("", "```console {.tty}\n$ ls\n```\n\n```console {.tty .any}\n$ ls\n```\n")
    #expect(plan.blocks.map(\.usesTerminal) == [true, true])
    #expect(plan.steps.map(\.expectation.comparison) == [.merged, .none])
  }
}
