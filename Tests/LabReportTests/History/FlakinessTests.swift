import LabEvidence
import LabModel
import LabReport
import Testing

/// Flaky as docs/commands.md defines it.
@Suite struct FlakinessTests {
  private func flakiness(
    _ answers: [Verdict.Answer?], change: (Int, inout HistoryRun) -> Void = { _, _ in }
  ) throws -> Flakiness {
    try #require(
      ClaimHistory.all(of: HistorySample.runs(answers, change: change)).first
    ).flakiness
  }

  @Test func aChangeBetweenRunsThatFollowEachOtherIsFlaky() throws {
    let flaky = try flakiness([.holds, .holds, .refuted, .holds, .inconclusive])
    #expect(flaky.isFlaky)
    #expect(flaky.changes == Rate(3, of: 4))
    #expect(flaky.reversals == 2)
    #expect(flaky.changedAt == ["run-3", "run-4", "run-5"])
    #expect(
      flaky.text
        == "flaky: 3 of 4 pairs changed (75 %, 95 % interval 30 to 95 %), 2 of them between holds "
        + "and refuted")
    let steady = try flakiness([.refuted, .refuted])
    #expect(!steady.isFlaky)
    #expect(steady.text.hasPrefix("steady: none of 1 pair changed"))
    #expect(try flakiness([.holds]).text == "no two runs to compare")
  }

  @Test(arguments: ["notebook", "parameters", "kernel", "build", "host", "backend", "text"])
  func anotherNotebookKernelOrMachineMakesNoPair(what: String) throws {
    let flaky = try flakiness([.holds, .refuted]) { index, run in
      guard index == 1 else { return }
      switch what {
      case "notebook": run.notebook = "other"
      case "parameters": run.parameters = ["n": "2"]
      case "kernel": run.place.kernelRelease = "6.12.0"
      case "build": run.place.kernelVersion = "#2"
      case "host": run.place.hostname = "other"
      case "backend": run.place.backend = "qemu"
      default: run.claims[0].text = "lo is  up"
      }
    }
    #expect(flaky.changes == Rate(0, of: 0))
  }

  @Test func runsOfOthersBetweenDoNotPartAPair() throws {
    let flaky = try flakiness([.holds, .refuted, .refuted, .holds]) { index, run in
      if index == 1 || index == 2 { run.place.hostname = "other" }
    }
    #expect(flaky.changes == Rate(0, of: 2))
  }

  @Test func runsThatDidNotEndOrSayNothingArePassedOver() throws {
    #expect(try flakiness([.holds, nil, .notApplicable, .refuted]).changes == Rate(1, of: 1))
    let crashed = try flakiness([.holds, .refuted, .holds]) { index, run in
      if index == 1 { run.status = .interrupted }
    }
    #expect(crashed.changes == Rate(0, of: 1))
  }
}
