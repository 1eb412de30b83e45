import LabModel

/// One attempt, or one step that did not run, with what a verb says of it.
struct StepCase: Sendable {
  var membership: Membership
  var truth: Finding.Truth
  /// What it did, as a whole clause.
  var words: String
  /// What to say of it where it is too close to an end of the scope.
  var closeWords: String
  /// The deciding rows, most telling first.
  var evidence: [EvidenceReference]

  /// What a verb finds of an attempt.
  init(_ item: StepItem, _ finding: Finding, scope: String, clock: RunClock) {
    membership = item.membership
    truth = finding.truth
    words = "\(item.words(scope, clock: clock)) \(finding.words)"
    closeWords =
      "\(item.words("", clock: clock)) \(finding.words), too close to tell whether \(scope)"
    evidence = finding.evidence + [item.reference]
  }

  /// A step that did not run: true of `is skipped` if it was, and nothing else can be said of it.
  init(_ missing: MissingStep, verb: StepVerb) {
    membership = missing.membership
    evidence = missing.evidence
    if case .isSkipped = verb, let reason = missing.step.skipped {
      truth = .yes
      words = "step \(missing.step.number) was skipped (\(Quoting.escaped(reason)))"
      closeWords = "\(words), and nobody knows when it would have run"
    } else {
      truth = .unclear
      words = missing.reason
      closeWords = missing.reason
    }
  }

  /// The finding that this case makes where it decides.
  func finding(_ truth: Finding.Truth) -> Finding {
    Finding(truth, membership == .unclear ? closeWords : words, evidence)
  }
}

extension [StepCase] {
  /// The words of the first, and how many more are like it.
  var words: String {
    guard let first else { return "" }
    switch count {
    case 1: return first.words
    case 2: return "\(first.words), and 1 more is like it"
    default: return "\(first.words), and \(count - 1) more are like it"
    }
  }

  /// Each one's most telling row first, then the rest.
  var evidence: [EvidenceReference] {
    compactMap(\.evidence.first) + flatMap { $0.evidence.dropFirst() }
  }
}
