import LabModel

/// What happened in a run, row by row.
extension RunReader {
  // MARK: - Steps and output

  func steps(most: Int = .max) throws(StoreFailure) -> [StepRow] {
    try rows(.steps, most: most) { row in
      StepRow(
        number: row.number(0), block: row.number(1), blockID: row.optionalText(2),
        indexInBlock: row.number(3), host: row.text(4), command: row.text(5),
        skipped: row.optionalText(6), isPassedOver: row.boolean(7))
    }
  }

  func attempts() throws(StoreFailure) -> [AttemptRow] { try attempts(.attempts, most: .max) }

  /// Of each step the first attempt and the last ones, at most `most` in all.
  func outlinedAttempts(most: Int) throws(StoreFailure) -> [AttemptRow] {
    try attempts(.outlinedAttempts, most: most)
  }

  private func attempts(_ sql: SQL, most: Int) throws(StoreFailure) -> [AttemptRow] {
    try rows(sql, most: most) { row throws(StoreFailure) in
      let first: Int? = row.optionalNumber(12)
      let last: Int? = row.optionalNumber(13)
      var packets: ClosedRange<Int>?
      if let first, let last { packets = first...max(first, last) }
      return AttemptRow(
        number: row.number(0), step: row.number(1), attempt: row.number(2), start: time(row, 3),
        exit: optionalTime(row, 4), end: optionalTime(row, 5),
        ending: try row.optionalText(6).map { text throws(StoreFailure) in
          try StepEnd.Ending(stored: text)
        },
        status: row.optionalNumber(7),
        settled: try row.optionalText(8).map { text throws(StoreFailure) in
          try StepEnd.Settled(stored: text)
        },
        leaks: row.number(9), met: row.isNull(10) ? nil : row.boolean(10),
        miss: row.optionalText(11), packets: packets, host: row.number(14),
        userTime: row.nanoseconds(15), systemTime: row.nanoseconds(16))
    }
  }

  /// What attempts printed, but for those that printed more than `limit` bytes.
  func outputs(atMost limit: Int = .max) throws(StoreFailure) -> [OutputRow] {
    limit == .max
      ? try rows(.outputs, each: output) : try rows(.shortOutputs, Int64(limit), each: output)
  }

  /// The steps of which an attempt printed more than `size` bytes.
  func steps(printingMoreThan size: Int) throws(StoreFailure) -> Set<Int> {
    Set(try rows(.longOutputs, Int64(size)) { row in row.number(0, as: Int.self) })
  }

  /// The first `mostBytes` of each of the pieces of output whose numbers are in `numbers`.
  func outputs(
    numbered numbers: Range<Int>, mostBytes: Int
  ) throws(StoreFailure) -> [OutputRow] {
    guard !numbers.isEmpty else { return [] }
    return try rows(
      .numberedOutputs, Int64(numbers.lowerBound), Int64(numbers.upperBound), Int64(mostBytes),
      each: output)
  }

  private func output(_ row: PreparedStatement) throws(StoreFailure) -> OutputRow {
    OutputRow(
      number: row.number(0), step: row.number(1), attempt: row.number(2),
      stream: try OutputStream(stored: row.text(3)), time: time(row, 4), bytes: row.bytes(5))
  }

  func outputCuts(most: Int = .max) throws(StoreFailure) -> [OutputCutRow] {
    try rows(.outputCuts, most: most) { row throws(StoreFailure) in
      OutputCutRow(
        step: row.number(0), attempt: row.number(1),
        stream: try OutputStream(stored: row.text(2)), time: time(row, 3), bytes: row.number(4))
    }
  }

  // MARK: - Events

  func changes<Object: RecordedObject>(
    of type: Object.Type
  ) throws(StoreFailure) -> [ChangeRow<Object>] {
    try rows(Object.selection, each: change)
  }

  /// Those of the changes whose numbers are in `numbers`.
  func changes<Object: RecordedObject>(
    of type: Object.Type, numbered numbers: Range<Int>
  ) throws(StoreFailure) -> [ChangeRow<Object>] {
    guard !numbers.isEmpty else { return [] }
    return try rows(
      Object.numberedSelection, Int64(numbers.lowerBound), Int64(numbers.upperBound), each: change)
  }

  private func change<Object: RecordedObject>(_ row: PreparedStatement) -> ChangeRow<Object> {
    let (old, new) = Object.objects(row: row, from: 5)
    return ChangeRow(
      number: row.number(0), time: time(row, 3),
      change: ObjectChange(
        host: row.number(1), earliest: time(row, 2), old: old, new: new,
        isInitial: row.boolean(4)))
  }

  func sockets() throws(StoreFailure) -> [SocketRow] {
    try rows(Socket.selection, each: socket)
  }

