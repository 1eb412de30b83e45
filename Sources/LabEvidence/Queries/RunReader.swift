import LabModel

/// Reads the rows of one run and gives times back their clock.
struct RunReader {
  let connection: Connection
  let row: RunRow
  /// Whether the packets' numbers are in order of time.
  let isSorted: Bool

  init(run: Int, connection: Connection, path: String) throws(StoreFailure) {
    self.connection = connection
    (row, isSorted) = try Self.readRun(run, connection, path: path)
  }

  /// What packets refer to, with the `network` where it is asked for.
  func packetContext(store: Store, network: Bool) throws(StoreFailure) -> RunEvidence {
    var evidence = RunEvidence(run: row, packets: try packets(store: store))
    evidence.hosts = try hosts()
    evidence.interfaces = try interfaces()
    evidence.steps = try steps()
    evidence.attempts = try attempts()
    guard network else { return evidence }
    evidence.links = try changes(of: Link.self)
    evidence.addresses = try changes(of: Address.self)
    evidence.losses = try losses()
    return evidence
  }

  /// All but the packets, which are read when asked for, and what printed more than `mostOutput` bytes.
  func evidence(
    store: Store, mostOutput: Int = Int.max
  ) throws(StoreFailure) -> RunEvidence {
    var evidence = try packetContext(store: store, network: true)
    evidence.outputs = try outputs(atMost: mostOutput)
    evidence.outputCuts = try outputCuts()
    evidence.routes = try changes(of: Route.self)
    evidence.neighbours = try changes(of: Neighbour.self)
    evidence.rules = try changes(of: Rule.self)
    evidence.sockets = try sockets()
    evidence.counters = try counters()
    evidence.fences = try fences()
    evidence.machine = try machine()
    evidence.kernelLog = try kernelLog()
    evidence.taints = try taints()
    evidence.crash = try crash()
    evidence.ignoredTroubles = try ignoredTroubles()
    return evidence
  }

  /// The packets, which are read when they are asked for.
  func packets(store: Store) throws(StoreFailure) -> StoredPackets {
    StoredPackets(
      store: store, run: row.number, start: row.start, startWall: row.startWall,
      count: try rows(.countPackets) { $0.number(0, as: Int.self) }.first ?? 0, isSorted: isSorted)
  }

  /// Calls `body` for each row that `sql` gives for the run, and gathers what it returns; `values` are
  /// bound after the run's number, and rows after the first `most` are not read.
  func rows<T>(
    _ sql: SQL, _ values: Int64..., most: Int = .max,
    each body: (PreparedStatement) throws(StoreFailure) -> T
  ) throws(StoreFailure) -> [T] {
    let statement = try connection.statement(sql)
    statement.bind(1, row.number)
    for (place, value) in values.enumerated() { statement.bind(Int32(place + 2), value) }
    var rows: [T] = []
    while try statement.next() {
      rows.append(try body(statement))
      if rows.count >= most {
        statement.reset()
        break
      }
    }
    return rows
  }

  /// The instant on CLOCK_MONOTONIC that a column tells.
  func time(_ row: PreparedStatement, _ column: Int32) -> Int64 {
    self.row.start + row.nanoseconds(column)
  }

  func optionalTime(_ row: PreparedStatement, _ column: Int32) -> Int64? {
    row.isNull(column) ? nil : time(row, column)
  }

  // MARK: - The run

  private static func readRun(
    _ number: Int, _ connection: Connection, path: String
  ) throws(StoreFailure) -> (row: RunRow, isSorted: Bool) {
    let statement = try connection.statement(.run)
    statement.bind(1, number)
    guard try statement.next() else {
      throw StoreFailure(
        .unknownRun, stage: "read run", subject: "\(number)", message: "\(path) has no such run")
    }
    defer { statement.reset() }
    var status = try RunRow.Status(stored: statement.text(6))
    var reason = statement.optionalText(7)
    if status == .running, WriterIdentity(row: statement, from: 11).isGone {
      status = .interrupted
      reason = reason ?? InterruptedRuns.reason
    }
    let start = statement.nanoseconds(8)
    let row = RunRow(
      number: number, id: VisibleText.of(statement.text(0)), path: statement.text(1),
      title: statement.text(2),
      backend: VisibleText.of(statement.text(3)), kernelRelease: statement.text(4),
      kernelLabel: statement.optionalText(17),
      kernelOptions: statement.optionalText(5).map { KernelOptions(text: $0) },
      parameters: try parameters(of: number, connection),
      captureFilter: statement.optionalText(16), status: status, reason: reason, start: start,
      end: statement.isNull(10) ? nil : start + statement.nanoseconds(10),
      startWall: statement.wall(9))
    return (row, statement.boolean(15))
  }

  static func parameters(
    of run: Int, _ connection: Connection
  ) throws(StoreFailure) -> [String: String] {
    let statement = try connection.statement(.parameters)
    statement.bind(1, run)
    var parameters: [String: String] = [:]
    while try statement.next() { parameters[statement.text(0)] = statement.text(1) }
    return parameters
  }

  func hosts(most: Int = .max) throws(StoreFailure) -> [HostRow] {
    try rows(.hosts, most: most) { row throws(StoreFailure) in
      HostRow(
        number: row.number(0), name: row.text(1),
        origin: try HostRecord.Origin(stored: row.text(2)),
        from: time(row, 3), to: optionalTime(row, 4))
    }
  }

  func interfaces(most: Int = .max) throws(StoreFailure) -> [InterfaceRow] {
    try rows(.interfaces, most: most) { row in
      InterfaceRow(
        number: row.number(0), host: row.number(1), index: row.number(2), name: row.text(3),
        hardwareType: row.number(4), from: time(row, 5), to: optionalTime(row, 6))
    }
  }
}

extension SQL {
  fileprivate static let run = SQL(
    """
    SELECT id, path, title, backend, kernel.release, kernel.options, status, reason, start,
      start_wall, duration, writer_process, writer_start, writer_boot, writer_namespace,
      is_sorted, capture_filter, kernel_label
    FROM run JOIN kernel ON kernel.number = run.kernel
    WHERE run.number = ?
    """)
  fileprivate static let parameters = SQL("SELECT name, value FROM parameter WHERE run = ?")
  fileprivate static let countPackets = SQL(
    "SELECT coalesce(max(number), 0) FROM packet WHERE run = ?")
  fileprivate static let hosts = SQL(
    "SELECT number, name, origin, appeared, gone FROM host WHERE run = ? ORDER BY number")
  fileprivate static let interfaces = SQL(
    """
    SELECT number, host, ifindex, name, hardware_type, appeared, gone FROM interface
    WHERE run = ? ORDER BY number
    """)
}
