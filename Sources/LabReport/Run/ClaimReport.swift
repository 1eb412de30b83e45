package import LabEvidence
import LabModel

/// Claims and their verdicts as text.
package struct ClaimReport: Sendable {
  /// How much is said of a claim.
  package enum Detail: Sendable, Hashable {
    /// A line for each, and the reason and rows of those that do not simply hold.
    case brief
    /// That, and the rows of those that do.
    case evidence
    /// The reason and the rows of each.
    case everything
  }

  private let style: TextStyle
  private let detail: Detail
  private let numberWidth: Int
  private let wordWidth: Int

  /// Makes a report whose numbers and answers stand in columns, wide enough for those of `claims`.
  package init(style: TextStyle, detail: Detail, for claims: [ClaimVerdict]) {
    self.style = style
    self.detail = detail
    numberWidth = claims.reduce(0) { max($0, String($1.number).utf8.count) }
    wordWidth = claims.reduce(0) { max($0, $1.verdict.answer.rawValue.utf8.count) }
  }

  /// Where the texts of claims begin.
  private var indent: String { String(repeating: " ", count: 2 + numberWidth + 3 + wordWidth + 2) }

  /// The lines of one claim: number, sign, word and claim, then what `detail` asks for.
  package func lines(_ claim: ClaimVerdict) -> [String] {
    let word = TextWidth.padded(claim.verdict.answer.rawValue, to: wordWidth)
    let room = style.width - indent.count
    // A query has several lines.
    let text =
      claim.text.split(whereSeparator: \.isNewline).joined(separator: " ")
      + (claim.isImplicit ? " (implicit)" : "")
    var texts = TextWidth.wrapped(style.escape.line(text), to: room)
    var rest: [String] = []
    let isPlain = isPlain(claim)
    if detail == .everything || !isPlain {
      for sentence in [claim.verdict.reason, expectation(claim)].compactMap({ $0 })
      where !sentence.isEmpty {
        rest += TextWidth.wrapped(style.escape.line(sentence), to: room)
      }
    }
    if detail != .brief || !isPlain, !claim.verdict.evidence.isEmpty {
      let evidence = "[\(EvidenceText.of(claim.verdict.evidence))]"
      let last = rest.last ?? texts.last ?? ""
      if TextWidth.columns(last) + 2 + TextWidth.columns(evidence) > room {
        rest += TextWidth.wrapped(evidence, to: room)
      } else if rest.isEmpty {
        texts[texts.count - 1] = last + "  " + style.tinted(evidence, .dim)
      } else {
        rest[rest.count - 1] = last + "  " + evidence
      }
    }
    let number = String(claim.number)
    let start =
      String(repeating: " ", count: 2 + numberWidth - number.utf8.count)
      + style.tinted(number, .dim) + " "
      + style.tinted(style.sign(claim.verdict.answer) + " " + word, tint(claim)) + "  "
    return texts.enumerated().map { index, text in (index == 0 ? start : indent) + text }
      + rest.map { indent + style.tinted($0, .dim) }
  }

  /// A sentence about a claim, below its lines.
  func remark(_ sentence: String, _ tint: TextStyle.Tint) -> [String] {
    return TextWidth.wrapped("! " + style.escape.line(sentence), to: style.width - indent.count)
      .map { indent + style.tinted($0, tint) }
  }

  /// Whether the claim alone says it all: it holds, and nothing else was expected.
  private func isPlain(_ claim: ClaimVerdict) -> Bool {
    claim.verdict.answer == .holds && claim.expectedFailure == nil
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
}
