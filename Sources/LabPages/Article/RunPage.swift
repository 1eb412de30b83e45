import LabEvidence
import LabModel
import LabReport

/// A run as the article that its notebook is.
struct RunPage: Page {
  private let article: RunArticle

  init(_ name: String, _ store: Store) throws(StoreFailure) {
    article = try RunArticle(name, from: store)
  }

  private var run: RunRow { article.outline.run }

  var title: String { VisibleText.of(run.title) }

  let template = "run"

  func values(_ links: Links) -> [String: Any] {
    let (markup, contents) = ArticleMarkup.markup(article, links)
    let facts = RunFactList(article: article, links: links)
    var values: [String: Any] = [
      "title": title, "status": run.status.rawValue, "path": VisibleText.of(run.path),
      "facts": facts.short, "moreFacts": facts.long, "tools": facts.tools,
      "hasTools": !facts.tools.isEmpty, "tally": RunTally(article).words,
      "links": pages(links), "contentsMarkup": contents, "articleMarkup": markup,
      "timelineMarkup": TimelineDrawing(
        article.window, run: run, steps: article.outline.steps, links: links, isSmall: true
      ).markup,
    ]
    values["list"] = links.href(.runs)
    values["timeline"] = links.href(.timeline(run.id))
    if run.status != .finished {
      var trouble = [
        "word": run.status.rawValue, "reason": VisibleText.of(run.reason ?? "no reason is known"),
      ]
      trouble["remedy"] = article.outline.crash.map { TroubleWords.remedy($0.kind) }
      values["trouble"] = trouble
    }
    if let health = article.health {
      values["healthMarkup"] = HealthMarkup(run: run, links: links).markup(health)
    }
    return values
  }

  /// The pages about the same run.
  private func pages(_ links: Links) -> [[String: Any]] {
    var pages: [(String, String?)] = [
      ("Packets", links.href(.packets(run.id))), ("Time line", links.href(.timeline(run.id))),
      ("Topology", links.href(.topology(run.id))),
    ]
    if let previous = article.background.previous {
      pages.append(("Compare with the run before", links.href(.compare(previous, run.id))))
    }
    return pages.compactMap { name, href in href.map { ["name": name, "href": $0] } }
  }

  func write(to writer: inout JSONWriter) { RunArticleJSON(article).write(to: &writer) }
}
