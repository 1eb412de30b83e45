import LabEvidence
import LabModel

/// What `labbook run` prints: a part for each notebook, a table of all of them, and one line.
package struct RunReport: Sendable {
  /// How it looks.
  package let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  // MARK: One notebook

  /// The part of one notebook: its title, what stopped it, each step that missed, each claim.
  package func notebook(_ result: NotebookResult) -> [String] {
    let counts = "\(Count.of(result.steps, "step")) in \(Elapsed.seconds(result.duration))"
    // A notebook whose text could not be read has no other title than its path.
    var facts = result.title == result.path ? [] : [style.escape.line(result.path)]
    if result.runID != nil { facts.append(counts) }
    var lines = [
      style.tinted(style.escape.line(result.fullTitle), .bold)
        + style.tinted(facts.map { style.separator + $0 }.joined(), .dim)
    ]
    lines += ending(result.ending)
    if let health = result.health {
      lines += HealthReport(style: style).lines(health, id: result.runID)
    }
    for miss in result.misses { lines += self.miss(miss) }
    for revision in result.revisions { lines += self.revision(revision) }
    let packets = PacketTranscriptReport(style: style)
    lines += packets.lines(result.packetTranscripts) + packets.lines(result.packetRevisions)
    if result.leaks > 0 {
      lines.append(
        "  "
          + style.tinted("! \(Count.of(result.leaks, "process", "processes")) left behind", .yellow)
      )
    }
    let report = ClaimReport(style: style, detail: .brief, for: result.claims)
    lines += result.claims.filter { !$0.isPublished }.flatMap { claim in
      report.lines(claim) + controls(result, of: claim, report)
    }
    let published = result.claims.filter(\.isPublished)
    if !published.isEmpty {
      lines.append(style.tinted("  published elsewhere, not counted:", .dim))
      lines += published.flatMap { report.lines($0) + controls(result, of: $0, report) }
    }
    if !result.controls.isEmpty { lines += controlTotal(result.controls) }
    return lines
  }

  /// `blocked: nft is not on PATH`: an ending in words; empty for one that is none.
  static func words(_ ending: NotebookResult.Ending) -> String {
    switch ending {
    case .finished: ""
    case .interrupted(let reason): "interrupted: \(reason)"
    case .blocked(let reason): "blocked: \(reason)"
    case .crashed(let reason, _): "crashed: \(reason)"
    case .machineUnable(let reason, _): "cannot run here: \(reason)"
    case .skipped(let reason): "skipped: \(reason)"
    case .invalid(let count): "not run: \(Count.of(count, "mistake"))"
    }
  }

  private func ending(_ ending: NotebookResult.Ending) -> [String] {
    let (remedy, tint): (String?, TextStyle.Tint)
    switch ending {
    case .finished: return []
    case .interrupted, .blocked, .skipped: (remedy, tint) = (nil, .yellow)
    case .crashed(_, let help), .machineUnable(_, let help): (remedy, tint) = (help, .red)
    case .invalid: (remedy, tint) = (nil, .red)
    }
    let text = TextWidth.wrapped(style.escape.line(Self.words(ending)), to: style.width - 4)
    var lines = text.enumerated().map { index, line in
      index == 0 ? "  " + style.tinted("! " + line, tint) : "    " + style.tinted(line, tint)
    }
    if let remedy {
      lines += TextWidth.wrapped("to do: \(style.escape.line(remedy))", to: style.width - 4)
        .map { "    " + $0 }
    }
    return lines
  }

  /// Differences longer than this are cut; the whole output is in the database.
  private static let mostDifferenceLines = 16
  private static let mostCommandLines = 3

  private func miss(_ miss: StepMiss) -> [String] {
    var place = "step \(miss.step)"
    if let name = miss.name { place += " (\(style.escape.line(name)))" }
    if miss.line > 0 { place += ", line \(miss.line)" }
    var lines = ["  " + style.tinted("\(style.cross) missed", .red) + "  " + place]
    let prompt = miss.host == HostPlan.lab ? "$ " : style.escape.line(miss.host) + "$ "
    let commands = style.escape.lines(Array(miss.command.utf8)).lines
    for (index, line) in commands.prefix(Self.mostCommandLines).enumerated() {
      lines.append(
        "      "
          + style.cut((index == 0 ? prompt : "> ") + line, to: style.width - 6))
    }
    if commands.count > Self.mostCommandLines { lines.append("      " + style.ellipsis) }
    for sentence in miss.reason.split(separator: "\n") {
      lines += TextWidth.wrapped(style.escape.line(String(sentence)), to: style.width - 6)
        .map { "      " + $0 }
    }
    for line in miss.difference.prefix(Self.mostDifferenceLines) {
      lines.append("      " + difference(line))
    }
    let rest = miss.difference.count - Self.mostDifferenceLines
    if rest > 0 {
      lines.append(
        "      " + style.tinted("\(style.ellipsis) more; `labbook show` has the output", .dim))
    }
    return lines
  }

  /// The content is safe to show already; only its length and the reader's locale matter here.
  private func difference(_ line: DifferenceLine) -> String {
    let content =
      style.usesUnicode ? line.content : style.escape.line(line.content)
    let text = style.cut(content, to: style.width - 8)
    switch line.kind {
    case .same: return "  " + text
    case .missing: return style.tinted("- " + text, .red)
    case .extra: return style.tinted("+ " + text, .green)
    case .omitted: return style.tinted("  \(style.ellipsis) \(text)", .dim)
    }
  }

  private func revision(_ revision: StepRevision) -> [String] {
    let place = "step \(revision.step), line \(revision.line)"
    if let reason = revision.refusal {
      return ["  " + style.tinted("! not updated", .yellow) + "  \(place): \(reason)"]
    }
    // The two lines of a unified difference's head name the notebook, which stands above.
    let difference = (revision.difference ?? "").split(separator: "\n").drop {
      $0.hasPrefix("--- ") || $0.hasPrefix("+++ ")
    }
    var lines = difference.prefix(Self.mostDifferenceLines).map { line in
      let tint: TextStyle.Tint =
        line.hasPrefix("+") ? .green : line.hasPrefix("-") ? .red : .dim
      let text = style.cut(style.escape.line(String(line)), to: style.width - 6)
      return "      " + style.tinted(text, tint)
    }
    let rest = difference.count - lines.count
    if rest > 0 { lines.append("      " + style.tinted("\(style.ellipsis) \(rest) more", .dim)) }
    return ["  " + style.tinted("updated", .cyan) + "  \(place)"] + lines
  }

  /// What control runs found that the reader should know of a claim.
  private func controls(
    _ result: NotebookResult, of claim: ClaimVerdict, _ report: ClaimReport
  ) -> [String] {
    result.controls.filter { $0.claim == claim.number }.flatMap { control -> [String] in
      guard let warning = control.warning else { return [] }
      var tint = TextStyle.Tint.dim
      if case .independent = control.dependence { tint = .yellow }
      return report.remark(warning, tint)
    }
  }

  /// `controls (2 runs): claims 1, 4, 7 depend on their moment; 2 does not; of 3, 5 it cannot be told`.
  private func controlTotal(_ controls: [ClaimControl]) -> [String] {
    var (depend, independent, unknown): (Set<Int>, Set<Int>, Set<Int>) = ([], [], [])
    for control in controls {
      switch control.dependence {
      case .depends: depend.insert(control.claim)
      case .independent: independent.insert(control.claim)
      case .unknown: unknown.insert(control.claim)
      }
    }
    func list(_ claims: Set<Int>) -> String {
      claims.sorted().map(String.init).joined(separator: ", ")
    }
    let runs = Set(controls.compactMap(\.run)).count
    var text = "controls (\(Count.of(runs, "run"))): "
    switch depend.count {
    case 0: text += "no claim depends on its moment"
    case 1: text += "claim \(list(depend)) depends on its moment"
    default: text += "claims \(list(depend)) depend on their moment"
    }
    if !independent.isEmpty {
      text += "; \(list(independent)) \(independent.count == 1 ? "does" : "do") not"
    }
    if !unknown.isEmpty { text += "; of \(list(unknown)) it cannot be told" }
    return TextWidth.wrapped(text, to: style.width - 2)
      .map { "  " + style.tinted($0, independent.isEmpty ? .dim : .yellow) }
  }

  // MARK: All of them

  /// What sandboxes had to do without, each said once.
  package func notes(_ results: [NotebookResult]) -> [String] {
    var seen: Set<String> = []
    return results.flatMap(\.notes).filter { seen.insert($0).inserted }.flatMap { note in
      TextWidth.wrapped("note: \(style.escape.line(note))", to: style.width)
        .map { style.tinted($0, .dim) }
    }
  }

  /// The table: a notebook a row.
  package func table(_ results: [NotebookResult]) -> [String] {
    var table = TextTable(columns: [
      ("notebook", .left), ("steps", .right), ("holds", .right), ("refuted", .right),
      ("inconclusive", .right), ("published", .right), ("time", .right), ("", .left),
    ])
    let folder = commonFolder(results.map(\.path))
    for result in results {
      let counted = result.claims.filter { !$0.isPublished }
      let tally = Tally([result])
      table.add([
        .init(
          style.escape.line(
            String(result.path.dropFirst(folder.count))
              + (result.combination.map { " [\($0)]" } ?? "")
              + (result.kernel.map { " on \($0.label)" } ?? ""))),
        steps(result),
        number(counted.count { $0.verdict.answer == .holds }, .green),
        number(
          counted.count { $0.verdict.answer == .refuted },
          counted.contains { $0.verdict.answer == .refuted && $0.standing == .failure }
            ? .red : .green),
        number(counted.count { $0.verdict.answer == .inconclusive }, .yellow),
        .init(published(result.claims.filter(\.isPublished)), .cyan),
        .init(result.runID == nil ? style.dash : Elapsed.seconds(result.duration)),
        word(result, tally),
      ])
    }
    let lines = table.lines(style: style)
    let width = lines.reduce(0) { max($0, TextWidth.columns(plain($1))) }
    let rule = style.tinted(String(repeating: style.rule, count: width), .dim)
    return [rule] + lines + [rule]
  }

  /// `6 notebooks, 58 steps: 31 claims hold; …`: what all of it came to.
  package func total(_ results: [NotebookResult], duration: Int64) -> String {
    let tally = Tally(results)
    var parts = [
      Count.of(results.count, "notebook"),
      Count.of(tally.steps, "step") + (tally.missed > 0 ? " (\(tally.missed) missed)" : ""),
      Count.of(tally.holds, "claim") + (tally.holds == 1 ? " holds" : " hold"),
    ]
    if tally.transcripts > 0 {
      parts.insert(
        Count.of(tally.transcripts, "packet transcript")
          + (tally.transcriptsMissed > 0 ? " (\(tally.transcriptsMissed) missed)" : ""), at: 2)
    }
    if tally.refuted > 0 { parts.append("\(tally.refuted) refuted") }
    if tally.surprises > 0 {
      parts.append("\(tally.surprises) held though expected to be refuted")
    }
    if tally.inconclusive > 0 { parts.append("\(tally.inconclusive) inconclusive") }
    if tally.notApplicable > 0 { parts.append("\(tally.notApplicable) not applicable") }
    if tally.published > 0 {
      parts.append("\(tally.published) published (\(tally.publishedRefuted) refuted)")
    }
    for (count, word) in tally.unfinished where count > 0 { parts.append("\(count) \(word)") }
    parts.append(Elapsed.seconds(duration))
    return parts.joined(separator: ", ")
  }

  /// The folder that all of `paths` are in, with its slash: a table need not repeat it.
  private func commonFolder(_ paths: [String]) -> String {
    guard var common = paths.first else { return "" }
    for path in paths.dropFirst() {
      common = String(zip(common, path).prefix { $0 == $1 }.map(\.0))
    }
    guard let slash = common.lastIndex(of: "/") else { return "" }
    return String(common[...slash])
  }

  /// `9`, or `8/9` where one missed.
  private func steps(_ result: NotebookResult) -> TextTable.Cell {
    let missed = result.misses.count
    guard missed > 0 else { return .init(String(result.steps)) }
    return .init("\(max(0, result.steps - missed))/\(result.steps)", .red)
  }

  private func number(_ count: Int, _ tint: TextStyle.Tint) -> TextTable.Cell {
    .init(String(count), count == 0 ? .dim : tint)
  }

  private func published(_ claims: [ClaimVerdict]) -> String {
    guard !claims.isEmpty else { return style.dash }
    let answers: [Verdict.Answer] = [.holds, .refuted, .inconclusive, .notApplicable]
    return style.counts(
      answers.map { answer in (claims.count { $0.verdict.answer == answer }, answer) })
  }

  private func word(_ result: NotebookResult, _ tally: Tally) -> TextTable.Cell {
    switch result.ending {
    case .interrupted: .init("interrupted", .yellow)
    case .blocked: .init("blocked", .yellow)
    case .crashed: .init("crashed", .red)
    case .machineUnable: .init("cannot run here", .red)
    case .skipped: .init("skipped", .yellow)
    case .invalid: .init("not run", .red)
    case .finished:
      if tally.missed > 0 || tally.transcriptsMissed > 0 || tally.refuted > 0
        || tally.surprises > 0
      {
        .init("fails", .red)
      } else if tally.inconclusive > 0 || tally.transcriptsInconclusive > 0 {
        .init("undecided", .yellow)
      } else {
        .init("ok", .green)
      }
    }
  }

  private func plain(_ line: String) -> String {
    guard style.usesColor else { return line }
    var result = ""
    var isSequence = false
    for scalar in line.unicodeScalars {
      if scalar == "\u{1B}" { isSequence = true }
      if !isSequence { result.unicodeScalars.append(scalar) }
      if isSequence, scalar == "m" { isSequence = false }
    }
    return result
  }
}