  /// Those of the sockets' changes whose numbers are in `numbers`.
  func sockets(numbered numbers: Range<Int>) throws(StoreFailure) -> [SocketRow] {
    guard !numbers.isEmpty else { return [] }
    return try rows(
      Socket.numberedSelection, Int64(numbers.lowerBound), Int64(numbers.upperBound), each: socket)
  }

  private func socket(_ row: PreparedStatement) -> SocketRow {
    let (old, new) = Socket.objects(row: row, from: 4)
    return SocketRow(
      number: row.number(0), fence: row.number(2), time: time(row, 3),
      change: SocketChange(host: row.number(1), old: old, new: new))
  }

  func counters() throws(StoreFailure) -> [CounterRow] {
    try rows(.counters) { row in
      CounterRow(
        number: row.number(0), fence: row.number(1), time: time(row, 2),
        change: CounterChange(
          host: row.number(3), interface: row.number(4), name: row.text(5),
          old: UInt64(bitPattern: row.integer(7)), new: UInt64(bitPattern: row.integer(6))))
    }
  }

  func fences() throws(StoreFailure) -> [FenceRow] {
    try rows(.fences) { row in
      FenceRow(
        number: row.number(0), step: row.number(1), attempt: row.number(2), time: time(row, 3))
    }
  }

  func losses(most: Int = .max) throws(StoreFailure) -> [LossRow] {
    try rows(.losses, most: most) { row throws(StoreFailure) in
      LossRow(
        number: row.number(0), host: row.number(1), source: try Loss.Source(stored: row.text(2)),
        count: row.number(3), since: time(row, 4), time: time(row, 5))
    }
  }
}

extension SQL {
  fileprivate static let steps = SQL(
    """
    SELECT number, block, block_id, index_in_block, host, command, skipped, is_passed_over
    FROM step WHERE run = ? ORDER BY number
    """)
  fileprivate static let attempts = SQL(
    """
    SELECT number, step, attempt, started, exited, ended, ending, status, settled, leaks, met, miss,
      first_packet, last_packet, host, user_time, system_time
    FROM attempt WHERE run = ? ORDER BY number
    """)
  fileprivate static let outlinedAttempts = SQL(
    """
    SELECT number, attempt.step, attempt, started, exited, ended, ending, status, settled, leaks, met,
      substr(miss, 1, 16384), first_packet, last_packet, host, user_time, system_time
    FROM attempt
    JOIN (SELECT step, max(attempt) AS last FROM attempt WHERE run = ?1 GROUP BY step) AS step
      ON step.step = attempt.step
    WHERE run = ?1 AND (attempt = 1 OR attempt > last - 5) ORDER BY number
    """)
  fileprivate static let outputs = SQL(
    """
    SELECT output.number, attempt.step, attempt.attempt, stream, time, content
    FROM output JOIN attempt ON attempt.run = output.run AND attempt.number = output.attempt
    WHERE output.run = ? ORDER BY output.number
    """)
  fileprivate static let numberedOutputs = SQL(
    """
    SELECT output.number, attempt.step, attempt.attempt, stream, time, substr(content, 1, ?4)
    FROM output JOIN attempt ON attempt.run = output.run AND attempt.number = output.attempt
    WHERE output.run = ?1 AND output.number >= ?2 AND output.number < ?3 ORDER BY output.number
    """)
  // Lengths are read without the content.
  fileprivate static let shortOutputs = SQL(
    """
    SELECT output.number, attempt.step, attempt.attempt, stream, time, content
    FROM output JOIN attempt ON attempt.run = output.run AND attempt.number = output.attempt
    WHERE output.run = ?1 AND output.attempt NOT IN (
      SELECT attempt FROM output WHERE run = ?1 GROUP BY attempt HAVING sum(length(content)) > ?2)
    ORDER BY output.number
    """)
  fileprivate static let longOutputs = SQL(
    """
    SELECT step FROM attempt
    WHERE run = ?1 AND number IN (
      SELECT attempt FROM output WHERE run = ?1 GROUP BY attempt HAVING sum(length(content)) > ?2)
    """)
  fileprivate static let outputCuts = SQL(
    """
    SELECT attempt.step, attempt.attempt, stream, time, size
    FROM output_cut JOIN attempt
      ON attempt.run = output_cut.run AND attempt.number = output_cut.attempt
    WHERE output_cut.run = ? ORDER BY output_cut.number
    """)
  fileprivate static let counters = SQL(
    """
    SELECT number, fence, time, host, ifindex, name, value, old_value FROM counter_event
    WHERE run = ? ORDER BY number
    """)
  fileprivate static let fences = SQL(
    "SELECT number, step, attempt, time FROM fence WHERE run = ? ORDER BY number")
  fileprivate static let losses = SQL(
    "SELECT number, host, source, count, since, time FROM loss WHERE run = ? ORDER BY number")
}
