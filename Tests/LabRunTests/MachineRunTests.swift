import LabEvidence
import LabModel
import LabRun
import Testing

/// What the conductor makes of a run on another kernel.
@Suite struct MachineRunTests {
  private static func line(_ text: String, level: UInt8 = 4) -> Event.Body {
    .kernelLog(KernelLogLine(source: .record, stamp: 1, level: level, text: text))
  }

  private static let warning = line(
    "WARNING: CPU: 0 PID: 1 at net/core/dev.c:7 dev_put_track+0x1/0x2")

  private static func run(
    _ told: [(moment: ToldMachine.Moment, body: Event.Body)] = [], kernel: String? = nil,
    claims: String = "#one succeeds"
  ) throws -> ConductedNotebook {
    try ConductedNotebook(
      """
      ```console {#one}
      $ echo one
      one
      ```

      ```console {#two}
      $ echo two
      two
      ```

      ```claims
      \(claims)
      ```
      """, frontMatter: kernel.map { "kernel: \($0)" } ?? "", on: ToldMachine(told))
  }

  @Test func theGuestsKernelIsRecordedAndConditionsAskIt() throws {
    let run = try ConductedNotebook(
      """
      ```console {when="kernel < 5"}
      $ echo old
      old
      ```

      ```console {when="kernel >= 5"}
      $ echo new
      new
      ```

      ```console {when="config BRIDGE"}
      $ echo bridge
      bridge
      ```

      ```console {when="config VETH"}
      $ echo veth
      veth
      ```
      """, frontMatter: "kernel: {version: \">=4.19,<5\", config: [NET]}", on: ToldMachine())
    #expect(run.troubles == [])
    #expect(run.result.steps.map { $0.skipped == nil } == [true, false, true, false])
    #expect(run.evidence.run.kernelRelease == "4.19.0-27-amd64")
    #expect(run.evidence.run.kernelLabel == "4.19")
    #expect(run.evidence.run.backend == "uml")
    #expect(run.evidence.run.kernelOptions?.contains("BRIDGE") == true)
    #expect(run.evidence.machine == ToldMachine.record)
    #expect(run.result.health?.machine == ToldMachine.record)
  }

  @Test func aNotebookIsBlockedByTheGuestsKernelNotThisOne() throws {
    let run = try Self.run(kernel: "{version: \">=5\"}")
    #expect(run.result.status == .blocked)
    #expect(run.result.reason == "the kernel is 4.19.0-27-amd64, and kernel >= 5 is needed")
  }

