package import LabEvidence

/// One run in a list: its row and what its claims came to.
package struct RunListEntry: Sendable, Hashable {
  package var run: RunRow
  package var holds: Int
  package var refuted: Int
  package var inconclusive: Int
  /// The shortest prefix of the id that no other run has.
  package var shortID: String

  package init(run: RunRow, holds: Int, refuted: Int, inconclusive: Int, shortID: String) {
    self.run = run
    self.holds = holds
    self.refuted = refuted
    self.inconclusive = inconclusive
    self.shortID = shortID
  }
}

/// The list of runs as a table.
package struct RunList: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// A title row and a row for each run, in the order given.
  package func lines(_ entries: [RunListEntry]) -> [String] {
    var table = TextTable(columns: [
      ("run", .left), ("started", .left), ("time", .right), ("status", .left), ("holds", .right),
      ("refuted", .right), ("inconclusive", .right), ("kernel", .left), ("notebook", .left),
    ])
    for entry in entries {
      let run = entry.run
      table.add([
        .init(entry.shortID, .bold),
        .init(Elapsed.date(wall: run.startWall)),
        .init(run.end.map { Elapsed.seconds($0 - run.start) } ?? style.dash),
        .init(run.status.rawValue, run.status == .finished ? .green : .yellow),
        .init(String(entry.holds), entry.holds == 0 ? .dim : .green),
        .init(String(entry.refuted), entry.refuted == 0 ? .dim : .red),
        .init(String(entry.inconclusive), entry.inconclusive == 0 ? .dim : .yellow),
        .init(style.escape.line(run.kernelRelease)),
        .init(style.escape.line(run.path)),
      ])
    }
    return table.lines(style: style)
  }
}

extension JSONWriter {
  /// One run as an object.
  package mutating func value(_ entry: RunListEntry) {
    object { writer in
      writer.members(entry.run)
      writer.object("claims") { writer in
        writer.member("holds", entry.holds)
        writer.member("refuted", entry.refuted)
        writer.member("inconclusive", entry.inconclusive)
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
    object("parameters") { writer in
      for (name, value) in run.parameters.sorted(by: { $0.key < $1.key }) {
        writer.member(name, value)
      }
    }
    member("started", Elapsed.timestamp(wall: run.startWall))
    member("duration_ns", run.end.map { $0 - run.start })
  }
}

/// Short forms of ids.
package enum ShortID {
  /// For each id the shortest prefix, of at least `least` characters, that no other one has.
  package static func prefixes(_ ids: [String], least: Int = 8) -> [String: String] {
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
