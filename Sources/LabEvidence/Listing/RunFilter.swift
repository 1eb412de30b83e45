/// Which runs a list shows.
///
/// Values of one condition are alternatives, and conditions without values do not matter; all others hold.
package struct RunFilter: Sendable, Hashable {
  /// What came out of a run's claims, or of what it expected to be printed or captured.
  package enum Answer: String, Sendable, CaseIterable {
    case holds
    case refuted
    case inconclusive
    case notApplicable = "not-applicable"
    /// A step or a packet transcript missed its expectation.
    case missed
  }

  /// The value of one of a run's parameters.
  package struct Parameter: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Parts of the notebook's path or title, the case of ASCII letters aside.
  package var notebooks: [String]
  package var statuses: [RunRow.Status]
  /// What the kernel was called, its release, or a beginning of that (`KernelRelease`).
  package var kernels: [String]
  /// Names of machines.
  package var machines: [String]
  package var backends: [String]
  /// Answers of the latest judgement, published claims left out.
  package var answers: [Answer]
  /// Values of one parameter are alternatives; different parameters are conditions that all hold.
  package var parameters: [Parameter]
  /// The earliest start, CLOCK_REALTIME in ns since 1970.
  package var since: Int64?
  /// The first start that is too late, CLOCK_REALTIME in ns since 1970.
  package var until: Int64?
  /// Words that a step has in its command or output, all of them in one step.
  package var words: String?
  /// Whether control runs are shown too.
  package var includesControls: Bool
  /// The most runs shown.
  package var limit: Int?

  package init(
    notebooks: [String] = [], statuses: [RunRow.Status] = [], kernels: [String] = [],
    machines: [String] = [], backends: [String] = [], answers: [Answer] = [],
    parameters: [Parameter] = [], since: Int64? = nil, until: Int64? = nil, words: String? = nil,
    includesControls: Bool = false, limit: Int? = nil
  ) {
    self.notebooks = notebooks
    self.statuses = statuses
    self.kernels = kernels
    self.machines = machines
    self.backends = backends
    self.answers = answers
    self.parameters = parameters
    self.since = since
    self.until = until
    self.words = words
    self.includesControls = includesControls
    self.limit = limit
  }
}

/// Releases of kernels as people name them.
package enum KernelRelease {
  /// Whether `name` means `release`: all of it, or a beginning up to a whole number (`6.1` is not `6.12`).
  ///
  /// User-mode Linux stands in nobody's place, so of its releases only the whole one is meant.
  package static func isMeant(_ release: String, by name: String, isUserMode: Bool) -> Bool {
    if name == release { return true }
    guard !isUserMode, !name.isEmpty, release.hasPrefix(name) else { return false }
    let rest = release.dropFirst(name.count)
    return !(name.last?.isNumber == true && rest.first?.isNumber == true)
  }
}
