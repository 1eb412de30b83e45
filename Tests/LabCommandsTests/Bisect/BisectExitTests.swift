import LabEvidence
import LabModel
import LabReport
import Testing

@testable import LabCommands

@Suite struct BisectExitTests {
  private static func result(
    _ ending: NotebookResult.Ending = .finished, misses: Int = 0,
    _ claims: [(Verdict.Answer, xfail: String?, isPublished: Bool)] = [], repeat number: Int? = nil
  ) -> NotebookResult {
    var result = NotebookResult(
      path: "a.md", title: "A", ending: ending, runID: "019a",
      misses: (0..<misses).map { StepMiss(step: $0 + 1, command: "false", reason: "exited 1") },
      claims: claims.enumerated().map { index, claim in
        ClaimVerdict(
          number: index + 1, identity: "c", text: "c", line: 1, isPublished: claim.isPublished,
          expectedFailure: claim.xfail, verdict: Verdict(claim.0, "because"))
      })
    result.repetition = number.map { Repetition(number: $0, of: 10) }
    return result
  }

  private static let holds = (Verdict.Answer.holds, xfail: nil as String?, isPublished: false)
  private static let refuted = (Verdict.Answer.refuted, xfail: nil as String?, isPublished: false)
  private static let undecided = (
    Verdict.Answer.inconclusive, xfail: nil as String?, isPublished: false
  )
  private static let notApplicable = (
    Verdict.Answer.notApplicable, xfail: nil as String?, isPublished: false
  )

  @Test func aNotebookIsGoodBadOrCannotBeTold() {
    func status(_ results: NotebookResult..., claims: [Int] = []) -> Int32 {
      BisectExit.status(results, claims: claims).rawValue
    }
    #expect(status(Self.result(.finished, [Self.holds])) == 0)
    #expect(status(Self.result()) == 0)
    #expect(status(Self.result(.finished, [Self.notApplicable])) == 0)
    #expect(status(Self.result(.finished, [Self.holds, Self.refuted])) == 1)
    #expect(status(Self.result(misses: 1)) == 1)
    #expect(status(Self.result(.finished, [Self.undecided, Self.refuted])) == 1)
    #expect(status(Self.result(.finished, [Self.undecided, Self.holds])) == 125)
    #expect(status(Self.result(.blocked(reason: "no nft"))) == 125)
    #expect(status(Self.result(.crashed(reason: "panic", remedy: nil), [Self.refuted])) == 125)
    #expect(status(Self.result(.machineUnable(reason: "no qemu", remedy: nil))) == 125)
    #expect(status(Self.result(.invalid(mistakes: 1))) == 128)
    #expect(status(Self.result(.interrupted(reason: ""))) == 130)
    #expect(status(Self.result(), Self.result(.blocked(reason: ""))) == 125)
    #expect(status(Self.result(misses: 1), Self.result(.blocked(reason: ""))) == 1)
    #expect(status() == 125)
  }

  @Test func aChosenClaimStandsForItself() {
    func status(_ result: NotebookResult, _ claims: Int...) -> Int32 {
      BisectExit.status([result], claims: claims).rawValue
    }
    let result = Self.result(
      misses: 1,
      [
        Self.holds, Self.refuted, Self.undecided, Self.notApplicable,
        (.refuted, xfail: "a bug", isPublished: false), (.refuted, xfail: nil, isPublished: true),
      ])
    #expect(status(result, 1) == 0)
    #expect(status(result, 2) == 1)
    #expect(status(result, 3) == 125)
    #expect(status(result, 4) == 125)
    #expect(status(result, 5) == 1)
    #expect(status(result, 6) == 1)
    #expect(status(result, 7) == 125)
    #expect(status(result, 1, 2, 3) == 1)
    #expect(status(result, 1, 3) == 125)
  }

  @Test func repeatsFollowTheRuleForFlakyKernels() {
    func status(_ good: Int, _ bad: Int, _ skipped: Int) -> Int32 {
      let verdicts =
        Array(repeating: [Self.holds], count: good) + Array(repeating: [Self.refuted], count: bad)
        + Array(repeating: [Self.undecided], count: skipped)
      return BisectExit.status(
        verdicts.enumerated().map { Self.result(.finished, $1, repeat: $0 + 1) }
      ).rawValue
    }
    #expect(status(10, 0, 0) == 0)
    #expect(status(9, 1, 0) == 1)
    #expect(status(4, 0, 6) == 0)
    #expect(status(3, 0, 7) == 125)
    #expect(status(0, 1, 9) == 1)
  }

  @Test func aRepeatIsEveryNotebookAndCombination() {
    let runs = BisectTrial.Run.repeats(of: [
      Self.result(.finished, [Self.holds], repeat: 1),
      Self.result(.finished, [Self.holds], repeat: 2),
      Self.result(.finished, [Self.refuted], repeat: 2),
      Self.result(.finished, [Self.undecided], repeat: 1),
    ])
    #expect(runs.map(\.verdict) == [.skip, .bad])
    #expect(runs.map(\.reason) == ["inconclusive: c: because", "refuted: c: because"])
  }

  @Test func gitNeverTakesATroubleOfLabbookForABadKernel() {
    for status in LabCommands.ExitStatus.allCases {
      let mapped = BisectExit.status(CommandFailure(status, "")).rawValue
      #expect(mapped == 125 || mapped >= 128)
    }
  }
}
