package import LabEvidence
import LabModel

/// Packet transcripts and what became of them as text.
package struct PacketTranscriptReport: Sendable {
  /// Differences longer than this are cut; `labbook packets` has all of them.
  private static let mostDifferenceLines = 24

  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// The lines of those transcripts that did not do as the notebook says; of all where asked for.
  package func lines(
    _ outcomes: [PacketTranscriptOutcome], withAll: Bool = false
  ) -> [String] {
    outcomes.filter { withAll || $0.standing == .failure || $0.standing == .inconclusive }
      .flatMap(lines)
  }

  /// What `--update` did.
  package func lines(_ revisions: [PacketRevision]) -> [String] {
    revisions.flatMap { revision -> [String] in
      let place = "packets, line \(revision.line)"
      if let reason = revision.refusal {
        return ["  " + style.tinted("! not updated", .yellow) + "  \(place): \(reason)"]
      }
      let lines = (revision.difference ?? "").split(separator: "\n").map { line in
        let tint: TextStyle.Tint =
          line.hasPrefix("+") ? .green : line.hasPrefix("-") ? .red : .dim
        return "      " + style.tinted(style.escape.line(String(line)), tint)
      }
      return ["  " + style.tinted("updated", .cyan) + "  \(place)"] + lines
    }
  }

  private func lines(_ outcome: PacketTranscriptOutcome) -> [String] {
    var place = "packets on \(style.escape.line(outcome.place))"
    if let filter = outcome.filter { place += ", `\(style.escape.line(filter))`" }
    if let during = outcome.during { place += ", during \(style.escape.line(during))" }
    place += ", line \(outcome.line)"
    var lines = ["  " + style.tinted(sign(outcome), tint(outcome)) + "  " + place]
    for sentence in [outcome.reason, expectation(outcome)].compactMap({ $0 }) {
      lines += TextWidth.wrapped(style.escape.line(sentence), to: style.width - 6)
        .map { "      " + $0 }
    }
    for line in outcome.difference.prefix(Self.mostDifferenceLines) {
      lines.append("      " + difference(line))
    }
    let rest = outcome.difference.count - Self.mostDifferenceLines
    if rest > 0 { lines.append("      " + style.tinted("\(style.ellipsis) \(rest) more", .dim)) }
    return lines
  }

  private func sign(_ outcome: PacketTranscriptOutcome) -> String {
    switch outcome.answer {
    case .met: "\(style.checkMark) met"
    case .missed: "\(style.cross) missed"
    case .inconclusive: "? inconclusive"
    case .notApplicable: "\(style.dash) not applicable"
    }
  }

  private func tint(_ outcome: PacketTranscriptOutcome) -> TextStyle.Tint {
    switch outcome.standing {
    case .pass: .green
    case .failure: .red
    case .inconclusive: .yellow
    case .uncounted: .dim
    }
  }

  private func expectation(_ outcome: PacketTranscriptOutcome) -> String? {
    guard let reason = outcome.expectedFailure else { return nil }
    return outcome.answer == .met ? "must miss: \(reason)" : "as expected: \(reason)"
  }

  /// The content is safe to show already, and whole: packets often differ at the end of their lines.
  private func difference(_ line: DifferenceLine) -> String {
    let text = style.usesUnicode ? line.content : style.escape.line(line.content)
    switch line.kind {
    case .same: return "  " + text
    case .missing: return style.tinted("- " + text, .red)
    case .extra: return style.tinted("+ " + text, .green)
    case .omitted: return style.tinted("  \(style.ellipsis) \(text)", .dim)
    }
  }
}
