import LabEvidence

/// What KCIDB's schema calls a test's status, the gravest first: what a whole is, its gravest part is.
enum KCIDBStatus: String, CaseIterable, Comparable {
  /// The tested code is faulty.
  case fail = "FAIL"
  /// The test did not complete: nothing is known of the tested code.
  case error = "ERROR"
  /// The test did not run, because what runs it failed.
  case miss = "MISS"
  case pass = "PASS"
  /// The test completed and says nothing of the tested code.
  case done = "DONE"
  /// The test is not for this kernel.
  case skip = "SKIP"

  static func < (left: KCIDBStatus, right: KCIDBStatus) -> Bool {
    let order = allCases
    return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
  }

  /// The status of a step, packet transcript or claim.
  init(_ outcome: ReportedCase.Outcome) {
    switch outcome {
    case .passed: self = .pass
    case .failed: self = .fail
    case .error: self = .error
    case .skipped: self = .skip
    case .uncounted: self = .done
    }
  }

  /// The status of a claim: of one that somebody else published, only that it was judged.
  init(_ claim: ClaimVerdict) {
    switch (claim.isPublished, claim.verdict.answer) {
    case (true, .holds), (true, .refuted): self = .done
    case (true, _), (false, .notApplicable): self = .skip
    case (false, .inconclusive): self = .error
    case (false, .holds): self = claim.expectedFailure == nil ? .pass : .fail
    case (false, .refuted): self = claim.expectedFailure == nil ? .fail : .pass
    }
  }

  /// The status of how a notebook ended; nil where it ran to its end, so that its parts decide.
  init?(_ ending: NotebookResult.Ending) {
    switch ending {
    case .finished: return nil
    case .crashed: self = .error
    case .interrupted, .machineUnable, .skipped, .invalid: self = .miss
    case .blocked: self = .skip
    }
  }
}
