import LabModel
package import LabReport

/// `labbook run --bisect-exit`: results as the exit status that `git bisect run` wants.
///
/// git-bisect(1): 0 is good; 1 to 127 are bad, but 125 passes the kernel over; from 128 on it stops.
/// So nothing but a bad kernel may give one of 1 to 124, 126 and 127.
package enum BisectExit {
  /// The status for what notebooks came to on one kernel.
  ///
  /// - Parameters:
  ///   - results: each notebook's, with each of its repeats.
  ///   - claims: the numbers of the claims that are asked about; none asks about all.
  /// - Returns: `success`, `refuted`, `cannotTell`, `bisectStops` for mistakes, or `interrupted`.
  package static func status(_ results: [NotebookResult], claims: [Int] = []) -> ExitStatus {
    for result in results {
      switch result.ending {
      case .interrupted: return .interrupted
      case .invalid: return .bisectStops
      case .finished, .blocked, .crashed, .machineUnable, .skipped: break
      }
    }
    let runs = BisectTrial.Run.repeats(of: results, claims: claims)
    switch RepeatedVerdict(runs.map(\.verdict)).verdict {
    case .good: return .success
    case .bad: return .refuted
    case .skip: return .cannotTell
    }
  }

  /// The status for a failure that came before any notebook ran, and would come on any kernel.
  package static func status(_ failure: CommandFailure) -> ExitStatus {
    switch failure.status {
    case .interrupted: .interrupted
    case .cannotTell: .cannotTell
    default: .bisectStops
    }
  }
}
