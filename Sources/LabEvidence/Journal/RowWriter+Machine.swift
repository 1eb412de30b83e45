import LabModel

/// Rows of a run that has a machine of its own.
extension RowWriter {
  func writeMachine(
    _ machine: MachineRecord, to connection: Connection
  ) throws(StoreFailure) {
    let row = try connection.statement(.addMachine)
    row.bind(1, run)
    row.bind(2, machine.accelerator.storedName)
    row.bind(3, machine.emulator)
    row.bind(4, machine.memory)
    row.bind(5, machine.processors)
    row.bind(6, machine.isResumed)
    row.bind(7, machine.startDuration)
    try row.run()
  }

  func writeCrash(_ crash: MachineCrash, to connection: Connection) throws(StoreFailure) {
    let row = try connection.statement(.addCrash)
    row.bind(1, run)
    row.bind(2, crash.kind.storedName)
    row.bind(3, crash.message)
    row.bind(4, CrashTail.text(crash.tail))
    try row.run()
  }

  /// Writes a line down; `time` is 0 where the sandbox never stood, so that the run has no clock.
  func writeKernelLog(
    _ line: KernelLogLine, number: Int, time: Int64, to connection: Connection
  ) throws(StoreFailure) {
    let row = try connection.statement(.addKernelLog)
    row.bind(1, run)
    row.bind(2, number)
    row.bind(3, time)
    row.bind(4, min(7, line.level))
    row.bind(5, line.text)
    row.bind(6, line.source.storedName)
    row.bind(7, line.stamp)
    try row.run()
  }

  func writeTaint(
    _ value: UInt64, number: Int, time: Int64, to connection: Connection
  ) throws(StoreFailure) {
    let row = try connection.statement(.addTaint)
    row.bind(1, run)
    row.bind(2, number)
    row.bind(3, time)
    row.bind(4, Int64(bitPattern: value))
    try row.run()
  }
}

/// The lines of a console in one column, a line feed after each.
enum CrashTail {
  static func text(_ lines: [String]) -> String {
    lines.map { line in
      // A line has no line feed in it; one that a guest smuggled in would become two.
      String(line.map { $0.isNewline ? " " : $0 }) + "\n"
    }.joined()
  }

  static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}

extension SQL {
  fileprivate static let addMachine = SQL(
    """
    INSERT INTO machine (
      run, accelerator, emulator, memory, processors, is_resumed, start_duration
    ) VALUES (?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let addCrash = SQL(
    "INSERT INTO crash (run, kind, message, tail) VALUES (?, ?, ?, ?)")
  fileprivate static let addKernelLog = SQL(
    """
    INSERT INTO kernel_log (run, number, time, level, text, source, stamp)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let addTaint = SQL(
    "INSERT INTO taint (run, number, time, value) VALUES (?, ?, ?, ?)")
}
