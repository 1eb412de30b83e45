import LabEvidence
import LabModel
import LabReport

/// What a notebook's claims came to, run by run: all of them, or one.
struct HistoryPage: Page {
  /// Runs over which all claims are counted.
  private static let mostRuns = 30
  private static let mostClaims = 100
  /// Runs over which one claim is counted, and those of them that are shown.
  private static let mostCounted = 500
  private static let mostCells = 100

  private let address: PageAddress
  private let notebook: NotebookName
  private let runs: [HistoryRun]
  private let histories: [ClaimHistory]
  private let identity: String?
  private let hasOlder: Bool
  private let omitted: Int

  /// The page that `query` asks for: `notebook=PATH` (without it, all notebooks), `claim=IDENTITY` for one
  /// claim, `before=RUN` for older runs, `controls=1` for control runs too.
  ///
  /// - Throws: `SiteFailure`, where there is no such notebook, claim or run.
  static func page(_ query: PageQuery, _ store: Store) throws(SiteFailure) -> any Page {
    let found: HistoryPage?
    do throws(StoreFailure) {
      guard let path = query.first("notebook") else { return try NotebooksPage(query, store) }
      found = try store.notebook(at: path).map { notebook throws(StoreFailure) in
        try HistoryPage(notebook, query, store)
      }
    } catch {
      throw SiteFailure(error)
    }
    guard let found else {
      throw .missing("no notebook has run from the path \(query.first("notebook") ?? "")")
    }
    guard !found.isEmpty else {
      throw .missing("no run of this notebook has the claim \(query.first("claim") ?? "")")
    }
    return found
  }

  private init(
    _ notebook: NotebookName, _ query: PageQuery, _ store: Store
  ) throws(StoreFailure) {
    address = PageAddress(.history, query)
    self.notebook = notebook
    identity = query.first("claim")
    let limit = identity == nil ? Self.mostRuns : Self.mostCounted
    let found = try store.history(
      HistoryFilter(
        path: notebook.path, identity: identity, before: query.first("before"), limit: limit + 1,
        includesControls: query.first("controls") == "1"))
    runs = Array(found.prefix(limit))
    let all = ClaimHistory.all(of: runs)
    histories = Array(all.prefix(Self.mostClaims))
    omitted = all.count - histories.count
    hasOlder = found.count > limit || identity != nil && runs.count > Self.mostCells
  }

  /// Whether it is about a claim that none of the runs has.
  private var isEmpty: Bool { identity != nil && histories.isEmpty }

  var title: String {
    let subject = identity.map { "Claim " + VisibleText.of($0) } ?? "Claims"
    return "\(subject) · \(VisibleText.of(notebook.title))"
  }

  let template = "history"

  // MARK: - HTML

