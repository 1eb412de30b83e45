/// A run with its controls, as pruning sees them: they stay or go together.
struct PruneCandidate {
  /// The original first.
  var runs: [PruneResult.Run] = []
  var isRunning = false
  /// What runs have in common that are counted together.
  var group: [String?] = []

  /// CLOCK_REALTIME, ns since 1970.
  var startWall: Int64 { runs.first?.startWall ?? 0 }

  /// All of a file, oldest first.
  static func all(of connection: Connection) throws(StoreFailure) -> [PruneCandidate] {
    let row = try PreparedStatement(
      """
      SELECT run.number, id, path, kernel.release, start_wall, control.original,
        status = 'running', writer_process, writer_start, writer_boot, writer_namespace, backend,
        kernel_label, (SELECT json_group_array(name || '=' || value) FROM (
          SELECT name, value FROM parameter WHERE parameter.run = run.number ORDER BY name))
      FROM run JOIN kernel ON kernel.number = run.kernel
        LEFT JOIN control ON control.run = run.number
      ORDER BY start_wall, run.number
      """, on: connection)
    var families: [Int: PruneCandidate] = [:]
    var controls: [PruneResult.Run] = []
    var running: Set<Int> = []
    while try row.next() {
      let run = PruneResult.Run(
        number: row.number(0), id: row.text(1), path: row.text(2), kernel: row.text(3),
        startWall: row.integer(4), original: row.optionalNumber(5))
      if row.boolean(6), !WriterIdentity(row: row, from: 7).isGone { running.insert(run.number) }
      if run.original != nil {
        controls.append(run)
      } else {
        families[run.number] = PruneCandidate(
          runs: [run],
          group: [run.path, run.kernel, row.text(11), row.optionalText(12), row.text(13)])
      }
    }
    // A control of a control goes with the original of both.
    let originals = Dictionary(
      uniqueKeysWithValues: controls.map { ($0.number, $0.original ?? $0.number) })
    for control in controls {
      var root = control.number
      var steps = 0
      while let next = originals[root], steps <= controls.count {
        root = next
        steps += 1
      }
      families[root]?.runs.append(control)
    }
    return families.values.map { family in
      var family = family
      family.isRunning = family.runs.contains { running.contains($0.number) }
      return family
    }.sorted { ($0.startWall, $0.runs[0].number) < ($1.startWall, $1.runs[0].number) }
  }
}

extension PruneRule {
  /// Splits `candidates`, oldest first, into those that stay for their age or number, and the others.
  func split(
    _ candidates: [PruneCandidate]
  ) -> (kept: [PruneCandidate], gone: [PruneCandidate]) {
    guard since != nil || newest != nil else { return (candidates, []) }
    var counts: [[String?]: Int] = [:]
    var kept: [PruneCandidate] = []
    var gone: [PruneCandidate] = []
    for candidate in candidates.reversed() {
      counts[candidate.group, default: 0] += 1
      let isYoung = since.map { candidate.startWall >= $0 } ?? false
      let isNew = newest.map { counts[candidate.group, default: 0] <= $0 } ?? false
      if isYoung || isNew || candidate.isRunning {
        kept.append(candidate)
      } else {
        gone.append(candidate)
      }
    }
    return (kept.reversed(), gone.reversed())
  }
}
