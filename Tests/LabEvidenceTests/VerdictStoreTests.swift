import LabEvidence
import LabModel
import Testing

@Suite struct VerdictStoreTests {
  private let fixture: Fixture
  private let store: Store
  private let run: Int

  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
    let journal = try Journal.standing(in: store)
    try journal.finish(.finished)
    run = journal.run
  }

  private let verdicts = [
    ClaimVerdict(
      number: 1, identity: "curl fails until lo is up", text: "curl fails  until lo is up", line: 9,
      verdict: Verdict(
        .holds, "both attempts before failed, and the one after succeeded",
        evidence: [
          EvidenceReference(.attempt, 2), EvidenceReference(.link, 1),
          EvidenceReference(.attempt, 1),
        ])),
    ClaimVerdict(
      number: 2, identity: "q", text: "q: no packets", line: 10, isPublished: true,
      verdict: Verdict(.refuted, "3 packets", evidence: [EvidenceReference(.packet, 1)])),
    ClaimVerdict(
      number: 3, identity: "curl exits 7", text: "curl exits 7", line: 11,
      expectedFailure: "a bug", verdict: Verdict(.inconclusive, "nobody tried")),
    ClaimVerdict(
      number: 4, identity: "x", text: "x: curl fails when kernel >= 9", line: 12,
      verdict: Verdict(.notApplicable, "kernel 6.18 is not >= 9")),
  ]

  @Test func verdictsComeBackWithTheirReasonsAndEvidence() throws {
    let keeper = VerdictStore(store)
    #expect(try keeper.latest(ofRun: run) == [])
    try keeper.record(verdicts, ofRun: run, at: 1_760_000_000_000_000_001)
    #expect(try keeper.latest(ofRun: run) == verdicts)
    #expect(try store.integrityProblems() == [])
  }

  @Test func judgingAgainAddsAndTheLatestJudgementCounts() throws {
    let keeper = VerdictStore(store)
    try keeper.record(verdicts, ofRun: run, at: 1)
    var changed = [verdicts[0]]
    changed[0].number = 7
    changed[0].line = 30
    changed[0].text = "curl fails until lo is up "
    changed[0].verdict = Verdict(.refuted, "it did not")
    try keeper.record(changed, ofRun: run, at: 2)
    #expect(try keeper.latest(ofRun: run) == changed)
    #expect(
      try keeper.judgements(ofRun: run) == [
        Judgement(number: 1, wall: 1, verdicts: verdicts),
        Judgement(number: 2, wall: 2, verdicts: changed),
      ])
    let counts = try #require(try store.runs().first).verdicts
    #expect(counts.refuted == 1 && counts.holds == 0)
  }

  @Test func listsCountTheClaimsThatAreNotPublished() throws {
    try VerdictStore(store).record(verdicts, ofRun: run, at: 1)
    let counts = try #require(try store.runs().first).verdicts
    #expect(counts.holds == 1)
    #expect(counts.refuted == 0)
    #expect(counts.inconclusive == 1)
    #expect(counts.notApplicable == 1)
  }

  @Test(arguments: EvidenceReference.Table.allCases)
  func everyTableCanBeReferredTo(table: EvidenceReference.Table) throws {
    var verdict = verdicts[0]
    verdict.verdict.evidence = [EvidenceReference(table, 1)]
    try VerdictStore(store).record([verdict], ofRun: run, at: 1)
    #expect(try VerdictStore(store).latest(ofRun: run) == [verdict])
  }

  @Test func aVerdictOfNoRunIsAFailure() throws {
    #expect(throws: StoreFailure.self) {
      try VerdictStore(store).record(verdicts, ofRun: 99, at: 1)
    }
  }
}
