import LabEvidence
import LabModel
import LabReport

/// The rows that a verdict rests on, each as a link to where it can be looked at.
struct CitationMarkup {
  let article: RunArticle
  let links: Links
  private let words: ChangeWords
  /// Longer sentences are cut.
  private static let mostCharacters = 120

  init(_ article: RunArticle, _ links: Links) {
    self.article = article
    self.links = links
    words = ChangeWords(article.outline)
  }

  /// `Evidence: step 2, packet 3, packet 4, lo is up`; nothing where there is none.
  func list(_ references: [EvidenceReference]) -> Markup {
    guard !references.isEmpty else { return Markup() }
    return .element(
      "p", ["class": "evidence"],
      .text("Evidence: ") + .joined(references.map(markup), .text(", ")))
  }

  private func markup(_ reference: EvidenceReference) -> Markup {
    let number = reference.number
    let cited = article.cited
    switch reference.table {
    case .packet:
      return link("packet \(number)", links.href(.packet(run: id, number: number)))
    case .attempt:
      guard let place = cited.attempts[number] else { break }
      return link(Self.name(place), "#step-\(place.step)")
    case .output:
      guard let row = cited.outputs[number], let place = cited.attempts[row] else { break }
      guard let line = article.output.excerpts[row]?.lineOfPiece[number] else {
        return link(
          "output of \(Self.name(place))",
          links.href(.output(run: id, step: place.step, attempt: place.attempt)))
      }
      return link(
        "output of \(Self.name(place)), line \(line)",
        "#output-\(place.step)-\(place.attempt)-\(line)")
    case .link: return change(cited.links[number].map { (.link($0), $0.time) }, reference)
    case .address:
      return change(cited.addresses[number].map { (.address($0), $0.time) }, reference)
    case .route: return change(cited.routes[number].map { (.route($0), $0.time) }, reference)
    case .neighbour:
      return change(cited.neighbours[number].map { (.neighbour($0), $0.time) }, reference)
    case .socket: return change(cited.sockets[number].map { (.socket($0), $0.time) }, reference)
    case .host: return link(words.names.host(number), links.href(.topology(id)))
    case .counter, .fence, .loss, .kernelLog, .taint:
      if let time = cited.times[reference] { return moment(Self.name(reference), time) }
    }
    return .text(Self.name(reference))
  }

  private var id: String { article.outline.run.id }

  private func link(_ text: String, _ href: String?) -> Markup { .link(.text(text), href) }

  private func change(
    _ change: (StoryChange, Int64)?, _ reference: EvidenceReference
  ) -> Markup {
    guard let (change, time) = change else { return .text(Self.name(reference)) }
    var text = words.sentence(change)?.text ?? Self.name(reference)
    if text.count > Self.mostCharacters { text = text.prefix(Self.mostCharacters) + "…" }
    let host = words.names.host(change.host)
    return moment(host == HostPlan.lab ? text : "\(host): \(text)", time)
  }

  /// A link to the time line around `time`.
  private func moment(_ text: String, _ time: Int64) -> Markup {
    let around: Int64 = 5_000_000
    let place = time - article.outline.run.start
    return link(
      "\(text) (\(Elapsed.instant(place)))",
      links.href(.timeline(id), TimelineQuery.query(place - around...place + around)))
  }

  private static func name(_ place: CitedRows.AttemptPlace) -> String {
    place.attempt == 1 ? "step \(place.step)" : "step \(place.step), attempt \(place.attempt)"
  }

  private static func name(_ reference: EvidenceReference) -> String {
    switch reference.table {
    case .link: "link change \(reference.number)"
    case .address: "address change \(reference.number)"
    case .route: "route change \(reference.number)"
    case .neighbour: "neighbour change \(reference.number)"
    case .socket: "socket change \(reference.number)"
    case .counter: "counter change \(reference.number)"
    case .kernelLog: "kernel log, line \(reference.number)"
    default: "\(reference.table.rawValue) \(reference.number)"
    }
  }
}
