import LabEvidence
import LabModel
import LabReport

/// Two runs side by side: what was said otherwise, and which evidence differs.
struct ComparePage: Page {
  /// Packets of a run that are compared.
  static let mostPackets = 3000
  /// Bytes of an attempt's output that are compared.
  private static let mostOutput = 64 << 10
  /// Lines of a difference, and answers, that are shown; with `all=1`.
  private static let mostLines = (usual: 40, all: 1000)
  private static let mostAnswers = (usual: 200, all: 2000)
  private static let mostParts = (usual: 50, all: 500)

  private let comparison: RunComparison
  private let circumstances: [Circumstance]
  private let address: PageAddress
  private let showsAll: Bool

  /// Reads both runs; with `all=1` in `query` what is the same is shown too.
  init(
    _ old: String, _ new: String, _ query: PageQuery, _ store: Store
  ) throws(StoreFailure) {
    showsAll = query.first("all") == "1"
    let numbers = (try store.resolveRun(old), try store.resolveRun(new))
    let runs = (
      try ComparedRun.load(run: numbers.0, from: store, mostOutput: Self.mostOutput),
      try ComparedRun.load(run: numbers.1, from: store, mostOutput: Self.mostOutput)
    )
    do {
      comparison = try RunComparison(runs.0, runs.1, mostPackets: Self.mostPackets)
    } catch {
      throw error as? StoreFailure
        ?? StoreFailure(.other, stage: "read", subject: store.path, message: "\(error)")
    }
    circumstances = Circumstance.all(
      runs.0.evidence, try store.provenance(ofRun: numbers.0), runs.1.evidence,
      try store.provenance(ofRun: numbers.1),
      isSameText: try store.notebook(ofRun: numbers.0) == store.notebook(ofRun: numbers.1))
    address = PageAddress(.compare(comparison.old.id, comparison.new.id), query)
  }

  var title: String {
    "Runs \(comparison.old.number) and \(comparison.new.number) · "
      + VisibleText.of(comparison.new.title)
  }

  let template = "compare"

  // MARK: - HTML

