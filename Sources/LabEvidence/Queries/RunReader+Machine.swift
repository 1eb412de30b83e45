import LabModel

/// What a machine and its kernel told.
extension RunReader {
  func machine() throws(StoreFailure) -> MachineRecord? {
    try rows(.machine) { row throws(StoreFailure) in
      MachineRecord(
        accelerator: try MachineRecord.Accelerator(stored: row.text(0)), emulator: row.text(1),
        memory: row.number(2), processors: row.number(3), isResumed: row.boolean(4),
        startDuration: row.nanoseconds(5))
    }.first
  }

  func kernelLog(most: Int = .max) throws(StoreFailure) -> [KernelLogRow] {
    try rows(.kernelLog, most: most, each: logRow)
  }

  /// Those of the log's lines whose numbers are in `numbers`.
  func kernelLog(numbered numbers: Range<Int>) throws(StoreFailure) -> [KernelLogRow] {
    guard !numbers.isEmpty else { return [] }
    return try rows(
      .numberedKernelLog, Int64(numbers.lowerBound), Int64(numbers.upperBound), each: logRow)
  }

  private func logRow(_ row: PreparedStatement) throws(StoreFailure) -> KernelLogRow {
    KernelLogRow(
      number: row.number(0), time: time(row, 1),
      line: KernelLogLine(
        source: try KernelLogLine.Source(stored: row.text(4)), stamp: row.nanoseconds(5),
        level: row.number(2), text: row.text(3)))
  }

  func taints(most: Int = .max) throws(StoreFailure) -> [TaintRow] {
    try rows(.taints, most: most) { row in
      TaintRow(
        number: row.number(0), time: time(row, 1), value: UInt64(bitPattern: row.integer(2)))
    }
  }

  func crash() throws(StoreFailure) -> MachineCrash? {
    try rows(.crash) { row throws(StoreFailure) in
      MachineCrash(
        kind: try MachineCrash.Kind(stored: row.text(0)), message: row.text(1),
        tail: CrashTail.lines(row.text(2)))
    }.first
  }

  func ignoredTroubles() throws(StoreFailure) -> [IgnoredTrouble] {
    try rows(.ignoredTroubles) { row in IgnoredTrouble(row.text(0)) }.compactMap { $0 }
  }
}

extension SQL {
  fileprivate static let machine = SQL(
    """
    SELECT accelerator, emulator, memory, processors, is_resumed, start_duration FROM machine
    WHERE run = ?
    """)
  fileprivate static let kernelLog = SQL(
    """
    SELECT number, time, level, text, source, stamp FROM kernel_log WHERE run = ? ORDER BY number
    """)
  fileprivate static let numberedKernelLog = SQL(
    """
    SELECT number, time, level, text, source, stamp FROM kernel_log
    WHERE run = ? AND number >= ? AND number < ? ORDER BY number
    """)
  fileprivate static let taints = SQL(
    "SELECT number, time, value FROM taint WHERE run = ? ORDER BY number")
  fileprivate static let crash = SQL("SELECT kind, message, tail FROM crash WHERE run = ?")
  fileprivate static let ignoredTroubles = SQL(
    "SELECT pattern FROM kernel_ignore WHERE run = ? ORDER BY number")
}
