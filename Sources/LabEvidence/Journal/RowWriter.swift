import LabModel

/// Turns what waits into rows, within a transaction of its caller's.
struct RowWriter {
  /// A step that does not run.
  struct Skip {
    var step: Int
    var reason: String
    var isPassedOver: Bool
  }

  /// What became of a run.
  struct Finish {
    var status: RunRow.Status
    var reason: String?
    /// In ns.
    var duration: Int64
    var killed: Int?
  }

  /// All that waits.
  struct Batch {
    var start: EventTime
    /// Whether the sandbox stood, so that `start` is on its clock.
    var hasStart: Bool
    var sandbox: SandboxRecord?
    var machine: MachineRecord?
    var crash: MachineCrash?
    var skips: [Skip]
    var hosts: RowLedger<HostRow>
    /// All of them sealed.
    var packets: PacketQueue
    /// The interface of each packet.
    var packetInterfaces: [Int]
    var interfaces: RowLedger<InterfaceRow>
    var attempts: AttemptLedger
    var events: [Event]
    var finish: Finish?

    var isEmpty: Bool {
      sandbox == nil && machine == nil && crash == nil && skips.isEmpty && !hosts.hasChanges
        && packets.count == 0
        && !interfaces.hasChanges && !attempts.rows.hasChanges && events.isEmpty && finish == nil
    }
  }

  let run: Int
  private let compressor: ChunkCompressor
  /// How many rows each table has of this run.
  private var counts: [EventTable: Int] = [:]

  private enum EventTable {
    case output, cut, link, address, route, neighbour, rule, socket, counter, fence, loss
    case kernelLog, taint
  }

  init(run: Int) throws(StoreFailure) {
    self.run = run
    compressor = try ChunkCompressor()
  }

  /// Writes rows in an order in which each finds the rows it refers to.
  mutating func write(_ batch: Batch, to connection: Connection) throws(StoreFailure) {
    if let sandbox = batch.sandbox {
      try writeSandbox(sandbox, start: batch.start, to: connection)
    }
    if let machine = batch.machine { try writeMachine(machine, to: connection) }
    if let crash = batch.crash { try writeCrash(crash, to: connection) }
    let zero = batch.start.monotonic
    try writeSkips(batch.skips, to: connection)
    try writeHosts(batch.hosts, zero: zero, to: connection)
    try writeInterfaces(batch.interfaces, zero: zero, to: connection)
    try writeAttempts(batch.attempts.rows, zero: zero, to: connection)
    try PacketWriter(run: run, start: batch.start, compressor: compressor).write(
      batch.packets, interfaces: batch.packetInterfaces, to: connection)
    for event in batch.events {
      try write(
        event, zero: zero, hasStart: batch.hasStart, attempts: batch.attempts, to: connection)
    }
    if let finish = batch.finish { try writeFinish(finish, to: connection) }
  }

  // MARK: - Events

  private mutating func write(
    _ event: Event, zero: Int64, hasStart: Bool, attempts: AttemptLedger, to connection: Connection
  ) throws(StoreFailure) {
    let time = event.time.monotonic - zero
    switch event.body {
    case .output(let chunk):
      let row = try connection.statement(.addOutput)
      row.bind(1, run)
      row.bind(2, next(.output))
      row.bind(3, try attempts.expect(step: chunk.step, attempt: chunk.attempt))
      row.bind(4, chunk.stream.storedName)
      row.bind(5, time)
      row.bind(6, chunk.bytes)
      try row.run()
    case .outputCut(let cut):
      let row = try connection.statement(.addOutputCut)
      row.bind(1, run)
      row.bind(2, next(.cut))
      row.bind(3, try attempts.expect(step: cut.step, attempt: cut.attempt))
      row.bind(4, cut.stream.storedName)
      row.bind(5, time)
      row.bind(6, cut.bytes)
      try row.run()
    case .link(let change):
      try write(change, number: next(.link), time: time, zero: zero, to: connection)
    case .address(let change):
      try write(change, number: next(.address), time: time, zero: zero, to: connection)
    case .route(let change):
      try write(change, number: next(.route), time: time, zero: zero, to: connection)
    case .neighbour(let change):
      try write(change, number: next(.neighbour), time: time, zero: zero, to: connection)
    case .rule(let change):
      try write(change, number: next(.rule), time: time, zero: zero, to: connection)
    case .sockets(let changes): try write(changes, time: time, to: connection)
    case .counters(let changes): try write(changes, time: time, to: connection)
    case .fence(let fence):
      let row = try connection.statement(.addFence)
      row.bind(1, run)
      row.bind(2, next(.fence))
      row.bind(3, fence.step)
      row.bind(4, fence.attempt)
      row.bind(5, time)
      try row.run()
    case .loss(let loss):
      let row = try connection.statement(.addLoss)
      row.bind(1, run)
      row.bind(2, next(.loss))
      row.bind(3, loss.host)
      row.bind(4, loss.source.storedName)
      row.bind(5, loss.count)
      row.bind(6, loss.since - zero)
      row.bind(7, time)
      try row.run()
    case .kernelLog(let line):
      try writeKernelLog(
        line, number: next(.kernelLog), time: hasStart ? time : 0, to: connection)
    case .taint(let value):
      try writeTaint(value, number: next(.taint), time: hasStart ? time : 0, to: connection)
    case .ready, .hostAdded, .hostRemoved, .stepStarted, .stepEnded, .packets, .terminalOutput,
      .terminalEnded, .failed, .ended, .machine, .crashed:
      break
    }
  }