  func values(_ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "title": VisibleText.of(comparison.new.title),
      "old": run(comparison.old, links), "new": run(comparison.new, links),
      "summary": DiffReport(style: TextStyle()).summary(comparison),
      "circumstances": circumstances.filter { showsAll || $0.differs }.map(\.values),
      "notReached": comparison.unreached.sentences.map { ["text": VisibleText.of($0)] },
      "uncompared": uncompared.map { ["text": $0] },
    ]
    values["hasCircumstances"] = circumstances.contains { showsAll || $0.differs }
    values["relation"] = comparison.relation.sentence
    values["isSame"] = comparison.isEmpty
    values["classes"] = classes(links)
    let parts = comparison.evidence.prefix(showsAll ? Self.mostParts.all : Self.mostParts.usual)
    values["parts"] = parts.enumerated().map { index, part in self.part(part, index, links) }
    values["hasParts"] = !parts.isEmpty
    values["moreParts"] =
      parts.count < comparison.evidence.count
      ? Count.of(comparison.evidence.count - parts.count, "step") : nil
    values["all"] = toggle(links)
    values["swapped"] = links.href(
      .compare(comparison.new.id, comparison.old.id), address.query)
    if comparison.old.path == comparison.new.path {
      values["history"] = links.href(
        .history, PageQuery([.init("notebook", comparison.new.path)]))
    }
    return values
  }

  private func toggle(_ links: Links) -> [String: Any]? {
    let query = showsAll ? address.query.without("all") : address.query.setting("all", "1")
    guard let href = links.href(address.place, query) else { return nil }
    return ["href": href, "text": showsAll ? "Only what differs" : "What is the same, too"]
  }

  private var uncompared: [String] {
    [
      (comparison.uncomparedPackets, "packets", "\(Self.mostPackets) packets of a run are read"),
      (comparison.uncomparedOutput, "output", "longer output than 64 KiB is not read"),
    ].compactMap { steps, what, why in
      guard let first = steps.first else { return nil }
      let names = steps.count == 1 ? "step \(first)" : Count.of(steps.count, "step")
      return
        "The \(what) of \(names) \(what == "packets" ? "are" : "is") not compared here: \(why). "
        + "`labbook diff \(comparison.old.number) \(comparison.new.number)` compares all."
    }
  }

  private func run(_ run: RunRow, _ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "number": run.number, "started": Elapsed.date(wall: run.startWall),
      "status": run.status.rawValue, "id": VisibleText.of(String(run.id.prefix(13))),
    ]
    values["href"] = links.href(.run(run.id))
    values["reason"] = run.reason.map { VisibleText.of($0) }
    return values
  }

  // MARK: Answers

  private func classes(_ links: Links) -> [[String: Any]] {
    var room = showsAll ? Self.mostAnswers.all : Self.mostAnswers.usual
    return ChangeClass.allCases.compactMap { change in
      guard showsAll || change != .unchanged else { return nil }
      let answers = comparison.answers.all.filter { answer in
        answer.change == change && (showsAll || !comparison.unreached.answers.contains(answer))
          && (showsAll || !(answer.isPublished && change == .stillFailing))
      }
      guard !answers.isEmpty else { return nil }
      let shown = answers.prefix(room)
      room -= shown.count
      return [
        "name": change.rawValue, "count": answers.count, "id": "class-\(change.className)",
        "class": change.className, "rows": shown.map { answer($0, links) },
        "more": shown.count < answers.count ? "\(answers.count - shown.count)" : "",
        "hasMore": shown.count < answers.count,
      ]
    }
  }

  private func answer(_ answer: ComparedAnswer, _ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "isStep": answer.kind == .step, "isPublished": answer.isPublished,
      "kind": answer.kind.rawValue,
      "text": VisibleText.of(
        TextWidth.cut(
          answer.text.split(whereSeparator: \.isNewline).joined(separator: " "), to: 400,
          mark: "…")),
      "old": side(answer.old, answer.kind, comparison.old, links),
      "new": side(answer.new, answer.kind, comparison.new, links),
    ]
    if let host = answer.host, host != HostPlan.lab { values["host"] = VisibleText.of(host) }
    return values
  }

  private func side(
    _ side: ComparedAnswer.Side?, _ kind: ComparedAnswer.Kind, _ run: RunRow, _ links: Links
  ) -> [String: Any] {
    guard let side else { return ["word": "not there", "sign": "–", "class": "none"] }
    let (sign, name) =
      switch side.standing {
      case .good: ("✓", "holds")
      case .bad: ("✗", "refuted")
      case .unknown: ("?", "inconclusive")
      }
    var values: [String: Any] = ["word": side.answer, "sign": sign, "class": name]
    if !side.reason.isEmpty {
      // A miss has lines, each of which is one here, too.
      values["reason"] = TextWidth.cut(side.reason, to: 600, mark: "…")
        .split(separator: "\n", omittingEmptySubsequences: false)
        .map { VisibleText.of(String($0)) }.joined(separator: "\n")
    }
    let fragment: String? =
      switch kind {
      case .step: "step-\(side.number)"
      case .claim: "claim-\(side.number)"
      case .packets: nil
      }
    values["href"] = links.href(PageAddress(.run(run.id), fragment: fragment))
    values["run"] = "in run \(run.number)"
    return values
  }

  // MARK: Evidence

  private func part(_ part: RunComparison.Part, _ index: Int, _ links: Links) -> [String: Any] {
    var values: [String: Any] = ["name": VisibleText.of(part.name), "id": "evidence-\(index + 1)"]
    if let step = part.step, step > 0 {
      if part.name != "step \(step)" { values["number"] = "step \(step)" }
      values["newHref"] = links.href(PageAddress(.run(comparison.new.id), fragment: "step-\(step)"))
      if let old = part.oldStep {
        values["oldHref"] = links.href(
          PageAddress(.run(comparison.old.id), fragment: "step-\(old)"))
      }
    }
    values["command"] = part.command.map { command in
      let first = command.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
      return VisibleText.of(TextWidth.cut(first, to: 200, mark: "…"))
    }
    let limit = showsAll ? Self.mostLines.all : Self.mostLines.usual
    values["sections"] = part.sections.map { section in
      [
        "title": VisibleText.of(section.title),
        "linesMarkup": DifferenceMarkup.of(
          DifferenceLine.condensed(section.lines, limit: limit), most: 2 * limit + 1),
      ] as [String: Any]
    }
    return values
  }

  // MARK: - JSON

  func write(to writer: inout JSONWriter) {
    writer.value(
      comparison, withAll: showsAll,
      mostLines: showsAll ? Self.mostLines.all : Self.mostLines.usual,
      mostAnswers: showsAll ? Self.mostAnswers.all : Self.mostAnswers.usual,
      mostParts: showsAll ? Self.mostParts.all : Self.mostParts.usual)
  }
}

extension ChangeClass {
  /// Its name as a class of the style sheet.
  fileprivate var className: String {
    switch self {
    case .regression: "regression"
    case .newFailure: "new-failure"
    case .fixed: "fixed"
    case .stillFailing: "still-failing"
    case .appeared: "appeared"
    case .disappeared: "disappeared"
    case .unchanged: "unchanged"
    }
  }
}
