package import LabEvidence

/// The list of runs as a table.
package struct RunList: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// A title row and a row for each run, in the order given.
  ///
  /// `ids` are those of all runs of the database: each is shown as far as it needs to be for no other
  /// one to begin so.
  package func lines(_ runs: [RunSummary], among ids: [String]) -> [String] {
    // A column that says the same everywhere is left out; `show` has it.
    let hasStatus = runs.contains { $0.status != .finished }
    let hasTranscripts = runs.contains { $0.transcripts.all > 0 }
    let hasKernel =
      runs.contains { $0.kernelLabel != nil } || Set(runs.map(\.kernelRelease)).count > 1
    var columns: [(String, TextTable.Alignment)] = [
      ("no", .right), ("run", .left), ("started (UTC)", .left), ("time", .right),
    ]
    if hasStatus { columns.append(("status", .left)) }
    columns.append(("steps", .right))
    if hasTranscripts { columns.append(("transcripts", .right)) }
    columns.append(("claims", .left))
    if hasKernel { columns.append(("kernel", .left)) }
    columns.append(("notebook", .left))
    var table = TextTable(columns: columns, flexible: columns.count - 1)
    // One width, which the longest of those that are shown needs.
    let prefixes = ShortID.prefixes(ids + runs.map(\.id))
    let width = runs.reduce(0) { max($0, prefixes[$1.id]?.count ?? 0) }
    for run in runs {
      var cells: [TextTable.Cell] = [
        .init(String(run.number)),
        .init(String(run.id.prefix(width)), .bold),
        .init(String(Elapsed.date(wall: run.startWall).dropLast(4))),
        .init(run.duration.map(Elapsed.seconds) ?? style.dash),
      ]
      if hasStatus {
        cells.append(.init(run.status.rawValue, run.status == .finished ? .green : .yellow))
      }
      cells.append(steps(run))
      if hasTranscripts { cells.append(transcripts(run.transcripts)) }
      cells.append(claims(run.verdicts))
      if hasKernel { cells.append(.init(style.escape.line(run.kernelLabel ?? run.kernelRelease))) }
      let control = run.original == nil ? "" : " (control)"
      cells.append(.init(style.escape.line(run.path) + control))
      table.add(cells)
    }
    return table.lines(style: style)
  }

  /// `9`, or `8/9` where one missed, or where the run ended before the last one.
  private func steps(_ run: RunSummary) -> TextTable.Cell {
    let counts = run.steps
    if run.status != .finished {
      return .init("\(counts.met)/\(counts.all)", counts.missed > 0 ? .red : .yellow)
    }
    guard counts.missed > 0 else { return .init(String(counts.all)) }
    return .init("\(counts.all - counts.missed)/\(counts.all)", .red)
  }

  /// `3`, `2/3` where one missed, `2/3 1?` where one is inconclusive.
  private func transcripts(_ counts: TranscriptCounts) -> TextTable.Cell {
    guard counts.all > 0 else { return .init(style.dash, .dim) }
    let failed = counts.missed + counts.inconclusive
    guard failed > 0 else { return .init(String(counts.all)) }
    let open = style.counts([(counts.inconclusive, .inconclusive)])
    let text = "\(counts.all - failed)/\(counts.all)" + (open.isEmpty ? "" : " " + open)
    return .init(text, counts.missed > 0 ? .red : .yellow)
  }

  /// `4✓ 1✗`.
  private func claims(_ counts: VerdictCounts) -> TextTable.Cell {
    let text = style.counts([
      (counts.holds, .holds), (counts.refuted, .refuted), (counts.inconclusive, .inconclusive),
      (counts.notApplicable, .notApplicable),
    ])
    guard !text.isEmpty else { return .init(style.dash, .dim) }
    let tint: TextStyle.Tint =
      counts.refuted > 0 ? .red : counts.inconclusive > 0 ? .yellow : .green
    return .init(text, tint)
  }
}

extension JSONWriter {
  /// One run as an object.
  package mutating func value(_ run: RunSummary) {
    object { writer in
      writer.member("id", run.id)
      writer.member("number", run.number)
      writer.member("path", run.path)
      writer.member("title", run.title)
      writer.member("status", run.status.rawValue)
      writer.member("reason", run.reason)
      writer.member("control_of", run.original)
      writer.member("backend", run.backend)
      writer.member("kernel", run.kernelRelease)
      writer.member("kernel_label", run.kernelLabel)
      writer.members(parameters: run.parameters)
      writer.member("started", Elapsed.timestamp(wall: run.startWall))
      writer.member("duration_ns", run.duration)
      writer.object("steps") { writer in
        writer.member("all", run.steps.all)
        writer.member("met", run.steps.met)
        writer.member("missed", run.steps.missed)
        writer.member("skipped", run.steps.skipped)
      }
      writer.object("claims") { writer in
        writer.member("holds", run.verdicts.holds)
        writer.member("refuted", run.verdicts.refuted)
        writer.member("inconclusive", run.verdicts.inconclusive)
        writer.member("not_applicable", run.verdicts.notApplicable)
      }
      writer.object("packet_transcripts") { writer in
        writer.member("met", run.transcripts.met)
        writer.member("missed", run.transcripts.missed)
        writer.member("inconclusive", run.transcripts.inconclusive)
        writer.member("not_applicable", run.transcripts.notApplicable)
      }
    }
  }

  /// The members that describe a run.
  package mutating func members(_ run: RunRow) {
    member("id", run.id)
    member("number", run.number)
    member("path", run.path)
    member("title", run.title)
    member("status", run.status.rawValue)
    member("reason", run.reason)
    member("backend", run.backend)
    member("kernel", run.kernelRelease)
    member("kernel_label", run.kernelLabel)
    members(parameters: run.parameters)
    member("started", Elapsed.timestamp(wall: run.startWall))
    member("duration_ns", run.end.map { $0 - run.start })
  }

  private mutating func members(parameters: [String: String]) {
    object("parameters") { writer in
      for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
        writer.member(name, value)
      }
    }
  }
}

/// Short forms of ids.
package enum ShortID {
  /// For each id the shortest prefix, of at least `least` characters, that no other one has; it does
  /// not end in a dash.
  package static func prefixes(_ ids: [String], least: Int = 8) -> [String: String] {
    let sorted = Set(ids).sorted()
    var result: [String: String] = [:]
    for (index, id) in sorted.enumerated() {
      let neighbours = [index - 1, index + 1].filter(sorted.indices.contains).map { sorted[$0] }
      let common = neighbours.reduce(0) { longest, other in
        max(longest, zip(id.utf8, other.utf8).prefix { $0 == $1 }.count)
      }
      var length = max(least, common + 1)
      if id.utf8.dropFirst(length - 1).first == UInt8(ascii: "-") { length += 1 }
      result[id] = String(id.prefix(length))
    }
    return result
  }
}
