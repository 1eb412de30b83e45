/// What labbook's exit status says.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Every claim holds, every step met its expectation.
  case success = 0
  /// A claim was refuted, or a step missed its expectation.
  case refuted = 1
  /// A mistake in the command line or in a notebook.
  case mistake = 2
  /// The machine cannot run any of it.
  case machineUnable = 3
  /// Nothing was refuted, but a claim is inconclusive (or, with `--strict`, a notebook was blocked
  /// or skipped).
  case undecided = 4
  /// labbook itself, its database or a guest kernel failed.
  case failed = 5
  /// With `--bisect-exit`: this kernel cannot be told. git-bisect(1) passes over it.
  case cannotTell = 125
  /// With `--bisect-exit`: no kernel could be told, for a mistake or a failure of labbook. It is the
  /// first status at which `git bisect run` stops.
  case bisectStops = 128
  /// Interrupted by a signal.
  case interrupted = 130

  /// Where several apply, the first of these is the process's.
  private static let precedence: [ExitStatus] = [
    .interrupted, .mistake, .failed, .refuted, .undecided, .machineUnable,
  ]

  /// The one status for all that happened: 130, 2, 5, 1, 4, 3 in this order, else 0.
  package static func combined(_ statuses: some Sequence<ExitStatus>) -> ExitStatus {
    let present = Set(statuses)
    return precedence.first(where: present.contains) ?? .success
  }
}