  private func write<Object: RecordedObject>(
    _ change: ObjectChange<Object>, number: Int, time: Int64, zero: Int64,
    to connection: Connection
  ) throws(StoreFailure) {
    let row = try connection.statement(Object.insertion)
    row.bind(1, run)
    row.bind(2, number)
    row.bind(3, change.host)
    row.bind(4, change.earliest - zero)
    row.bind(5, time)
    row.bind(6, change.isInitial)
    Object.bind(old: change.old, new: change.new, to: row, from: 7)
    try row.run()
  }

  private mutating func write(
    _ changes: [SocketChange], time: Int64, to connection: Connection
  ) throws(StoreFailure) {
    let row = try connection.statement(Socket.insertion)
    for change in changes {
      row.bind(1, run)
      row.bind(2, next(.socket))
      row.bind(3, change.host)
      row.bind(4, comingFence)
      row.bind(5, time)
      Socket.bind(old: change.old, new: change.new, to: row, from: 6)
      try row.run()
    }
  }

  private mutating func write(
    _ changes: [CounterChange], time: Int64, to connection: Connection
  ) throws(StoreFailure) {
    let row = try connection.statement(.addCounter)
    for change in changes {
      row.bind(1, run)
      row.bind(2, next(.counter))
      row.bind(3, comingFence)
      row.bind(4, change.host)
      row.bind(5, time)
      row.bind(6, change.interface)
      row.bind(7, change.name)
      row.bind(8, Int64(bitPattern: change.new))
      row.bind(9, Int64(bitPattern: change.old))
      try row.run()
    }
  }

  /// The number of the fence at which the changes were found: its own event comes after them.
  private var comingFence: Int { counts[.fence, default: 0] + 1 }

  private mutating func next(_ table: EventTable) -> Int {
    counts[table, default: 0] += 1
    return counts[table, default: 0]
  }
}

extension AttemptLedger {
  /// The number of an attempt, which must have started.
  fileprivate func expect(step: Int, attempt: Int) throws(StoreFailure) -> Int {
    guard let number = number(step: step, attempt: attempt) else {
      throw StoreFailure(
        stage: "write", subject: "output", message: "attempt \(attempt) of step \(step) never began"
      )
    }
    return number
  }
}

extension SQL {
  fileprivate static let addOutput = SQL(
    "INSERT INTO output (run, number, attempt, stream, time, content) VALUES (?, ?, ?, ?, ?, ?)")
  fileprivate static let addOutputCut = SQL(
    "INSERT INTO output_cut (run, number, attempt, stream, time, size) VALUES (?, ?, ?, ?, ?, ?)")
  fileprivate static let addCounter = SQL(
    """
    INSERT INTO counter_event (run, number, fence, host, time, ifindex, name, value, old_value)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let addFence = SQL(
    "INSERT INTO fence (run, number, step, attempt, time) VALUES (?, ?, ?, ?, ?)")
  fileprivate static let addLoss = SQL(
    "INSERT INTO loss (run, number, host, source, count, since, time) VALUES (?, ?, ?, ?, ?, ?, ?)")
}
