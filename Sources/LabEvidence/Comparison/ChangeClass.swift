/// What became of a claim, step or packet transcript from one run to another.
package enum ChangeClass: String, Sendable, Hashable, CaseIterable {
  /// It was as it must be, and is not any more.
  case regression
  /// It is not as it must be, and nothing was known of it before.
  case newFailure = "new failure"
  /// It was not as it must be, and is now.
  case fixed
  /// It was not as it must be, and still is not.
  case stillFailing = "still failing"
  /// It is as it must be, and nothing was known of it before.
  case appeared
  /// Nothing is known of it any more: gone, not run, not applicable or inconclusive.
  case disappeared
  case unchanged

  /// The class of a change from `old` to `new`.
  package init(from old: Standing, to new: Standing) {
    self =
      switch (old, new) {
      case (.good, .bad): .regression
      case (.unknown, .bad): .newFailure
      case (.bad, .good): .fixed
      case (.bad, .bad): .stillFailing
      case (.unknown, .good): .appeared
      case (.good, .unknown), (.bad, .unknown): .disappeared
      case (.good, .good), (.unknown, .unknown): .unchanged
      }
  }

  /// Whether it is for the worse: what gives `labbook diff` status 1.
  package var isWorse: Bool { self == .regression || self == .newFailure }

  /// Where something stands in one run.
  package enum Standing: Sendable, Hashable {
    case good
    case bad
    /// There is none, or it cannot be told.
    case unknown
  }
}
