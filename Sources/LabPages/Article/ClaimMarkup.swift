import LabEvidence
import LabModel

/// A claim with its verdict, its reason and its evidence.
struct ClaimMarkup {
  let run: RunRow
  let links: Links
  let citations: CitationMarkup

  /// A claim that was judged.
  func markup(_ claim: ClaimVerdict) -> Markup {
    var head = AnswerBadge.of(claim) + .blank
    head += .element(
      "a", ["href": "#claim-\(claim.number)"], .text("claim \(claim.number)"))
    for (isSo, word) in [(claim.isPublished, "published"), (claim.isImplicit, "implicit")]
    where isSo {
      head += .blank + .element("span", ["class": "tag"], .text(word))
    }
    if let history = links.href(.history, historyQuery(claim)) {
      head += .blank + .element("a", ["class": "history", "href": history], .text("history"))
    }
    var content = Markup.element("p", ["class": "head"], head) + text(claim.text)
    if !claim.verdict.reason.isEmpty {
      content += .element("p", ["class": "reason"], .text(claim.verdict.reason))
    }
    if let reason = claim.expectedFailure {
      let words =
        claim.verdict.answer == .refuted ? "As expected" : "Was expected to be refuted"
      content += .element("p", ["class": "reason"], .text("\(words): \(reason)"))
    }
    content += citations.list(claim.verdict.evidence)
    return .element(
      "div", ["class": "claim", "id": "claim-\(claim.number)", "data-row": ""], content)
  }

  /// A claim of the text that has no verdict.
  func unjudged(_ claim: PlannedClaim) -> Markup {
    .element(
      "div", ["class": "claim"],
      .element(
        "p", ["class": "head"],
        AnswerBadge.badge(.notApplicable, "– not judged") + .text(" claim \(claim.number)"))
        + text(claim.text))
  }

  /// A line of a fence of claims that is a comment.
  func comment(_ line: String) -> Markup {
    .element("p", ["class": "comment"], .text(line))
  }

  private func text(_ text: String) -> Markup {
    .element("pre", ["class": "text"], .element("code", [:], .lines(text)))
  }

  private func historyQuery(_ claim: ClaimVerdict) -> PageQuery {
    PageQuery([.init("notebook", run.path), .init("claim", claim.identity)])
  }
}
