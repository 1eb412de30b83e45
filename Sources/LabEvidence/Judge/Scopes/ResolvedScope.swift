import LabModel

/// A claim's scope with the times of its moments.
enum ResolvedScope: Sendable {
  case whole
  case before(Occurrence)
  case after(Occurrence)
  case until(Occurrence)
  /// `during` and `between`: stretches of time, in order, with the words for them.
  case within([Window], words: String, evidence: [EvidenceReference])

  /// The stretches of time in which the statement is judged; before the moment for `until`.
  var windows: [Window] {
    switch self {
    case .whole: [.whole]
    case .before(let moment), .until(let moment): [Window(start: nil, end: moment.start)]
    case .after(let moment): [Window(start: moment.end, end: nil)]
    case .within(let windows, _, _): windows
    }
  }

  /// `before lo came up at +0.412 s`; empty for the whole notebook.
  var words: String {
    switch self {
    case .whole: ""
    case .before(let moment), .until(let moment): "before \(moment.startWords)"
    case .after(let moment): "after \(moment.endWords)"
    case .within(_, let words, _): words
    }
  }

  /// The rows that set the scope.
  var evidence: [EvidenceReference] {
    switch self {
    case .whole: []
    case .before(let moment), .after(let moment), .until(let moment): moment.evidence
    case .within(_, _, let evidence): evidence
    }
  }
}
