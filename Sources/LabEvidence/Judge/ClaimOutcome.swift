package import LabModel

/// A claim with its verdict, and what that means for the run's exit status.
package struct ClaimOutcome: Sendable {
  /// What a verdict means for the exit status.
  package enum Standing: String, Sendable, CaseIterable {
    /// As the notebook asserts: it holds, or must be refuted and is.
    case pass
    /// It is refuted, or holds although `xfail` says that it must not.
    case failure
    /// It cannot be told.
    case inconclusive
    /// It does not count: published, or not applicable.
    case uncounted
  }

  package var claim: PlannedClaim
  package var verdict: Verdict

  package init(claim: PlannedClaim, verdict: Verdict) {
    self.claim = claim
    self.verdict = verdict
  }

  package var standing: Standing {
    if claim.isPublished || verdict.answer == .notApplicable { return .uncounted }
    switch verdict.answer {
    case .holds: return isExpectedToFail ? .failure : .pass
    case .refuted: return isExpectedToFail ? .pass : .failure
    case .inconclusive: return .inconclusive
    case .notApplicable: return .uncounted
    }
  }

  /// Whether the claim holds although its fence says that it must be refuted.
  package var isSurprise: Bool { isExpectedToFail && verdict.answer == .holds }

  private var isExpectedToFail: Bool { claim.expectedFailure != nil }
}
