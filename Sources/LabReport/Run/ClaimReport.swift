package import LabEvidence
import LabModel

/// Claims and their verdicts as text.
package struct ClaimReport: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// The lines of one claim: sign, word and claim, then (where asked for) the reason and the rows
  /// that decided it.
  package func lines(
    _ claim: ClaimVerdict, withReason: Bool = true, withEvidence: Bool = false
  ) -> [String] {
    let word = TextWidth.padded(claim.verdict.answer.rawValue, to: Self.wordWidth)
    let indent = String(repeating: " ", count: 4 + Self.wordWidth + 2)
    let room = style.width - indent.count
    var lines: [String] = []
    for (index, part) in TextWidth.wrapped(style.escape.line(claim.text), to: room).enumerated() {
      let start = "  " + style.tinted(sign(claim.verdict.answer) + " " + word, tint(claim)) + "  "
      lines.append((index == 0 ? start : indent) + part)
    }
    guard withReason else { return lines }
    for sentence in [claim.verdict.reason, expectation(claim)].compactMap({ $0 })
    where !sentence.isEmpty {
      lines += TextWidth.wrapped(style.escape.line(sentence), to: room)
        .map { indent + style.tinted($0, .dim) }
    }
    if withEvidence, !claim.verdict.evidence.isEmpty {
      lines += TextWidth.wrapped("evidence: " + evidence(claim.verdict.evidence), to: room)
        .map { indent + style.tinted($0, .dim) }
    }
    return lines
  }

  /// Room for the longest word, `not applicable`.
  private static let wordWidth = 14
  /// Longer lists of rows are cut: the database has them.
  private static let mostReferences = 8

  /// The sign of an answer; the word always stands beside it.
  func sign(_ answer: Verdict.Answer) -> String {
    switch answer {
    case .holds: style.checkMark
    case .refuted: style.cross
    case .inconclusive: "?"
    case .notApplicable: style.dash
    }
  }

  private func tint(_ claim: ClaimVerdict) -> TextStyle.Tint {
    switch claim.standing {
    case .pass: .green
    case .failure: .red
    case .inconclusive: .yellow
    case .uncounted: claim.verdict.answer == .notApplicable ? .dim : .cyan
    }
  }

  private func expectation(_ claim: ClaimVerdict) -> String? {
    guard let reason = claim.expectedFailure else { return nil }
    return claim.verdict.answer == .refuted
      ? "as expected: \(reason)" : "was expected to be refuted: \(reason)"
  }

  private func evidence(_ references: [EvidenceReference]) -> String {
    var words = references.prefix(Self.mostReferences).map { "\($0.table.rawValue) \($0.number)" }
    if references.count > Self.mostReferences {
      words.append("\(references.count - Self.mostReferences) more")
    }
    return words.joined(separator: ", ")
  }
}
