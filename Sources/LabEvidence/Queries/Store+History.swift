import LabModel

extension Store {
  /// The runs of one notebook that `filter` asks for, newest first, each with its latest judgement.
  ///
  /// The cost hangs on how many are read, not on how many there are: the runs are found by
  /// `run (path, start_wall)`.
  ///
  /// - Throws: `StoreFailure` of kind `unknownRun` where there is no run to begin before.
  package func history(_ filter: HistoryFilter) throws(StoreFailure) -> [HistoryRun] {
    try use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        var start: (wall: Int64, id: String) = (Int64.max, "")
        if let before = filter.before {
          let find = try connection.statement(.startOfRun)
          find.bind(1, before)
          guard try find.next() else {
            throw StoreFailure(
              .unknownRun, stage: "find run", subject: before, message: "\(path) has no such run")
          }
          start = (find.integer(0), before)
          find.reset()
        }
        var runs = try Self.runs(filter, before: start, connection)
        for index in runs.indices {
          runs[index].parameters = try RunReader.parameters(of: runs[index].number, connection)
          runs[index].claims = try Self.claims(
            ofRun: runs[index].number, filter.identity, connection)
        }
        return runs
      }
    }
  }

  /// The notebooks of which there are runs, by path, from behind `path` on, at most `limit`.
  ///
  /// One look into `run (path, start_wall)` finds the next one, however many runs there are of each.
  package func notebooks(
    after path: String? = nil, limit: Int = Int.max
  ) throws(StoreFailure) -> [NotebookName] {
    try use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        var names: [NotebookName] = []
        // No path is empty.
        var last = path ?? ""
        while names.count < limit {
          let next = try connection.statement(.nextPath)
          next.bind(1, last)
          guard try next.next() else { break }
          let path = next.text(0)
          next.reset()
          if let name = try Self.name(path, connection) { names.append(name) }
          last = path
        }
        return names
      }
    }
  }

  /// The notebook that ran from `path`; nil where none did.
  package func notebook(at path: String) throws(StoreFailure) -> NotebookName? {
    try use(to: "read") { connection throws(StoreFailure) in try Self.name(path, connection) }
  }

  private static func name(
    _ path: String, _ connection: Connection
  ) throws(StoreFailure) -> NotebookName? {
    let row = try connection.statement(.newestTitle)
    row.bind(1, path)
    defer { row.reset() }
    return try row.next() ? NotebookName(path: path, title: row.text(0)) : nil
  }

  private static func runs(
    _ filter: HistoryFilter, before start: (wall: Int64, id: String), _ connection: Connection
  ) throws(StoreFailure) -> [HistoryRun] {
    let row = try connection.statement(.historyRuns)
    row.bind(1, filter.path)
    row.bind(2, start.wall)
    row.bind(3, start.id)
    row.bind(4, filter.includesControls)
    row.bind(5, filter.limit)
    var runs: [HistoryRun] = []
    while try row.next() {
      var status = try RunRow.Status(stored: row.text(4))
      var reason = row.optionalText(5)
      if status == .running, WriterIdentity(row: row, from: 13).isGone {
        status = .interrupted
        reason = reason ?? InterruptedRuns.reason
      }
      runs.append(
        HistoryRun(
          number: row.number(0), id: VisibleText.of(row.text(1)), title: row.text(2),
          notebook: row.text(3),
          place: RunPlace(
            kernelRelease: row.text(7), kernelLabel: row.optionalText(10),
            kernelVersion: row.text(8), architecture: row.text(9),
            backend: VisibleText.of(row.text(11)),
            hostname: row.text(12)),
          status: status, reason: reason, startWall: row.integer(6),
          original: row.optionalText(17)))
    }
    return runs
  }

  private static func claims(
    ofRun run: Int, _ identity: String?, _ connection: Connection
  ) throws(StoreFailure) -> [ClaimVerdict] {
    let row = try connection.statement(identity == nil ? .historyClaims : .historyClaim)
    row.bind(1, run)
    if let identity { row.bind(2, identity) }
    var claims: [ClaimVerdict] = []
    while try row.next() {
      claims.append(
        ClaimVerdict(
          number: row.number(0), identity: row.text(2), text: row.text(3), line: row.number(1),
          isPublished: row.boolean(4), expectedFailure: row.optionalText(5),
          isImplicit: row.boolean(8),
          verdict: Verdict(try Verdict.Answer(stored: row.text(6)), row.text(7))))
    }
    return claims
  }
}

extension SQL {
  fileprivate static let startOfRun = SQL("SELECT start_wall FROM run WHERE id = ?")
  fileprivate static let nextPath = SQL(
    "SELECT path FROM run WHERE path > ? ORDER BY path LIMIT 1")
  fileprivate static let newestTitle = SQL(
    "SELECT title FROM run WHERE path = ? ORDER BY start_wall DESC LIMIT 1")
  fileprivate static let historyRuns = SQL(
    """
    SELECT run.number, run.id, run.title, run.notebook, run.status, run.reason, run.start_wall,
      kernel.release, kernel.version, kernel.machine, run.kernel_label, run.backend, run.hostname,
      run.writer_process, run.writer_start, run.writer_boot, run.writer_namespace,
      (SELECT id FROM run AS other WHERE other.number = control.original)
    FROM run CROSS JOIN kernel ON kernel.number = run.kernel
      LEFT JOIN control ON control.run = run.number
    WHERE run.path = ?1 AND (run.start_wall, run.id) < (?2, ?3)
      AND (?4 OR control.run IS NULL)
    ORDER BY run.start_wall DESC, run.id DESC LIMIT ?5
    """)
  fileprivate static let historyClaims = SQL(
    """
    SELECT verdict.claim_number, line, identity, text, is_published, expected_failure, answer,
      reason, is_implicit
    FROM verdict CROSS JOIN claim ON claim.run = verdict.run AND claim.number = verdict.claim
    WHERE verdict.run = ?1 AND judgement = (SELECT max(judgement) FROM verdict WHERE run = ?1)
    ORDER BY claim_number, verdict.number
    """)
  // The claim first: it is one of many.
  fileprivate static let historyClaim = SQL(
    """
    SELECT verdict.claim_number, line, identity, text, is_published, expected_failure, answer,
      reason, is_implicit
    FROM claim CROSS JOIN verdict ON verdict.run = claim.run AND verdict.claim = claim.number
    WHERE claim.run = ?1 AND identity = ?2
      AND judgement = (SELECT max(judgement) FROM verdict WHERE run = ?1)
    ORDER BY claim_number, verdict.number
    """)
}
