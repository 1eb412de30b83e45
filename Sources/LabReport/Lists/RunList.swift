package import LabEvidence

/// The list of runs as a table.
package struct RunList: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// A title row and a row for each run, in the order given; of a search, below each run the lines that
  /// were found.
  package func lines(_ listing: RunListing) -> [String] {
    let runs = listing.runs
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
    let width = runs.reduce(0) { max($0, $1.shortID.count) }
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
    let lines = table.lines(style: style)
    guard !listing.excerpts.isEmpty else { return lines }
    return [lines[0]]
      + zip(runs, lines.dropFirst()).flatMap { run, line in
        [line] + (listing.excerpts[run.number] ?? []).map(excerpt)
      }
  }

  /// `    step 3, line 12: connection refused`, the words bold.
  private func excerpt(_ excerpt: StepExcerpt) -> String {
    var place = "step \(excerpt.step)"
    if let attempt = excerpt.attempt, attempt > 1 { place += ", attempt \(attempt)" }
    if let line = excerpt.line { place += ", line \(line)" }
    place += excerpt.attempt == nil ? (excerpt.pieces.isEmpty ? "" : " $ ") : ": "
    let texts = excerpt.pieces.map { piece in
      let text = style.escape.lines(piece.bytes).lines.joined()
      return piece.isWord ? style.tinted(text, .bold) : text
    }
    return "      " + style.tinted(place, .dim) + texts.joined()
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
  /// One run as an object, of a search with what was found in it.
  package mutating func value(_ run: RunSummary, excerpts: [StepExcerpt]? = nil) {
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
      writer.member("machine", run.hostname)
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
      writer.member("previous", run.previous)
      guard let excerpts else { return }
      writer.array("matches") { writer in
        for excerpt in excerpts {
          writer.object { writer in
            writer.member("step", excerpt.step)
            writer.member("attempt", excerpt.attempt)
            writer.member("line", excerpt.line)
            writer.member("text", bytes: excerpt.bytes)
          }
        }
      }
    }
  }

  /// A list of runs as the members `runs` and `next`: the id after which it goes on, or null.
  package mutating func members(_ listing: RunListing) {
    array("runs") { writer in
      for run in listing.runs { writer.value(run, excerpts: listing.excerpts[run.number]) }
    }
    member("next", listing.next)
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
