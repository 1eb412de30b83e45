import LabModel

extension Store {
  /// The runs that `filter` lets through, newest first.
  package func runs(_ filter: RunFilter = RunFilter()) throws(StoreFailure) -> [RunSummary] {
    try use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        var runs: [RunSummary] = []
        for run in try Self.runs(filter, connection) {
          if let status = filter.status, status != run.status { continue }
          if let limit = filter.limit, runs.count >= limit { break }
          runs.append(try Self.counted(run, connection))
        }
        return runs
      }
    }
  }

  /// The ids of all runs, in order.
  package func runIDs() throws(StoreFailure) -> [String] {
    try use(to: "read") { connection throws(StoreFailure) in
      let statement = try connection.statement(.runIDs)
      var ids: [String] = []
      while try statement.next() { ids.append(statement.text(0)) }
      return ids
    }
  }

  /// The number of the run that `text` means: `last` (which is no control of another run), a
  /// beginning of its id that no other has, or its number.
  ///
  /// What is both the beginning of one run's id and the number of another means the id.
  ///
  /// - Throws: `StoreFailure` of kind `unknownRun` or `ambiguousRun`.
  package func resolveRun(_ text: String) throws(StoreFailure) -> Int {
    try use(to: "read") { connection throws(StoreFailure) in
      if text == "last" {
        let statement = try connection.statement(.lastRun)
        guard try statement.next() else {
          throw StoreFailure(
            .unknownRun, stage: "find run", subject: text, message: "\(path) has no runs yet",
            remedy: "run a notebook first")
        }
        defer { statement.reset() }
        return statement.number(0)
      }
      let statement = try connection.statement(.runsBeginning)
      statement.bind(1, text.lowercased())
      var found: [(number: Int, id: String)] = []
      while try statement.next() { found.append((statement.number(0), statement.text(1))) }
      // A whole id is meant also where another one were to begin with it.
      if let first = found.first, !text.isEmpty,
        found.count == 1 || first.id == text.lowercased()
      {
        return first.number
      }
      if let number = try Self.run(numbered: text, connection) { return number }
      guard !found.isEmpty, !text.isEmpty else {
        throw StoreFailure(
          .unknownRun, stage: "find run", subject: text, message: "\(path) has no such run",
          remedy: "`labbook list` shows the runs")
      }
      throw StoreFailure(
        .ambiguousRun(found.map(\.id)), stage: "find run", subject: text,
        message:
          "\(found.count) runs begin so: \(found.prefix(5).map(\.id).joined(separator: ", "))"
          + (found.count > 5 ? ", …" : ""),
        remedy: "give more of the id, or the run's number")
    }
  }

  private static func run(
    numbered text: String, _ connection: Connection
  ) throws(StoreFailure) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
      return nil
    }
    let statement = try connection.statement(.runNumbered)
    statement.bind(1, number)
    defer { statement.reset() }
    return try statement.next() ? number : nil
  }

  private static func runs(
    _ filter: RunFilter, _ connection: Connection
  ) throws(StoreFailure) -> [RunSummary] {
    let statement = try connection.statement(.runs)
    statement.bind(1, filter.notebook)
    statement.bind(2, filter.kernelRelease)
    statement.bind(3, filter.includesControls)
    var runs: [RunSummary] = []
    while try statement.next() {
      var status = try RunRow.Status(stored: statement.text(6))
      var reason = statement.optionalText(7)
      if status == .running, WriterIdentity(row: statement, from: 10).isGone {
        status = .interrupted
        reason = reason ?? InterruptedRuns.reason
      }
      runs.append(
        RunSummary(
          number: statement.number(0), id: statement.text(1), path: statement.text(2),
          title: statement.text(3), backend: statement.text(4), kernelRelease: statement.text(5),
          kernelLabel: statement.optionalText(15), status: status, reason: reason,
          startWall: statement.integer(8),
          duration: statement.optionalNumber(9), original: statement.optionalText(14)))
    }
    return runs
  }

  /// `run` with its parameters, and its steps, verdicts and packet transcripts counted.
  private static func counted(
    _ run: RunSummary, _ connection: Connection
  ) throws(StoreFailure) -> RunSummary {
    var run = run
    run.parameters = try RunReader.parameters(of: run.number, connection)
    let steps = try connection.statement(.countSteps)
    steps.bind(1, run.number)
    if try steps.next() {
      run.steps.all = steps.number(0)
      run.steps.met = steps.number(1)
      run.steps.missed = steps.number(2)
      run.steps.skipped = steps.number(3)
      steps.reset()
    }
    let verdicts = try connection.statement(.countVerdicts)
    verdicts.bind(1, run.number)
    while try verdicts.next() {
      let count: Int = verdicts.number(1)
      switch try? Verdict.Answer(stored: verdicts.text(0)) {
      case .holds: run.verdicts.holds = count
      case .refuted: run.verdicts.refuted = count
      case .inconclusive: run.verdicts.inconclusive = count
      case .notApplicable: run.verdicts.notApplicable = count
      case nil: break
      }
    }
    let transcripts = try connection.statement(.countTranscripts)
    transcripts.bind(1, run.number)
    while try transcripts.next() {
      let count: Int = transcripts.number(1)
      switch try PacketTranscriptOutcome.Answer(stored: transcripts.text(0)) {
      case .met: run.transcripts.met = count
      case .missed: run.transcripts.missed = count
      case .inconclusive: run.transcripts.inconclusive = count
      case .notApplicable: run.transcripts.notApplicable = count
      }
    }
    return run
  }
}

