import LabEvidence
import LabModel

/// Answers as people read them: a sign and a word, and a class for the style sheet.
enum AnswerBadge {
  /// `✓ holds`.
  static func of(_ claim: ClaimVerdict) -> Markup {
    let answer = claim.verdict.answer
    return badge(answer, "\(sign(answer)) \(answer.rawValue)")
  }

  /// `✗ missed`.
  static func of(_ outcome: PacketTranscriptOutcome) -> Markup {
    let answer = verdict(outcome.answer)
    return badge(answer, "\(sign(answer)) \(outcome.answer.rawValue)")
  }

  /// `✓ met` or `✗ missed`; what ended without being judged has neither.
  static func met(_ met: Bool) -> Markup {
    met ? badge(.holds, "✓ met") : badge(.refuted, "✗ missed")
  }

  /// The sign of an answer.
  static func sign(_ answer: Verdict.Answer) -> String {
    switch answer {
    case .holds: "✓"
    case .refuted: "✗"
    case .inconclusive: "?"
    case .notApplicable: "–"
    }
  }

  /// What a packet transcript's answer would be of a claim.
  static func verdict(_ answer: PacketTranscriptOutcome.Answer) -> Verdict.Answer {
    switch answer {
    case .met: .holds
    case .missed: .refuted
    case .inconclusive: .inconclusive
    case .notApplicable: .notApplicable
    }
  }

  /// A badge that looks as `answer` does.
  static func badge(_ answer: Verdict.Answer, _ text: String) -> Markup {
    .element("span", ["class": "verdict \(name(answer))"], .text(text))
  }

  private static func name(_ answer: Verdict.Answer) -> String {
    answer == .notApplicable ? "not-applicable" : answer.rawValue
  }
}
