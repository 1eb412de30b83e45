import LabEvidence
import LabModel
import LabNotebook

/// The article of a run: the notebook's prose with, in the place of each fence, what came of it.
final class ArticleMarkup {
  private let article: RunArticle
  private let steps: StepMarkup
  private let claims: ClaimMarkup
  private let rows: [Int: StepRow]
  private let blocks: [Int: Block]
  private let transcripts: [Int: PacketTranscript]
  private let files: [Int: FilePlan]

  private var shownSteps: Set<Int> = []
  private var shownClaims: Set<Int> = []
  private var shownTranscripts: Set<Int> = []
  private var contents = ArticleContents()

  /// How much of a text is shown plain, in bytes.
  private static let mostPlain = 256 << 10

  /// The article's markup, and that of its contents.
  static func markup(
    _ article: RunArticle, _ links: Links
  ) -> (article: Markup, contents: Markup) {
    let maker = ArticleMarkup(article, links)
    let markup = maker.frontMatter + maker.text + maker.rest
    return (markup, maker.contents.markup)
  }

  private init(_ article: RunArticle, _ links: Links) {
    self.article = article
    steps = StepMarkup(article, links)
    claims = ClaimMarkup(
      run: article.outline.run, links: links, citations: CitationMarkup(article, links))
    func index<Value>(_ values: [Value], _ key: (Value) -> Int) -> [Int: Value] {
      Dictionary(values.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    }
    rows = index(article.outline.steps, \.number)
    blocks = index(article.plan?.blocks ?? [], \.position.line)
    transcripts = index(article.plan?.packetTranscripts ?? [], \.position.line)
    files = index(article.plan?.files ?? [], \.position.line)
  }

  private var frontMatter: Markup {
    guard let lines = article.text.frontMatter, !lines.isEmpty else { return Markup() }
    return .element(
      "details", ["class": "front-matter"],
      .element("summary", [:], .text("Front matter"))
        + .element(
          "pre", [:], .element("code", [:], .lines(lines.joined(separator: "\n")))))
  }

  // MARK: The text

  private var text: Markup {
    guard article.plan != nil else { return plain }
    return ArticleProse.markup(
      article.text.markdown, title: article.outline.run.title,
      code: { [self] in code($0) }, heading: { [self] in contents.begin($0) })
  }

  /// The text as it is, where nobody can say which step stands where.
  private var plain: Markup {
    let text = article.text.markdown
    let shown = String(decoding: text.utf8.prefix(Self.mostPlain), as: UTF8.self)
    let note =
      "This labbook does not read this text as the one that ran it did: it is shown as it was written,"
      + " and what ran below."
    return .element("p", ["class": "note"], .text(note))
      + .element("pre", ["class": "plain"], .lines(shown))
      + (shown.utf8.count < text.utf8.count
        ? .element("p", ["class": "cut"], .text("… the text goes on")) : Markup())
  }

  private func code(_ code: ArticleProse.Code) -> Markup {
    guard let info = code.info else {
      return .element("pre", [:], .element("code", [:], .lines(Self.trimmed(code.text))))
    }
    let lines = Self.trimmed(code.text).split(separator: "\n", omittingEmptySubsequences: false)
    if let block = blocks[code.line] { return fence("steps", info, self.block(block)) }
    if let transcript = transcripts[code.line] {
      return fence("packets", info, self.transcript(transcript, Self.trimmed(code.text)))
    }
    let claims = (article.plan?.claims ?? []).filter {
      $0.position.line > code.line && $0.position.line <= code.line + lines.count
    }
    if !claims.isEmpty { return fence("claims", info, self.claims(claims, code.line, lines)) }
    let listing = Markup.element(
      "pre", ["class": "listing"], .element("code", [:], .lines(Self.trimmed(code.text))))
    if let file = files[code.line] {
      return fence(
        "file", info,
        .element("p", ["class": "head"], .text("File ") + .element("code", [:], .text(file.path)))
          + listing)
    }
    return fence("other", info, listing)
  }

  /// What came of a fence, below its info string where that says more than the language.
  private func fence(_ kind: String, _ info: String, _ content: Markup) -> Markup {
    let caption =
      info.contains("{")
      ? Markup.element("p", ["class": "info"], .element("code", [:], .text(info))) : Markup()
    return .element("div", ["class": "fence \(kind)"], caption + content)
  }

  private func block(_ block: Block) -> Markup {
    var isScript = false
    if case .script = block.kind { isScript = true }
    var markup = Markup()
    for step in block.steps {
      guard let row = rows[step.number] else { continue }
      shownSteps.insert(row.number)
      contents.add(step: row.number, met: steps.isMet(row))
      markup += steps.markup(row, isScript: isScript)
    }
    return markup
  }

  private func transcript(_ transcript: PacketTranscript, _ text: String) -> Markup {
    let outcome = article.transcripts.first {
      $0.number == transcript.number && $0.place == transcript.placeText
    }
    if let outcome {
      shownTranscripts.insert(outcome.number)
      contents.add(outcome)
    }
    return PacketTranscriptMarkup.markup(
      outcome, place: transcript.placeText, filter: transcript.filter?.text, text: text)
  }

  private func claims(
    _ planned: [PlannedClaim], _ first: Int, _ lines: [Substring]
  ) -> Markup {
    var markup = Markup()
    for (index, line) in lines.enumerated() {
      let number = first + 1 + index
      if let claim = planned.first(where: { $0.position.line == number }) {
        guard let verdict = article.verdict(of: claim) else {
          markup += claims.unjudged(claim)
          continue
        }
        markup += self.claim(verdict)
      } else if line.drop(while: { $0 == " " }).hasPrefix("# ") {
        markup += claims.comment(String(line.drop { $0 == " " || $0 == "#" }))
      }
    }
    return markup
  }

  private func claim(_ claim: ClaimVerdict) -> Markup {
    shownClaims.insert(claim.number)
    contents.add(claim)
    return claims.markup(claim)
  }

  // MARK: What the text does not have

  private var rest: Markup {
    var markup = Markup()
    let steps = article.outline.steps.filter { !shownSteps.contains($0.number) }
    markup += section("steps", "What ran", steps) { row in
      contents.add(step: row.number, met: self.steps.isMet(row))
      return self.steps.markup(row, isScript: false)
    }
    let transcripts = article.transcripts.filter { !shownTranscripts.contains($0.number) }
    markup += section("packets", "Packet transcripts", transcripts) { outcome in
      contents.add(outcome)
      return PacketTranscriptMarkup.markup(
        outcome, place: outcome.place, filter: outcome.filter, text: nil)
    }
    let claims = article.claims.filter { !shownClaims.contains($0.number) }
    markup += section(
      "claims", "Claims that the text does not make", claims.filter { !$0.isImplicit }, claim)
    markup += section(
      "implicit", "Claims of every run on a kernel of its own", claims.filter(\.isImplicit), claim)
    return markup
  }

  private func section<Value>(
    _ id: String, _ title: String, _ values: [Value], _ body: (Value) -> Markup
  ) -> Markup {
    guard !values.isEmpty else { return Markup() }
    let heading = ArticleProse.Heading(level: 2, id: "rest-\(id)", text: title)
    contents.begin(heading)
    var markup = Markup.element("h2", ["id": heading.id], .text(title))
    for value in values { markup += body(value) }
    return markup
  }

  private static func trimmed(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
