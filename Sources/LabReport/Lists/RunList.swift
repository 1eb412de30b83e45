package import LabEvidence

/// The list of runs as a table.
package struct RunList: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// A title row and a row for each run, in the order given.
  package func lines(_ runs: [RunSummary]) -> [String] {
    var table = TextTable(columns: [
      ("run", .left), ("started", .left), ("time", .right), ("status", .left), ("steps", .right),
      ("claims", .left), ("kernel", .left), ("notebook", .left),
    ])
    let ids = ShortID.prefixes(runs.map(\.id))
    for run in runs {
      table.add([
        .init(ids[run.id] ?? run.id, .bold),
        .init(Elapsed.date(wall: run.startWall)),
        .init(run.duration.map(Elapsed.seconds) ?? style.dash),
        .init(run.status.rawValue, run.status == .finished ? .green : .yellow),
        steps(run.steps),
        claims(run.verdicts),
        .init(style.escape.line(run.kernelRelease)),
        .init(style.escape.line(run.path)),
      ])
    }
    return table.lines(style: style)
  }

  /// `9`, or `8/9` where one missed.
  private func steps(_ counts: StepCounts) -> TextTable.Cell {
    guard counts.missed > 0 else { return .init(String(counts.all)) }
    return .init("\(counts.all - counts.missed)/\(counts.all)", .red)
  }

  /// `4 hold, 1 refuted`.
  private func claims(_ counts: VerdictCounts) -> TextTable.Cell {
    var parts: [String] = []
    if counts.holds > 0 { parts.append(counts.holds == 1 ? "1 holds" : "\(counts.holds) hold") }
    if counts.refuted > 0 { parts.append("\(counts.refuted) refuted") }
    if counts.inconclusive > 0 { parts.append("\(counts.inconclusive) inconclusive") }
    if counts.notApplicable > 0 { parts.append("\(counts.notApplicable) n/a") }
    guard !parts.isEmpty else { return .init(style.dash, .dim) }
    let tint: TextStyle.Tint =
      counts.refuted > 0 ? .red : counts.inconclusive > 0 ? .yellow : .green
    return .init(parts.joined(separator: ", "), tint)
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
      writer.member("backend", run.backend)
      writer.member("kernel", run.kernelRelease)
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
    }
  }

  /// The members that describe a run.
  mutating func members(_ run: RunRow) {
    member("id", run.id)
    member("number", run.number)
    member("path", run.path)
    member("title", run.title)
    member("status", run.status.rawValue)
    member("reason", run.reason)
    member("backend", run.backend)
    member("kernel", run.kernelRelease)
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
  /// For each id the shortest prefix, of at least `least` characters, that no other one has.
  package static func prefixes(_ ids: [String], least: Int = 13) -> [String: String] {
    let sorted = ids.sorted()
    var result: [String: String] = [:]
    for (index, id) in sorted.enumerated() {
      let neighbours = [index - 1, index + 1].filter(sorted.indices.contains).map { sorted[$0] }
      let common = neighbours.reduce(0) { longest, other in
        max(longest, zip(id, other).prefix { $0 == $1 }.count)
      }
      result[id] = String(id.prefix(max(least, common + 1)))
    }
    return result
  }
}