  func values(_ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "path": VisibleText.of(notebook.path), "title": VisibleText.of(notebook.title),
      "definition": Flakiness.definition, "counted": counted,
    ]
    values["all"] = links.href(
      .history, PageQuery([.init("notebook", notebook.path)]))
    values["notebooks"] = links.href(.history)
    values["controls"] = controls(links)
    values["newest"] =
      address.query.first("before") == nil
      ? nil : links.href(.history, address.query.without("before"))
    if hasOlder, let last = shown.last {
      values["older"] = links.href(.history, address.query.setting("before", last.id))
    }
    if identity == nil {
      values["isOverview"] = true
      values["groups"] = overview(links)
      values["omitted"] = omitted > 0 ? Count.of(omitted, "claim") : nil
    } else {
      values["claims"] = histories.map { claim($0, links) }
    }
    return values
  }

  /// The runs that have a cell.
  private var shown: ArraySlice<HistoryRun> {
    runs.prefix(identity == nil ? Self.mostRuns : Self.mostCells)
  }

  private var counted: String {
    guard let newest = runs.first, let oldest = runs.last else { return "no runs" }
    return
      "\(Count.of(runs.count, "run")), from \(Elapsed.date(wall: oldest.startWall)) to "
      + Elapsed.date(wall: newest.startWall)
  }

  private func controls(_ links: Links) -> [String: Any]? {
    let isOn = address.query.first("controls") == "1"
    let query =
      isOn ? address.query.without("controls") : address.query.setting("controls", "1")
    guard let href = links.href(.history, query) else { return nil }
    return ["href": href, "text": isOn ? "Without control runs" : "With control runs"]
  }

  /// A table for each kernel and machine, with a row for each claim.
  private func overview(_ links: Links) -> [[String: Any]] {
    let places = histories.flatMap { $0.groups().map(\.place) }
    let names = RunPlace.names(places)
    var order: [RunPlace] = []
    for run in runs where !order.contains(run.place) { order.append(run.place) }
    return order.enumerated().compactMap { index, place in
      let rows: [[String: Any]] = histories.compactMap { history in
        guard let group = history.groups().first(where: { $0.place == place }),
          group.cells.contains(where: { $0.claim != nil })
        else { return nil }
        var row = facts(history)
        row["href"] = links.href(
          .history, address.query.without("before").setting("claim", history.identity))
        row["stripMarkup"] = HistoryStrip(group.cells, history.flakiness).markup(links)
        return row
      }
      guard !rows.isEmpty else { return nil }
      return ["name": VisibleText.of(names[place] ?? ""), "id": "place-\(index + 1)", "rows": rows]
    }
  }

  private func facts(_ history: ClaimHistory) -> [String: Any] {
    var facts: [String: Any] = [
      "number": history.newest.number,
      "text": VisibleText.of(Self.oneLine(history.newest.text)),
      "holds": history.count(.holds), "refuted": history.count(.refuted),
      "inconclusive": history.count(.inconclusive),
      "notApplicable": history.count(.notApplicable),
      "isPublished": history.newest.isPublished, "isImplicit": history.newest.isImplicit,
      "isFlaky": history.flakiness.isFlaky,
      "changes":
        "\(history.flakiness.changes.successes) of \(history.flakiness.changes.trials)",
    ]
    if history.identity != Self.oneLine(history.newest.text) {
      facts["label"] = VisibleText.of(history.identity)
    }
    facts["expected"] = history.newest.expectedFailure.map { VisibleText.of($0) }
    return facts
  }

  private func claim(_ history: ClaimHistory, _ links: Links) -> [String: Any] {
    var values = facts(history)
    for (name, answer) in [("Held", Verdict.Answer.holds), ("Refuted", .refuted)] {
      values["first\(name)"] = history.first(answer).map { ending($0, links) }
      values["last\(name)"] = history.last(answer).map { ending($0, links) }
    }
    values["flaky"] = history.flakiness.text
    let groups = history.groups(newest: Self.mostCells)
    let names = RunPlace.names(groups.map(\.place))
    values["groups"] = groups.enumerated().map { index, group in
      [
        "name": VisibleText.of(names[group.place] ?? ""), "id": "place-\(index + 1)",
        "count": Count.of(group.cells.count, "run"),
        "stripMarkup": HistoryStrip(group.cells, history.flakiness).markup(links),
        "rows": group.cells.map { row($0, history.flakiness, links) },
      ] as [String: Any]
    }
    return values
  }

  private func ending(_ cell: ClaimHistory.Cell, _ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "text": "\(Elapsed.date(wall: cell.run.startWall)), run \(cell.run.number)"
    ]
    values["href"] = HistoryStrip.href(cell, links)
    return values
  }

  private func row(
    _ cell: ClaimHistory.Cell, _ flakiness: Flakiness, _ links: Links
  ) -> [String: Any] {
    var row: [String: Any] = [
      "number": cell.run.number, "date": Elapsed.date(wall: cell.run.startWall),
      "word": cell.word, "sign": HistoryStrip.sign(cell), "class": HistoryStrip.className(cell),
      "reason": VisibleText.of(
        TextWidth.cut(cell.claim?.verdict.reason ?? cell.run.reason ?? "", to: 400, mark: "…")),
      "notebook": String(cell.run.notebook.prefix(8)),
      "isChange": flakiness.changedAt.contains(cell.run.id),
      "isControl": cell.run.original != nil,
    ]
    if !cell.run.parameters.isEmpty {
      let text = cell.run.parameters.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
      row["parameters"] = VisibleText.of(TextWidth.cut(text, to: 200, mark: "…"))
    }
    row["href"] = HistoryStrip.href(cell, links)
    return row
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  // MARK: - JSON

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.history(
        notebook, histories, runs: runs.count, hasOlder: hasOlder, cells: Self.mostCells)
      writer.member("claims_left_out", omitted)
      writer.member("before", hasOlder ? shown.last?.id : nil)
    }
  }
}
