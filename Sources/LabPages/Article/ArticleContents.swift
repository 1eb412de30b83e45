import LabEvidence
import LabModel

/// What an article has under each of its headings, with a mark for each that did not go as it should.
struct ArticleContents {
  /// A heading and what stands under it, up to the next one.
  private struct Part {
    var heading: ArticleProse.Heading?
    var steps = 0
    var missed: [Int] = []
    var claims: [ClaimVerdict] = []
    var transcripts: [PacketTranscriptOutcome] = []
  }

  private var parts = [Part()]

  /// A heading comes: what follows stands under it.
  mutating func begin(_ heading: ArticleProse.Heading) { parts.append(Part(heading: heading)) }

  mutating func add(step: Int, met: Bool?) {
    parts[parts.count - 1].steps += 1
    if met == false { parts[parts.count - 1].missed.append(step) }
  }

  mutating func add(_ claim: ClaimVerdict) { parts[parts.count - 1].claims.append(claim) }

  mutating func add(_ outcome: PacketTranscriptOutcome) {
    parts[parts.count - 1].transcripts.append(outcome)
  }

  /// The list, a heading a line; nothing where the text has neither headings nor anything to mark.
  var markup: Markup {
    let items = parts.compactMap(item)
    guard !items.isEmpty else { return Markup() }
    return .element(
      "nav", ["class": "contents", "aria-labelledby": "contents"],
      .element("h2", ["id": "contents"], .text("Contents"))
        + .element("ul", [:], .joined(items, Markup(trusted: "\n"))))
  }

  private func item(_ part: Part) -> Markup? {
    let marks = self.marks(part)
    guard let heading = part.heading else {
      guard !marks.isEmpty else { return nil }
      return .element(
        "li", ["class": "level-2"], .text("Before the first heading ") + .joined(marks, .blank))
    }
    let link = Markup.element("a", ["href": "#\(heading.id)"], .text(heading.text))
    return .element(
      "li", ["class": "level-\(heading.level)"],
      .joined([link] + marks, .blank))
  }

  /// `3 steps`, `✗ step 4 missed`, `✓ claim 1`, each of them a link.
  private func marks(_ part: Part) -> [Markup] {
    var marks: [Markup] = []
    for step in part.missed {
      marks.append(
        .element(
          "a", ["class": "verdict refuted", "href": "#step-\(step)"],
          .text("✗ step \(step) missed")))
    }
    for outcome in part.transcripts where outcome.answer != .met {
      let answer = AnswerBadge.verdict(outcome.answer)
      marks.append(
        .link(
          AnswerBadge.badge(
            answer, "\(AnswerBadge.sign(answer)) packets \(outcome.answer.rawValue)"),
          "#packets-\(outcome.number)"))
    }
    for claim in part.claims {
      let answer = claim.verdict.answer
      marks.append(
        .element(
          "a",
          [
            "class": "mark", "href": "#claim-\(claim.number)", "title": claim.text,
            "aria-label": "claim \(claim.number) \(answer.rawValue)",
          ],
          AnswerBadge.badge(
            answer,
            "\(AnswerBadge.sign(answer)) \(claim.number)"
              + (answer == .holds ? "" : " \(answer.rawValue)"))))
    }
    return marks
  }
}
