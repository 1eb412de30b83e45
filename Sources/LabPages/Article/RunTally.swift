import LabEvidence
import LabModel
import LabReport

/// What a run came to, counted.
struct RunTally {
  /// A number with its word, and how it looks.
  private let parts: [(count: Int, word: String, answer: Verdict.Answer)]

  init(_ article: RunArticle) {
    let last = article.attempts.mapValues { $0.last?.met }
    let claims = article.claims.filter { !$0.isPublished }
    let published = article.claims.filter(\.isPublished)
    func count(_ answer: Verdict.Answer, _ claims: [ClaimVerdict]) -> Int {
      claims.count { $0.verdict.answer == answer }
    }
    parts = [
      (last.values.count { $0 == true }, "steps met", .holds),
      (last.values.count { $0 == false }, "steps missed", .refuted),
      (article.outline.steps.count { $0.skipped != nil }, "steps not run", .notApplicable),
      (article.transcripts.count { $0.answer == .met }, "packet transcripts met", .holds),
      (article.transcripts.count { $0.answer == .missed }, "packet transcripts missed", .refuted),
      (
        article.transcripts.count { $0.answer == .inconclusive },
        "packet transcripts inconclusive", .inconclusive
      ),
      (count(.holds, claims), "claims hold", .holds),
      (count(.refuted, claims), "claims refuted", .refuted),
      (count(.inconclusive, claims), "claims inconclusive", .inconclusive),
      (count(.notApplicable, claims), "claims not applicable", .notApplicable),
      (count(.holds, published), "published claims hold", .holds),
      (count(.refuted, published), "published claims refuted", .refuted),
    ]
  }

  /// For the template: what there is none of is left out.
  var words: [[String: Any]] {
    parts.filter { $0.count > 0 }.map { part in
      [
        "badgeMarkup": AnswerBadge.badge(
          part.answer, "\(AnswerBadge.sign(part.answer)) \(part.count) \(part.word)")
      ]
    }
  }
}
