package import LabModel

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
  /// Whether the notebook does not say it: every run in a machine claims it.
  package var isImplicit: Bool
  package var verdict: Verdict

  package init(
    number: Int, identity: String, text: String, line: Int, isPublished: Bool = false,
    expectedFailure: String? = nil, isImplicit: Bool = false, verdict: Verdict
  ) {
    self.number = number
    self.identity = identity
    self.text = text
    self.line = line
    self.isPublished = isPublished
    self.expectedFailure = expectedFailure
    self.isImplicit = isImplicit
    self.verdict = verdict
  }

  /// What a plan says of the claim, with its verdict.
  package init(_ claim: PlannedClaim, _ verdict: Verdict) {
    self.init(
      number: claim.number, identity: claim.identity, text: claim.text,
      line: claim.position.line, isPublished: claim.isPublished,
      expectedFailure: claim.expectedFailure, isImplicit: claim.isImplicit, verdict: verdict)
  }
}
