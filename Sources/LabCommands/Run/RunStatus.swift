package import LabReport

/// What notebooks' results mean for the exit status.
package enum RunStatus {
  /// The exit status of a run of all these notebooks.
  package static func combined(_ results: [NotebookResult], isStrict: Bool) -> ExitStatus {
    var statuses = Set(results.flatMap { Self.statuses(of: $0, isStrict: isStrict) })
    // Status 3 says that none of it can run here; where some ran, the machine failed the others.
    let ran = results.contains { result in
      switch result.ending {
      case .finished, .interrupted, .crashed: true
      case .blocked, .machineUnable, .skipped, .invalid: false
      }
    }
    if ran, statuses.remove(.machineUnable) != nil { statuses.insert(.failed) }
    return .combined(statuses)
  }

  /// Everything that applies to one notebook.
  package static func statuses(of result: NotebookResult, isStrict: Bool) -> Set<ExitStatus> {
    var statuses: Set<ExitStatus> = []
    switch result.ending {
    case .finished: break
    case .interrupted: statuses.insert(.interrupted)
    case .blocked, .skipped: if isStrict { statuses.insert(.undecided) }
    case .crashed: statuses.insert(.failed)
    case .machineUnable: statuses.insert(.machineUnable)
    case .invalid: statuses.insert(.mistake)
    }
    if !result.misses.isEmpty { statuses.insert(.refuted) }
    for standing in result.claims.map(\.standing) + result.packetTranscripts.map(\.standing) {
      switch standing {
      case .failure: statuses.insert(.refuted)
      case .inconclusive: statuses.insert(.undecided)
      case .pass, .uncounted: break
      }
    }
    return statuses
  }
}
