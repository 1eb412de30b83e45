package import LabModel

/// What was found of one kernel of a bisection.
package struct BisectTrial: Sendable, Hashable {
  /// One run on it.
  package struct Run: Sendable, Hashable {
    /// Its id in the database; nil where nothing was recorded.
    package var id: String?
    package var verdict: KernelVerdict
    /// Why, where it is not good: lower case, no full stop.
    package var reason: String

    package init(id: String?, verdict: KernelVerdict, reason: String = "") {
      self.id = id
      self.verdict = verdict
      self.reason = reason
    }
  }

  /// The kernel as the list of kernels has it.
  package var kernel: String
  /// Its place in the list, from 0.
  package var place: Int
  /// What was run on it, in order; none where the kernel could not be had.
  package var runs: [Run]
  /// Why the kernel could not be had; nil where it could.
  package var obstacle: String?
  /// In ns, with what it took to have the kernel.
  package var duration: Int64

  package init(
    kernel: String, place: Int, runs: [Run], obstacle: String? = nil, duration: Int64 = 0
  ) {
    self.kernel = kernel
    self.place = place
    self.runs = runs
    self.obstacle = obstacle
    self.duration = duration
  }

  package var counts: RepeatedVerdict { RepeatedVerdict(runs.map(\.verdict)) }
  package var verdict: KernelVerdict { counts.verdict }

  /// The first run that says what all of them do, for `labbook diff`.
  package var telling: Run? { runs.first { $0.verdict == verdict } }

  /// Why it is not good.
  package var reason: String? {
    obstacle ?? telling.flatMap { $0.verdict == .good || $0.reason.isEmpty ? nil : $0.reason }
  }
}
