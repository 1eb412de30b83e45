import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct RunReportTests {
  private let report = RunReport(style: TextStyle(width: 90))

  private var missed: NotebookResult {
    NotebookResult(
      path: "experiments/lo.md", title: "Nothing answers until lo is up", ending: .finished,
      runID: "019a", steps: 4,
      misses: [
        StepMiss(
          step: 2, name: "first-try", command: "curl -sS localhost:8900", line: 24,
          reason: "exited 7, expected 0",
          difference: [
            DifferenceLine(.missing, "BAM!"), DifferenceLine(.extra, "curl: (7) Failed\\x1b"),
          ])
      ],
      claims: SampleRun.claims, leaks: 1, duration: 412_000_000)
  }

  private var blocked: NotebookResult {
    NotebookResult(
      path: "experiments/nft.md", title: "Before or after", ending: .blocked(reason: "no `nft`"))
  }

  @Test func aNotebookIsToldWithMissesAndClaims() {
    #expect(
      report.notebook(missed).joined(separator: "\n") == """
        Nothing answers until lo is up · experiments/lo.md · 4 steps in 0.412 s
          ✗ missed  step 2 (first-try), line 24
              $ curl -sS localhost:8900
              exited 7, expected 0
              - BAM!
              + curl: (7) Failed\\x1b
          ! 1 process left behind
          1 ✓ holds         curl fails until lo is up
          2 ? inconclusive  no packets until lo is down
                            lo was never set down
          published elsewhere, not counted:
          3 ✗ refuted       curl succeeds
                            attempt 1 of curl (step 2) exited 7, expected success  [attempt 2]
        """)
  }

  @Test func theTableHasANotebookARow() {
    #expect(
      report.table([missed, blocked]).joined(separator: "\n") == """
        ──────────────────────────────────────────────────────────────────────────
        notebook  steps  holds  refuted  inconclusive  published     time
        lo.md       3/4      1        0             1         1✗  0.412 s  fails
        nft.md        0      0        0             0          –        –  blocked
        ──────────────────────────────────────────────────────────────────────────
        """)
  }

  @Test func theTotalIsOneLine() {
    #expect(
      report.total([missed, blocked], duration: 1_240_000_000)
        == "2 notebooks, 4 steps (1 missed), 1 claim holds, 1 inconclusive, "
        + "1 published (1 refuted), 1 blocked, 1.240 s")
  }

  @Test func aLongDifferenceIsCutWithAHint() {
    var result = missed
    result.misses[0].difference = (1...50).map { DifferenceLine(.extra, "\($0)") }
    let lines = report.notebook(result)
    #expect(lines.count { $0.hasPrefix("      + ") } == 16)
    #expect(lines.contains("      … more; `labbook show` has the output"))
  }

  @Test func rowsOfEvidenceAreJoined() {
    func text(_ numbers: [Int]) -> String? {
      let references =
        numbers.map { EvidenceReference(.packet, $0) } + [EvidenceReference(.link, 2)]
      let claim = ClaimVerdict(
        number: 1, identity: "x fails", text: "x fails", line: 1,
        verdict: Verdict(.holds, "because", evidence: references))
      return ClaimReport(style: TextStyle(), detail: .evidence, for: [claim]).lines(claim).first
    }
    #expect(text([4, 1, 2, 3]) == "  1 ✓ holds  x fails  [packet 1-4; link_event 2]")
    #expect(text([1, 2, 7]) == "  1 ✓ holds  x fails  [packet 1, 2, 7; link_event 2]")
    #expect(
      text(Array(stride(from: 1, to: 40, by: 2)))
        == "  1 ✓ holds  x fails  [packet 1, 3, 5, 7, 9, 11, 14 more; link_event 2]")
  }

  @Test func numbersStandInOneColumn() {
    let claims = [9, 10].map { number in
      ClaimVerdict(
        number: number, identity: "x fails", text: "x fails", line: 1,
        verdict: Verdict(.holds, "because"))
    }
    let report = ClaimReport(style: TextStyle(), detail: .brief, for: claims)
    #expect(claims.flatMap(report.lines) == ["   9 ✓ holds  x fails", "  10 ✓ holds  x fails"])
  }

  @Test func inASCIINothingIsLost() {
    let lines = RunReport(style: TextStyle(width: 90, usesUnicode: false)).notebook(missed)
    #expect(lines.joined().utf8.allSatisfy { $0 < 0x80 })
    #expect(lines.contains("  1 + holds         curl fails until lo is up"))
    #expect(lines.contains("  3 x refuted       curl succeeds"))
  }

  @Test func coloursNeverCarryTheMeaningAlone() {
    let colored = RunReport(style: TextStyle(width: 90, usesColor: true)).notebook(missed)
    let plain = colored.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") }
    #expect(plain == report.notebook(missed))
    #expect(colored != plain)
  }

  @Test func aClaimThatMustBeRefutedIsGoodWhenItIs() {
    func lines(_ answer: Verdict.Answer) -> [String] {
      let claim = ClaimVerdict(
        number: 1, identity: "x fails", text: "x fails", line: 1, expectedFailure: "a known bug",
        verdict: Verdict(answer, "because"))
      return ClaimReport(style: TextStyle(), detail: .brief, for: [claim]).lines(claim)
    }
    #expect(lines(.refuted).last?.hasSuffix("as expected: a known bug") == true)
    #expect(lines(.holds).last?.hasSuffix("was expected to be refuted: a known bug") == true)
  }

  @Test(
    arguments: [
      (Verdict.Answer.holds, false, nil, ClaimOutcome.Standing.pass),
      (.refuted, false, nil, .failure),
      (.inconclusive, false, nil, .inconclusive),
      (.notApplicable, false, nil, .uncounted),
      (.holds, false, "bug", .failure),
      (.refuted, false, "bug", .pass),
      (.inconclusive, false, "bug", .inconclusive),
      (.holds, true, nil, .uncounted),
      (.refuted, true, nil, .uncounted),
      (.inconclusive, true, nil, .uncounted),
    ] as [(Verdict.Answer, Bool, String?, ClaimOutcome.Standing)])
  func whatAVerdictMeans(
    answer: Verdict.Answer, isPublished: Bool, xfail: String?, standing: ClaimOutcome.Standing
  ) {
    let claim = ClaimVerdict(
      number: 1, identity: "x", text: "x", line: 1, isPublished: isPublished,
      expectedFailure: xfail,
      verdict: Verdict(answer, ""))
    #expect(claim.standing == standing)
  }

  @Test func controlsFlagClaimsThatDoNotDependOnTheirMoment() {
    var result = NotebookResult(
      path: "x.md", title: "x", ending: .finished, runID: "1", steps: 4,
      claims: SampleRun.claims)
    result.controls = [
      ClaimControl(
        claim: 1, moment: "lo is up", leftOut: [3], run: "a",
        dependence: .independent("it holds also without it: curl exited 7")),
      ClaimControl(
        claim: 2, moment: "lo is down", leftOut: [], run: nil,
        dependence: .unknown("it was so from the start")),
      ClaimControl(
        claim: 3, moment: "#raise", leftOut: [3], run: "a", dependence: .depends("otherwise")),
    ]
    let lines = RunReport(style: TextStyle(width: 90)).notebook(result)
    let text = lines.map { $0.drop { $0 == " " } }.joined(separator: " ")
    #expect(
      text.contains(
        "! does not depend on `lo is up` (left out: step 3): it holds also without it: curl exited")
    )
    #expect(text.contains("! no control for `lo is down`: it was so from the start"))
    #expect(!lines.contains { $0.contains("`#raise`") })
    #expect(
      lines.last
        == "  controls (1 run): claim 3 depends on its moment; 1 does not; of 2 it cannot be told")
    let json = JSONWriter.text { $0.value(result) }
    #expect(
      json.contains(
        #""controls": [{"claim": 1, "moment": "lo is up", "left_out": [3], "run": "a","#
          + #" "depends": false, "reason": "it holds also without it: curl exited 7"},"#))
    #expect(json.contains(#""left_out": [], "run": null, "depends": null"#))
  }
}
