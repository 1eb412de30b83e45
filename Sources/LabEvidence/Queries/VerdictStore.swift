package import LabModel

/// Keeps the verdicts of runs: judging again adds, and overwrites nothing.
package struct VerdictStore: Sendable {
  private let store: Store

  package init(_ store: Store) {
    self.store = store
  }

  /// Records what one judgement of a run said of its claims, made at `wall` (CLOCK_REALTIME in ns
  /// since 1970).
  package func record(
    _ verdicts: [ClaimVerdict], ofRun run: Int, at wall: Int64
  ) throws(StoreFailure) {
    throw StoreFailure(stage: "write", subject: store.path, message: "cannot write yet")
  }

  /// The verdicts of a run's latest judgement in order of the claims' numbers; empty where it was
  /// never judged.
  package func latest(ofRun run: Int) throws(StoreFailure) -> [ClaimVerdict] {
    throw StoreFailure(stage: "read", subject: store.path, message: "cannot read yet")
  }

  /// Every judgement of a run, oldest first.
  package func judgements(ofRun run: Int) throws(StoreFailure) -> [Judgement] {
    throw StoreFailure(stage: "read", subject: store.path, message: "cannot read yet")
  }
}

/// What was said of all claims of a run at one time.
package struct Judgement: Sendable, Hashable {
  /// Its number within the run, from 1.
  package var number: Int
  /// CLOCK_REALTIME in ns since 1970.
  package var wall: Int64
  package var verdicts: [ClaimVerdict]

  package init(number: Int, wall: Int64, verdicts: [ClaimVerdict]) {
    self.number = number
    self.wall = wall
    self.verdicts = verdicts
  }
}

/// A claim as it was when it was judged, and the verdict.
package struct ClaimVerdict: Sendable, Hashable {
  /// The claim's number in its notebook, from 1.
  package var number: Int
  package var identity: String
  package var text: String
  /// The claim's line in the notebook; 0 where it stands in none.
  package var line: Int
  package var isPublished: Bool
  package var expectedFailure: String?
  package var verdict: Verdict

  package init(
    number: Int, identity: String, text: String, line: Int, isPublished: Bool = false,
    expectedFailure: String? = nil, verdict: Verdict
  ) {
    self.number = number
    self.identity = identity
    self.text = text
    self.line = line
    self.isPublished = isPublished
    self.expectedFailure = expectedFailure
    self.verdict = verdict
  }

  /// What a plan says of the claim, with its verdict.
  package init(_ claim: PlannedClaim, _ verdict: Verdict) {
    self.init(
      number: claim.number, identity: claim.identity, text: claim.text,
      line: claim.position.line, isPublished: claim.isPublished,
      expectedFailure: claim.expectedFailure, verdict: verdict)
  }
}
