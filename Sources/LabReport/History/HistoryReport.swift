package import LabEvidence
import LabModel

/// What `labbook history` prints.
package struct HistoryReport: Sendable {
  /// Changes of one claim that are listed.
  private static let mostChanges = 40

  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// The heading: the notebook, and over which runs all is counted.
  ///
  /// `hasOlder` says that there are older runs than those.
  package func heading(_ notebook: NotebookName, _ runs: [HistoryRun], hasOlder: Bool) -> [String] {
    var lines = [
      style.tinted(style.escape.line(notebook.title), .bold)
        + style.tinted(style.separator + style.escape.line(notebook.path), .dim)
    ]
    guard let newest = runs.first, let oldest = runs.last else { return lines + ["no runs"] }
    let many = (hasOlder ? "the last " : "") + Count.of(runs.count, "run")
    lines.append(
      style.tinted(
        "\(many), from \(Elapsed.date(wall: oldest.startWall)) to "
          + Elapsed.date(wall: newest.startWall), .dim))
    return lines
  }

  // MARK: All claims

  /// All claims, two lines each: what there is of it, and its newest answers.
  package func overview(_ histories: [ClaimHistory]) -> [String] {
    guard !histories.isEmpty else { return ["no claim has been judged"] }
    let width = histories.reduce(1) { max($0, String($1.newest.number).utf8.count) }
    let indent = String(repeating: " ", count: width + 4)
    var lines: [String] = []
    for history in histories {
      let number = TextWidth.rightAligned(String(history.newest.number), to: width)
      let texts = TextWidth.wrapped(title(history), to: style.width - indent.count)
      lines.append("  " + style.tinted(number, .dim) + "  " + (texts.first ?? ""))
      lines += texts.dropFirst().map { indent + $0 }
      let strip = self.strip(history.cells, atMost: min(40, style.width / 3))
      lines.append(
        indent + strip + "  " + style.tinted(counts(history), .dim)
          + (history.flakiness.isFlaky
            ? "  "
              + style.tinted(
                "flaky \(history.flakiness.changes.successes)/\(history.flakiness.changes.trials)",
                .yellow) : ""))
    }
    return lines + ["", style.tinted("newest last", .dim)] + definition(histories)
  }

  // MARK: One claim

  /// One claim: counts, when it first and last held and was refuted, flakiness, and its answers by kernel
  /// and machine.
  package func lines(_ history: ClaimHistory) -> [String] {
    var lines = TextWidth.wrapped(title(history), to: style.width)
      .map { style.tinted($0, .bold) }
    if let reason = history.newest.expectedFailure {
      lines.append(style.escape.line("expected to be refuted: \(reason)"))
    }
    lines.append(counts(history))
    for (word, answer) in [("held", Verdict.Answer.holds), ("refuted", .refuted)] {
      let ends = [history.first(answer), history.last(answer)].compactMap { $0 }
      let text =
        ends.count == 2
        ? "first \(when(ends[0])), last \(when(ends[1]))" : "never"
      lines.append(TextWidth.padded(word, to: 9) + text)
    }
    lines += TextWidth.wrapped(history.flakiness.text, to: style.width)
      .map { history.flakiness.isFlaky ? style.tinted($0, .yellow) : $0 }
    let groups = history.groups()
    let names = RunPlace.names(groups.map(\.place))
    for group in groups {
      lines += ["", style.tinted(style.escape.line(names[group.place] ?? ""), .bold)]
      lines.append(
        "  " + strip(group.cells, atMost: style.width - 4)
          + style.tinted("  " + Count.of(group.cells.count, "run") + ", newest last", .dim))
      lines += changes(group)
    }
    return lines + [""] + definition([history])
  }

  /// The runs of a group whose answer is another one than that of the run before, newest first.
  private func changes(_ group: ClaimHistory.Group) -> [String] {
    var rows: [ClaimHistory.Cell] = []
    for (index, cell) in group.cells.enumerated() {
      let before = group.cells.dropFirst(index + 1).first
      if before?.word != cell.word { rows.append(cell) }
    }
    var lines: [String] = []
    for cell in rows.prefix(Self.mostChanges) {
      let start =
        "  run \(cell.run.number), \(Elapsed.date(wall: cell.run.startWall)): "
        + tinted(cell, sign(cell) + " " + cell.word)
      let reason = cell.claim?.verdict.reason ?? cell.run.reason ?? ""
      lines.append(start)
      lines += TextWidth.wrapped(style.escape.line(reason), to: style.width - 4)
        .map { "    " + style.tinted($0, .dim) }
    }
    if rows.count > Self.mostChanges {
      lines.append("  \(style.ellipsis) \(rows.count - Self.mostChanges) older changes")
    }
    return lines
  }

  // MARK: Parts

  private func title(_ history: ClaimHistory) -> String {
    let text = history.newest.text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return style.escape.line(
      text + (history.newest.isImplicit ? " (implicit)" : "")
        + (history.newest.isPublished ? " (published elsewhere, not counted)" : ""))
  }

  private func counts(_ history: ClaimHistory) -> String {
    let parts = Verdict.Answer.allCases.compactMap { answer in
      let count = history.count(answer)
      return count > 0 ? "\(count) \(answer.rawValue)" : nil
    }
    let rest = history.cells.count { $0.claim == nil }
    return (parts + (rest > 0 ? ["\(rest) not judged"] : [])).joined(separator: ", ")
  }

  private func when(_ cell: ClaimHistory.Cell) -> String {
    "\(Elapsed.date(wall: cell.run.startWall)) (run \(cell.run.number))"
  }

  private func definition(_ histories: [ClaimHistory]) -> [String] {
    guard histories.contains(where: \.flakiness.isFlaky) else { return [] }
    return TextWidth.wrapped(Flakiness.definition, to: style.width)
      .map { style.tinted($0, .dim) }
  }

  private func strip(_ cells: [ClaimHistory.Cell], atMost width: Int) -> String {
    let shown = cells.prefix(max(1, width)).reversed()
    return (cells.count > shown.count ? style.ellipsis : "")
      + shown.map { tinted($0, sign($0)) }.joined()
  }

  private func sign(_ cell: ClaimHistory.Cell) -> String {
    cell.claim.map { style.sign($0.verdict.answer) } ?? "."
  }

  private func tinted(_ cell: ClaimHistory.Cell, _ text: String) -> String {
    switch cell.claim?.standing {
    case .pass?: style.tinted(text, .green)
    case .failure?: style.tinted(text, .red)
    case .inconclusive?: style.tinted(text, .yellow)
    case .uncounted?: style.tinted(text, .cyan)
    case nil: style.tinted(text, .dim)
    }
  }
}
