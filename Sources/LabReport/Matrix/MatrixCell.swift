import LabModel

/// What came of one claim, step or packet transcript on one kernel.
package struct MatrixCell: Sendable, Hashable {
  /// In a word, which is always printed beside its sign.
  package enum Answer: String, Sendable, Hashable, CaseIterable {
    case holds
    case refuted
    case met
    case missed
    case inconclusive
    /// Repeats on this kernel did not come out alike.
    case flaky
    case notApplicable = "n.a."
    case notRun = "not run"
    case blocked
    case crashed
    case interrupted
    /// It is none of this kernel's: a claim about the kernel log where there is no machine.
    case none = "none"

    /// Whether it tells of the network and not of the run: such answers are compared.
    package var isTold: Bool {
      switch self {
      case .holds, .refuted, .met, .missed, .inconclusive, .flaky, .notApplicable: true
      case .notRun, .blocked, .crashed, .interrupted, .none: false
      }
    }

    init(_ answer: Verdict.Answer) {
      self =
        switch answer {
        case .holds: .holds
        case .refuted: .refuted
        case .inconclusive: .inconclusive
        case .notApplicable: .notApplicable
        }
    }
  }

  package var answer: Answer
  /// One sentence; may be empty.
  package var reason: String
  /// `17 of 20`, with `--repeat`.
  package var rate: String?

  package init(_ answer: Answer, _ reason: String = "", rate: String? = nil) {
    self.answer = answer
    self.reason = reason
    self.rate = rate
  }

  /// What stands in the column.
  package var word: String { rate.map { "\(answer.rawValue) \($0)" } ?? answer.rawValue }
}
