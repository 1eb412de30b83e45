import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct RateTests {
  /// Values of Wilson's interval as R's `prop.test(k, n, correct = FALSE)` gives them.
  @Test(
    arguments: [
      (0, 20, 0, 0.1611), (20, 20, 0.8389, 1), (17, 20, 0.6396, 0.9476), (1, 2, 0.0945, 0.9055),
      (7, 12, 0.3195, 0.8067), (500, 1000, 0.4691, 0.5309),
    ] as [(Int, Int, Double, Double)])
  func theIntervalIsWilsons(successes: Int, trials: Int, low: Double, high: Double) throws {
    let interval = try #require(Rate(successes, of: trials).interval)
    #expect(abs(interval.lowerBound - low) < 0.0001)
    #expect(abs(interval.upperBound - high) < 0.0001)
  }

  @Test func withoutTrialsNothingIsSaid() {
    #expect(Rate(0, of: 0).interval == nil)
    #expect(Rate(0, of: 0).share == nil)
    #expect(Rate(17, of: 20).text == "85 %, 95 % interval 64 to 95 %")
  }
}

@Suite struct RepeatReportTests {
  private let report = RepeatReport(style: TextStyle(width: 90))

  private func result(_ number: Int, _ answer: Verdict.Answer, missed: Bool = false)
    -> NotebookResult
  {
    var result = NotebookResult(
      path: "a.md", title: "A", ending: .finished, runID: "run\(number)", steps: 1,
      misses: missed ? [StepMiss(step: 1, command: "x", line: 7, reason: "exited 1")] : [],
      claims: [
        ClaimVerdict(
          number: 1, identity: "c", text: "x succeeds", line: 9, verdict: Verdict(answer, "why"))
      ], duration: 100_000_000)
    result.repetition = Repetition(number: number, of: 4)
    return result
  }

  @Test func whatNobodyWroteIsMarked() {
    var results = [result(1, .holds), result(2, .holds)]
    for index in results.indices { results[index].claims[0].isImplicit = true }
    #expect(
      report.group(RepeatGroup(results)).contains("  ✓ holds           1: x succeeds (implicit)"))
  }

  @Test func whatVariesIsNamedWithTheFirstOtherRepeat() {
    let group = RepeatGroup([
      result(1, .holds), result(2, .holds), result(3, .refuted, missed: true), result(4, .holds),
    ])
    #expect(
      report.group(group).joined(separator: "\n") == """
        A · a.md · 4 repeats in 0.400 s, 3 as claimed
          ✗ flaky   step 1, line 7: in 1 of 4 repeats
              first in repeat 3: exited 1
          ~ flaky           1: x succeeds
                            holds in 3 of 4: 75 %, 95 % interval 30 to 95 %
                            first otherwise in repeat 3 (run run3): refuted, why
        """)
    #expect(
      report.total([group], duration: 500_000_000)
        == "1 notebook, 4 runs: 3 as claimed, 1 not; flaky: 1 claim, 1 step, 0.500 s")
  }

  @Test func aFirstFailureIsNotHiddenByLaterSuccesses() {
    let group = RepeatGroup([result(1, .refuted, missed: true), result(2, .holds)])
    #expect(group.claims[0].isFlaky)
    #expect(group.good == 1)
    #expect(report.group(group).contains("  ✗ flaky   step 1, line 7: in 1 of 2 repeats"))
  }

  @Test func whatCannotBeToldIsNoTrial() {
    let claim = RepeatGroup([result(1, .holds), result(2, .inconclusive)]).claims[0]
    #expect(claim.rate == Rate(1, of: 1))
    #expect(claim.isFlaky)
    #expect(!RepeatGroup([result(1, .holds), result(2, .notApplicable)]).claims[0].isFlaky)
  }

  @Test func whatNeverVariesIsNotFlaky() {
    let group = RepeatGroup([result(1, .holds), result(2, .holds)])
    #expect(
      report.group(group).dropFirst().joined(separator: "\n")
        == "  ✓ holds           1: x succeeds\n                    holds in 2 of 2")
    #expect(
      report.total([group], duration: 0)
        == "1 notebook, 2 runs: 2 as claimed, 0 not; nothing flaky, "
        + "0.000 s")
  }
}
