package import LabEvidence

extension ClaimVerdict {
  /// What the verdict means for the notebook: a claim with `xfail` passes when it is refuted, and a
  /// published one never counts.
  package var standing: ClaimOutcome.Standing {
    if isPublished { return .uncounted }
    let isExpectedToFail = expectedFailure != nil
    switch verdict.answer {
    case .holds: return isExpectedToFail ? .failure : .pass
    case .refuted: return isExpectedToFail ? .pass : .failure
    case .inconclusive: return .inconclusive
    case .notApplicable: return .uncounted
    }
  }
}
