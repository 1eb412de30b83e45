import LabEvidence
import LabModel
import LabReport

/// What a run came to, counted.
struct RunTally {
  /// How many of what did what, and how that looks.
  private let parts: [(count: Int, noun: String, word: String, answer: Verdict.Answer)]

  init(_ article: RunArticle) {
    let last = article.attempts.mapValues { $0.last?.met }
    let claims = article.claims.filter { !$0.isPublished }
    let published = article.claims.filter(\.isPublished)
    func count(_ answer: Verdict.Answer, _ claims: [ClaimVerdict]) -> Int {
      claims.count { $0.verdict.answer == answer }
    }
    parts = [
      (last.values.count { $0 == true }, "step", "met", .holds),
      (last.values.count { $0 == false }, "step", "missed", .refuted),
      (article.outline.steps.count { $0.skipped != nil }, "step", "not run", .notApplicable),
      (article.transcripts.count { $0.answer == .met }, "packet transcript", "met", .holds),
      (article.transcripts.count { $0.answer == .missed }, "packet transcript", "missed", .refuted),
      (
        article.transcripts.count { $0.answer == .inconclusive },
        "packet transcript", "inconclusive", .inconclusive
      ),
      (count(.holds, claims), "claim", "hold", .holds),
      (count(.refuted, claims), "claim", "refuted", .refuted),
      (count(.inconclusive, claims), "claim", "inconclusive", .inconclusive),
      (count(.notApplicable, claims), "claim", "not applicable", .notApplicable),
      (count(.holds, published), "published claim", "hold", .holds),
      (count(.refuted, published), "published claim", "refuted", .refuted),
    ]
  }

  /// For the template: what there is none of is left out.
  var words: [[String: Any]] {
    parts.filter { $0.count > 0 }.map { part in
      [
        "badgeMarkup": AnswerBadge.badge(
          part.answer,
          "\(AnswerBadge.sign(part.answer)) \(Count.of(part.count, part.noun)) "
            + (part.count == 1 && part.word == "hold" ? "holds" : part.word))
      ]
    }
  }
}