  @Test func everyRunInAMachineClaimsThatItsLogHasNoWarnings() throws {
    let run = try Self.run()
    #expect(
      run.result.outcomes.map(\.claim.text) == ["#one succeeds", "kernel log has no warnings"])
    #expect(run.result.outcomes.map(\.claim.isImplicit) == [false, true])
    #expect(run.result.outcomes.map(\.claim.number) == [1, 2])
    #expect(run.result.outcomes.map(\.standing) == [.pass, .pass])
    #expect(
      try VerdictStore(run.store).latest(ofRun: run.result.number).map(\.isImplicit)
        == [false, true])
  }

  @Test func theImplicitClaimIsRefutedAsAnyOther() throws {
    let run = try Self.run([(.end(2), Self.warning)])
    let outcome = try #require(run.result.outcomes.last)
    #expect(outcome.claim.isImplicit)
    #expect(outcome.standing == .failure)
    #expect(outcome.verdict.reason.contains("WARNING in dev_put_track"))
    #expect(outcome.verdict.reason.contains("in step 2"))
    #expect(run.result.health?.counted.map(\.step) == [2])
  }

  @Test(arguments: [
    ("{warnings: allowed}", "#one succeeds", ["#one succeeds"], true),
    // A notebook that says it itself is judged once.
    (nil, "kernel log has no warnings", ["kernel log has no warnings"], false),
    (
      nil, "kernel log has no warnings during #one",
      ["kernel log has no warnings during #one", "kernel log has no warnings"], false
    ),
    (
      "{ignore: [/dev_put/]}", "#one succeeds", ["#one succeeds", "kernel log has no warnings"],
      true
    ),
  ])
  func theImplicitClaimIsLifted(
    kernel: String?, claim: String, claims: [String], isSound: Bool
  ) throws {
    let run = try Self.run([(.end(2), Self.warning)], kernel: kernel, claims: claim)
    #expect(run.result.outcomes.map(\.claim.text) == claims)
    #expect(run.result.outcomes.allSatisfy { $0.standing == .pass } == isSound)
  }

  @Test func inNamespacesNothingIsImplicit() throws {
    let run = try ConductedNotebook(
      "```console {#one}\n$ echo one\none\n```\n\n```claims\n#one succeeds\n```")
    #expect(run.result.outcomes.map(\.claim.text) == ["#one succeeds"])
    #expect(run.result.health == nil)
  }

  @Test func aCrashKeepsTheEvidenceAndIsNeverAVerdict() throws {
    let crash = MachineCrash(
      kind: .panic, message: "Kernel panic - not syncing: sysrq triggered crash",
      tail: ["Kernel panic - not syncing: sysrq triggered crash"])
    let run = try Self.run(
      [
        (.end(1), Self.line("sysrq: Trigger a crash", level: 6)),
        (.insteadOfStep(2), .crashed(crash)),
      ], claims: "#one succeeds\n#one fails\nno packets\nlo is down")
    #expect(run.result.status == .crashed)
    #expect(run.result.crash == crash)
    #expect(run.result.failure == nil)
    #expect(
      run.result.reason
        == "the kernel panicked: Kernel panic - not syncing: sysrq triggered crash")
    #expect(run.result.outcomes.count == 5)
    #expect(run.result.outcomes.allSatisfy { $0.verdict.answer == .inconclusive })
    #expect(run.result.misses.isEmpty)
    #expect(run.result.steps.map(\.skipped) == [nil, "the machine crashed"])
    #expect(run.evidence.run.status == .crashed)
    #expect(run.evidence.crash == crash)
    #expect(run.evidence.kernelLog.map(\.line.text) == ["sysrq: Trigger a crash"])
    #expect(run.output(1) == "one\n")
    #expect(run.result.health?.crash == crash)
    #expect(run.result.health?.crashTrouble?.kind == .panic)
  }

  @Test func aMachineThatNeverGetsReadyIsACrash() throws {
    let crash = MachineCrash(kind: .bootTimeout, message: "no answer for 15 s", tail: ["x"])
    let run = try Self.run([(.insteadOfReady, .crashed(crash))])
    #expect(run.result.status == .crashed)
    #expect(run.result.crash == crash)
    #expect(run.result.outcomes.allSatisfy { $0.verdict.answer == .inconclusive })
    #expect(run.result.steps.allSatisfy { $0.skipped == "the machine crashed" })
  }

  @Test func aMachineThatCannotBeStartedIsAFailureAndNoVerdict() throws {
    let failure = SandboxFailure(
      stage: "start", subject: "a machine: qemu-system-x86_64 is not on PATH", errno: 0,
      remedy: "apt install qemu-system-x86")
    let run = try Self.run(
      [(.insteadOfReady, .failed(failure))], claims: "#one fails\nlo is up\nno packets")
    #expect(run.result.status == .crashed)
    #expect(run.result.failure == failure)
    // No errno, no words for it.
    #expect(
      run.result.reason
        == "start a machine: qemu-system-x86_64 is not on PATH; apt install qemu-system-x86")
    #expect(run.result.outcomes.allSatisfy { $0.verdict.answer == .inconclusive })
  }

  @Test func aMachineThatBootsTakesNoneOfTheNotebooksTime() throws {
    var bench = ToldMachine()
    bench.bootTime = 2_200_000
    let run = try ConductedNotebook(
      "```console\n$ echo one\none\n```", frontMatter: "timeout: 2s", on: bench)
    #expect(run.troubles == [])
    #expect(run.output(1) == "one\n")
    // What is shown is what it took.
    #expect(run.result.duration >= 2_200_000_000)
  }

  @Test func judgingAgainUsesWhatTheNotebookIgnoresNow() throws {
    let run = try Self.run([(.end(2), Self.warning)])
    var plan = run.plan
    plan.kernel.ignoredTroubles = [try #require(IgnoredTrouble("/dev_put/"))]
    let outcomes = try Judgment.record(of: plan, ofRun: run.result.number, in: run.store)
    #expect(outcomes.map(\.standing) == [.pass, .pass])
  }
}
