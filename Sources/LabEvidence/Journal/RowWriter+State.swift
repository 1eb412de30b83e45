import LabModel

/// Rows that may be written first and changed later: those of the run, its steps and attempts, hosts
/// and interfaces.
extension RowWriter {
  func writeSandbox(
    _ sandbox: SandboxRecord, start: EventTime, to connection: Connection
  ) throws(StoreFailure) {
    let kernel = KernelRecord(
      release: sandbox.kernelRelease, version: sandbox.kernelVersion, machine: sandbox.machine)
    let row = try connection.statement(.setSandbox)
    row.bind(1, start.monotonic)
    row.bind(2, start.wall)
    row.bind(3, sandbox.identifiers)
    row.bind(4, sandbox.shell)
    row.bind(5, try KernelTable.number(of: kernel, on: connection))
    row.bind(6, run)
    try row.run()
    for (place, limit) in sandbox.limits.enumerated() {
      let row = try connection.statement(.addLimit)
      row.bind(1, run)
      row.bind(2, place + 1)
      row.bind(3, limit.name)
      row.bind(4, limit.value)
      try row.run()
    }
    for (place, note) in sandbox.notes.enumerated() {
      let row = try connection.statement(.addNote)
      row.bind(1, run)
      row.bind(2, place + 1)
      row.bind(3, note)
      try row.run()
    }
  }

  func writeFinish(_ finish: Finish, to connection: Connection) throws(StoreFailure) {
    let row = try connection.statement(.setFinish)
    row.bind(1, finish.status.storedName)
    row.bind(2, finish.reason)
    row.bind(3, finish.duration)
    row.bind(4, finish.killed)
    row.bind(5, run)
    try row.run()
  }

  func writeSkips(_ skips: [Skip], to connection: Connection) throws(StoreFailure) {
    guard !skips.isEmpty else { return }
    let row = try connection.statement(.setSkip)
    for skip in skips {
      row.bind(1, skip.reason)
      row.bind(2, skip.isPassedOver)
      row.bind(3, run)
      row.bind(4, skip.step)
      try row.run()
    }
  }

  func writeHosts(
    _ hosts: RowLedger<HostRow>, zero: Int64, to connection: Connection
  ) throws(StoreFailure) {
    for host in hosts.added {
      let row = try connection.statement(.addHost)
      row.bind(1, run)
      row.bind(2, host.number)
      row.bind(3, host.name)
      row.bind(4, host.origin.storedName)
      row.bind(5, host.from - zero)
      row.bind(6, host.to.map { $0 - zero })
      try row.run()
    }
    for host in hosts.updated {
      let row = try connection.statement(.setHost)
      row.bind(1, host.to.map { $0 - zero })
      row.bind(2, run)
      row.bind(3, host.number)
      try row.run()
    }
  }

  func writeInterfaces(
    _ interfaces: RowLedger<InterfaceRow>, zero: Int64, to connection: Connection
  ) throws(StoreFailure) {
    for interface in interfaces.added {
      let row = try connection.statement(.addInterface)
      row.bind(1, interface.name)
      row.bind(2, interface.hardwareType)
      row.bind(3, interface.from - zero)
      row.bind(4, interface.to.map { $0 - zero })
      row.bind(5, run)
      row.bind(6, interface.number)
      row.bind(7, interface.host)
      row.bind(8, interface.index)
      try row.run()
    }
    for interface in interfaces.updated {
      let row = try connection.statement(.setInterface)
      row.bind(1, interface.name)
      row.bind(2, interface.hardwareType)
      row.bind(3, interface.from - zero)
      row.bind(4, interface.to.map { $0 - zero })
      row.bind(5, run)
      row.bind(6, interface.number)
      try row.run()
    }
  }

  func writeAttempts(
    _ attempts: RowLedger<AttemptRow>, zero: Int64, to connection: Connection
  ) throws(StoreFailure) {
    for attempt in attempts.added {
      let row = try connection.statement(.addAttempt)
      bind(attempt, zero: zero, to: row)
      row.bind(15, attempt.step)
      row.bind(16, attempt.attempt)
      row.bind(17, attempt.host)
      row.bind(18, attempt.start - zero)
      try row.run()
    }
    for attempt in attempts.updated {
      let row = try connection.statement(.setAttempt)
      bind(attempt, zero: zero, to: row)
      try row.run()
    }
  }

  /// Binds what may change, and the row's key after it.
  private func bind(_ attempt: AttemptRow, zero: Int64, to row: PreparedStatement) {
    row.bind(1, attempt.exit.map { $0 - zero })
    row.bind(2, attempt.end.map { $0 - zero })
    row.bind(3, attempt.ending?.storedName)
    row.bind(4, attempt.status)
    row.bind(5, attempt.settled?.storedName)
    row.bind(6, attempt.leaks)
    row.bind(7, attempt.userTime)
    row.bind(8, attempt.systemTime)
    row.bind(9, attempt.met)
    row.bind(10, attempt.miss)
    row.bind(11, attempt.packets?.lowerBound)
    row.bind(12, attempt.packets?.upperBound)
    row.bind(13, run)
    row.bind(14, attempt.number)
  }
}

extension SQL {
  fileprivate static let setSandbox = SQL(
    """
    UPDATE run SET start = ?, start_wall = ?, identifiers = ?, shell = ?, kernel = ?
    WHERE number = ?
    """)
  fileprivate static let addLimit = SQL(
    "INSERT INTO sandbox_limit (run, number, name, holder) VALUES (?, ?, ?, ?)")
  fileprivate static let addNote = SQL(
    "INSERT INTO sandbox_note (run, number, text) VALUES (?, ?, ?)")
  fileprivate static let setFinish = SQL(
    "UPDATE run SET status = ?, reason = ?, duration = ?, killed = ? WHERE number = ?")
  fileprivate static let setSkip = SQL(
    "UPDATE step SET skipped = ?, is_passed_over = ? WHERE run = ? AND number = ?")
  fileprivate static let addHost = SQL(
    "INSERT INTO host (run, number, name, origin, appeared, gone) VALUES (?, ?, ?, ?, ?, ?)")
  fileprivate static let setHost = SQL("UPDATE host SET gone = ? WHERE run = ? AND number = ?")
  fileprivate static let addInterface = SQL(
    """
    INSERT INTO interface (name, hardware_type, appeared, gone, run, number, host, ifindex)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let setInterface = SQL(
    """
    UPDATE interface SET name = ?, hardware_type = ?, appeared = ?, gone = ?
    WHERE run = ? AND number = ?
    """)
  fileprivate static let addAttempt = SQL(
    """
    INSERT INTO attempt (
      exited, ended, ending, status, settled, leaks, user_time, system_time, met, miss,
      first_packet, last_packet, run, number, step, attempt, host, started
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let setAttempt = SQL(
    """
    UPDATE attempt SET
      exited = ?, ended = ?, ending = ?, status = ?, settled = ?, leaks = ?, user_time = ?,
      system_time = ?, met = ?, miss = ?, first_packet = ?, last_packet = ?
    WHERE run = ? AND number = ?
    """)
}
