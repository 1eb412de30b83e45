import LabEvidence
import LabModel

/// A packet transcript with what became of it.
enum PacketTranscriptMarkup {
  /// `outcome` is nil where it was never judged, `text` where the notebook does not have it.
  static func markup(
    _ outcome: PacketTranscriptOutcome?, place: String, filter: String?, text: String?
  ) -> Markup {
    var head = outcome.map(AnswerBadge.of) ?? AnswerBadge.badge(.notApplicable, "– not judged")
    head += .text(" packets on \(place)")
    if let filter { head += .text(", ") + .element("code", [:], .text(filter)) }
    if let during = outcome?.during { head += .text(", during \(during)") }
    var content = Markup.element("p", ["class": "head"], head)
    if let text, !text.isEmpty {
      content += .element("pre", ["class": "text"], .lines(text))
    } else if text != nil {
      content += .element("p", ["class": "comment"], .text("No packet is expected."))
    }
    if let outcome {
      content += .element("p", ["class": "reason"], .text(outcome.reason))
      if let reason = outcome.expectedFailure {
        let words = outcome.answer == .met ? "Must miss" : "As expected"
        content += .element("p", ["class": "reason"], .text("\(words): \(reason)"))
      }
      content += DifferenceMarkup.of(
        outcome.difference, expected: "expected, not seen", came: "seen, not expected")
    }
    return outcome.map {
      .element("div", ["class": "transcript", "id": "packets-\($0.number)"], content)
    } ?? .element("div", ["class": "transcript"], content)
  }
}
