import LabEvidence
import LabModel
import LabReport

/// A claim's answers in a row, the newest last: a cell for each run, with sign and word, which leads to the
/// run's claim.
struct HistoryStrip {
  private let cells: [ClaimHistory.Cell]
  private let flakiness: Flakiness

  /// `cells` come newest first.
  init(_ cells: [ClaimHistory.Cell], _ flakiness: Flakiness) {
    self.cells = cells.reversed()
    self.flakiness = flakiness
  }

  func markup(_ links: Links) -> Markup {
    var items = Markup()
    for cell in cells { items += .element("li", [:], item(cell, links)) }
    return .element("ol", ["class": "strip"], items)
  }

  private func item(_ cell: ClaimHistory.Cell, _ links: Links) -> Markup {
    let changed = flakiness.changedAt.contains(cell.run.id) ? ", changed" : ""
    // The date only where a pointer rests: a page has some thousand cells.
    let date = "run \(cell.run.number), \(Elapsed.date(wall: cell.run.startWall))"
    let words = "run \(cell.run.number): \(cell.word)\(changed)"
    let content =
      Markup.element("span", ["aria-hidden": "true"], .text(Self.sign(cell)))
      + .element("span", ["class": "hidden-text"], .text(words))
    let name = "cell \(Self.className(cell))\(changed.isEmpty ? "" : " changed")"
    guard let href = Self.href(cell, links) else {
      return .element("span", ["class": name, "title": date], content)
    }
    return .element("a", ["class": name, "href": href, "title": date], content)
  }

  static func sign(_ cell: ClaimHistory.Cell) -> String {
    cell.claim.map { TextStyle().sign($0.verdict.answer) } ?? "·"
  }

  /// Classes of the style sheet: the answer, and whether it was expected otherwise.
  static func className(_ cell: ClaimHistory.Cell) -> String {
    guard let claim = cell.claim else { return "none" }
    let answer =
      claim.verdict.answer == .notApplicable ? "not-applicable" : claim.verdict.answer.rawValue
    guard claim.expectedFailure != nil else { return answer }
    switch claim.verdict.answer {
    // What was expected is no alarm, and what was not is one.
    case .refuted: return "expected"
    case .holds: return "refuted"
    default: return answer
    }
  }

  /// The run's claim; the run where it has none.
  static func href(_ cell: ClaimHistory.Cell, _ links: Links) -> String? {
    links.href(
      PageAddress(.run(cell.run.id), fragment: cell.claim.map { "claim-\($0.number)" }))
  }
}

extension PageQuery {
  /// The query without `name`.
  func without(_ name: String) -> PageQuery { PageQuery(items.filter { $0.name != name }) }
}