extension SQL {
  fileprivate static let lastRun = SQL(
    """
    SELECT number FROM run WHERE number NOT IN (SELECT run FROM control)
    ORDER BY start_wall DESC, id DESC LIMIT 1
    """)
  fileprivate static let runIDs = SQL("SELECT id FROM run ORDER BY id")
  fileprivate static let runNumbered = SQL("SELECT number FROM run WHERE number = ?1")
  fileprivate static let runsBeginning = SQL(
    "SELECT number, id FROM run WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id")
  fileprivate static let runs = SQL(
    """
    SELECT run.number, run.id, run.path, run.title, run.backend, kernel.release, run.status,
      run.reason, run.start_wall, run.duration, run.writer_process, run.writer_start,
      run.writer_boot, run.writer_namespace, original.id, run.kernel_label
    FROM run JOIN kernel ON kernel.number = run.kernel
      LEFT JOIN control ON control.run = run.number
      LEFT JOIN run AS original ON original.number = control.original
    WHERE (?3 OR control.run IS NULL)
      AND (?1 IS NULL OR instr(lower(run.path), lower(?1))
        OR instr(lower(run.title), lower(?1)))
      AND (?2 IS NULL OR run.kernel_label = ?2 OR kernel.release = ?2
        OR (run.backend <> 'uml' AND substr(kernel.release, 1, length(?2)) = ?2))
    ORDER BY run.start_wall DESC, run.id DESC
    """)
  // By each step's last attempt.
  fileprivate static let countSteps = SQL(
    """
    SELECT count(*), count(*) FILTER (WHERE met), count(*) FILTER (WHERE NOT met),
      count(*) FILTER (WHERE skipped IS NOT NULL)
    FROM step LEFT JOIN (
      SELECT step AS number, met, max(attempt) FROM attempt WHERE run = ?1 GROUP BY step
    ) USING (number)
    WHERE step.run = ?1
    """)
  fileprivate static let countVerdicts = SQL(
    """
    SELECT answer, count(*) FROM verdict
    JOIN claim ON claim.run = verdict.run AND claim.number = verdict.claim
    WHERE verdict.run = ?1 AND NOT is_published
      AND judgement = (SELECT max(judgement) FROM verdict WHERE run = ?1)
    GROUP BY answer
    """)
  fileprivate static let countTranscripts = SQL(
    """
    SELECT answer, count(*) FROM packet_transcript
    WHERE run = ?1
      AND judgement = (SELECT max(judgement) FROM packet_transcript WHERE run = ?1)
    GROUP BY answer
    """)
}
