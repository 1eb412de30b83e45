import LabModel

/// Reads what lists show of one run.
struct SummaryReader {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// What the run's own row says; nil where there is no such run.
  func summary(of run: Int) throws(StoreFailure) -> RunSummary? {
    let statement = try connection.statement(.summary)
    statement.bind(1, run)
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    var status = try RunRow.Status(stored: statement.text(6))
    var reason = statement.optionalText(7)
    if status == .running, WriterIdentity(row: statement, from: 10).isGone {
      status = .interrupted
      reason = reason ?? InterruptedRuns.reason
    }
    return RunSummary(
      number: statement.number(0), id: VisibleText.of(statement.text(1)), path: statement.text(2),
      title: statement.text(3), backend: VisibleText.of(statement.text(4)),
      kernelRelease: statement.text(5),
      kernelLabel: statement.optionalText(15), hostname: statement.text(16), status: status,
      reason: reason, startWall: statement.wall(8),
      duration: statement.optionalNumber(9), original: statement.optionalText(14))
  }

  /// Adds to `run` its parameters, its steps, verdicts and packet transcripts counted, and the runs beside it.
  func complete(_ run: inout RunSummary) throws(StoreFailure) {
    run.parameters = try RunReader.parameters(of: run.number, connection)
    try count(&run)
    run.shortID = ShortID.of(
      run.id, between: try text(.lowerID, run.id), and: try text(.higherID, run.id))
    let previous = try connection.statement(.previous)
    previous.bind(1, run.path)
    previous.bind(2, run.startWall)
    previous.bind(3, run.id)
    if try previous.next() {
      run.previous = previous.text(0)
      previous.reset()
    }
  }

  private func text(_ sql: SQL, _ value: String) throws(StoreFailure) -> String? {
    let statement = try connection.statement(sql)
    statement.bind(1, value)
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return statement.text(0)
  }

  private func count(_ run: inout RunSummary) throws(StoreFailure) {
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
  }
}

extension SQL {
  fileprivate static let summary = SQL(
    """
    SELECT run.number, run.id, run.path, run.title, run.backend, kernel.release, run.status,
      run.reason, run.start_wall, run.duration, run.writer_process, run.writer_start,
      run.writer_boot, run.writer_namespace, original.id, run.kernel_label, run.hostname
    FROM run JOIN kernel ON kernel.number = run.kernel
      LEFT JOIN control ON control.run = run.number
      LEFT JOIN run AS original ON original.number = control.original
    WHERE run.number = ?
    """)
  fileprivate static let lowerID = SQL("SELECT id FROM run WHERE id < ? ORDER BY id DESC LIMIT 1")
  fileprivate static let higherID = SQL("SELECT id FROM run WHERE id > ? ORDER BY id LIMIT 1")
  fileprivate static let previous = SQL(
    """
    SELECT id FROM run
    WHERE path = ? AND (start_wall, id) < (?, ?)
      AND NOT EXISTS (SELECT 1 FROM control WHERE control.run = run.number)
    ORDER BY start_wall DESC, id DESC LIMIT 1
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
