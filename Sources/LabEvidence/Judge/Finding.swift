import LabModel

/// What the evidence says of one part of a claim.
struct Finding: Sendable {
  /// Whether the part is true.
  enum Truth: Sendable {
    case yes
    case no
    /// It cannot be told.
    case unclear

    var opposite: Truth {
      switch self {
      case .yes: .no
      case .no: .yes
      case .unclear: .unclear
      }
    }
  }

  var truth: Truth
  /// What was found, or, where that is unclear, why it cannot be told: a clause.
  var words: String
  /// The deciding rows, most telling first.
  var evidence: [EvidenceReference]

  init(_ truth: Truth, _ words: String, _ evidence: [EvidenceReference] = []) {
    self.truth = truth
    self.words = words
    self.evidence = evidence
  }

  /// The verdict of a claim that has this one part.
  ///
  /// `expectation` is what the claim says should have been found; the rows of `context`, which set
  /// the scope, are named after the deciding ones.
  func verdict(expecting expectation: String, context: [EvidenceReference] = []) -> Verdict {
    switch truth {
    case .yes: Verdict(.holds, words, citing: evidence + context)
    case .no: Verdict(.refuted, "\(words), expected \(expectation)", citing: evidence + context)
    case .unclear: Verdict(.inconclusive, words, citing: evidence + context)
    }
  }

  /// The verdict of `P until M`, which has two parts: P before M, and the opposite after it.
  ///
  /// Where M lasts there are two readings of "after", and P may stop by either. `expectation` is
  /// what P says, `opposite` what is expected after M.
  static func until(
    before: Finding, after: [Finding], expecting expectation: String, opposite: String,
    context: [EvidenceReference] = []
  ) -> Verdict {
    if before.truth == .no { return before.verdict(expecting: expectation, context: context) }
    let stops = after.first { $0.truth == .no }
    let unclear = after.first { $0.truth == .unclear }
    if stops == nil, unclear == nil, let still = after.first {
      return Verdict(
        .refuted, "\(still.words), expected \(opposite)", citing: still.evidence + context)
    }
    if before.truth == .unclear {
      return before.verdict(expecting: expectation, context: context)
    }
    if let stops {
      return Verdict(
        .holds, "\(before.words), and \(stops.words)",
        citing: interleaved(before.evidence, stops.evidence) + context)
    }
    guard let unclear else { return Verdict(.inconclusive, "there is nothing after it") }
    return Verdict(.inconclusive, unclear.words, citing: unclear.evidence + context)
  }

  private static func interleaved(
    _ left: [EvidenceReference], _ right: [EvidenceReference]
  ) -> [EvidenceReference] {
    (0..<max(left.count, right.count)).flatMap { index in
      [left, right].compactMap { index < $0.count ? $0[index] : nil }
    }
  }
}

extension Verdict {
  /// The most rows that a verdict refers to.
  static let mostReferences = 20

  /// A verdict that refers to each row of `rows` once, and to not too many.
  init(_ answer: Answer, _ reason: String, citing rows: [EvidenceReference]) {
    var seen: Set<EvidenceReference> = []
    let distinct = rows.filter { seen.insert($0).inserted }
    self.init(answer, reason, evidence: Array(distinct.prefix(Self.mostReferences)))
  }
}
