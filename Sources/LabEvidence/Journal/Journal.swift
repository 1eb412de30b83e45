import Glibc
package import LabModel

/// Writes down one run: events go in as they come, and are safe once `commit` returns.
///
/// Not for several threads at once. Rows wait in memory until `commit`, so that no write
/// transaction stays open while a step runs and several runs may write one file side by side.
package final class Journal {
  /// The run's number in its file.
  package let run: Int
  /// The run's id: a UUIDv7 in lower case.
  package let id: String

  private let store: Store
  private var writer: RowWriter
  /// The zero of the run's clock: when the sandbox stood, or, where it never did, when the run began.
  private var start: EventTime
  private var hasStart = false
  private var isFinished = false
  private var lastTime: Int64

  private var hosts = RowLedger<HostRow>()
  private var interfaces = InterfaceTable()
  private var attempts = AttemptLedger()
  private var packets = PacketQueue()
  /// Events that become rows one by one.
  private var events: [Event] = []
  private var waitingBytes = 0
  private var skips: [RowWriter.Skip] = []
  private var sandbox: SandboxRecord?
  private var end: SandboxEnd?
  private var machine: MachineRecord?
  private var crash: MachineCrash?
  /// Numbers of the first packets of the attempts that run.
  private var firstPacket = 1

  /// Rows, and bytes of them, that wait at the most before they are written without being asked.
  private static let mostRows = 8192
  private static let mostBytes = 2 << 20

  private init(store: Store, run: Int, id: String, start: EventTime) throws(StoreFailure) {
    self.store = store
    self.run = run
    self.id = id
    self.start = start
    lastTime = start.monotonic
    writer = try RowWriter(run: run)
  }

  /// Adds a run of `plan` to `store`, with all its steps, and commits it: from now on it shows as
  /// running for as long as this process lives.
  ///
  /// `original` is the number of the run that this one is a control of, if it is one.
  package static func begin(
    _ plan: Plan, in store: Store, backend: String, provenance: Provenance, labbook: String,
    controlOf original: Int? = nil
  ) throws(StoreFailure) -> Journal {
    let opening = RunOpening(
      plan: plan, id: RunIdentifier.make(), backend: backend, provenance: provenance,
      labbook: labbook, time: .now(), original: original)
    let run = try store.use(to: "write") { connection throws(StoreFailure) in
      try connection.transaction { () throws(StoreFailure) in try opening.write(to: connection) }
    }
    return try Journal(store: store, run: run, id: opening.id, start: opening.time)
  }

  /// Takes the next event of the run's stream.
  ///
  /// Commits by itself once some thousand rows wait. What the terminal of a shell shows is not
  /// kept, nor is a failure: `finish` is given its reason.
  /// - Throws: `StoreFailure` where a commit fails, an output is of no step that began, or the
  ///   run has been finished.
  package func write(_ event: Event) throws(StoreFailure) {
    guard !isFinished else {
      throw StoreFailure(stage: "write", subject: "run \(id)", message: "it has ended")
    }
    switch event.body {
    // What this machine saw of a guest has this machine's time, everything else the guest's, which
    // means nothing before the sandbox stands.
    case .machine, .crashed: break
    case .kernelLog where !hasStart, .taint where !hasStart: break
    default: lastTime = max(lastTime, event.time.monotonic)
    }
    switch event.body {
    case .ready(let record):
      sandbox = record
      start = event.time
      lastTime = start.monotonic
      hasStart = true
    case .hostAdded(let host):
      hosts.append(
        HostRow(
          number: host.number, name: host.name, origin: host.origin, from: event.time.monotonic))
    case .hostRemoved(let host):
      guard let place = hosts.rows.lastIndex(where: { $0.number == host }) else { break }
      hosts.update(place + 1) { $0.to = event.time.monotonic }
    case .stepStarted(let step):
      packets.seal()
      firstPacket = packets.nextNumber
      attempts.start(step, time: event.time.monotonic)
    case .stepEnded(let step):
      packets.seal()
      bringKernelsWords(before: event.time)
      let range = firstPacket..<packets.nextNumber
      attempts.end(
        step, time: event.time.monotonic,
        packets: range.isEmpty ? nil : ClosedRange(range))
    case .packets(let batch): packets.append(batch)
    case .output(let chunk):
      waitingBytes += chunk.bytes.count
      events.append(event)
    case .link(let change):
      interfaces.apply(change, time: event.time.monotonic)
      events.append(event)
    case .fence:
      packets.seal()
      events.append(event)
    case .outputCut, .address, .route, .neighbour, .rule, .sockets, .counters, .loss:
      events.append(event)
    case .kernelLog(let line):
      // What a boot says beyond this is no more than noise; a crash has the tail of it.
      guard hasStart || events.count < Self.mostRows * 4 else { break }
      waitingBytes += line.text.utf8.count
      events.append(event)
    case .taint: events.append(event)
    case .machine(let machine): self.machine = machine
    case .crashed(let crash): self.crash = crash
    case .ended(let end): self.end = end
    case .terminalOutput, .terminalEnded, .failed: break
    }
    // Changes found at a fence and the fence itself go into one transaction.
    switch event.body {
    case .packets, .output, .kernelLog:
      if packets.count + events.count >= Self.mostRows
        || packets.byteCount + waitingBytes >= Self.mostBytes
      {
        try commit()
      }
    default: break
    }
  }

  /// Gives what the kernel said and stands before a step's end in the stream a time that is no later.
  ///
  /// It is read by another process than the step's agent, which may come to it a little later.
  private func bringKernelsWords(before end: EventTime) {
    for place in events.indices.reversed() {
      switch events[place].body {
      case .fence: return
      case .kernelLog where events[place].time.monotonic > end.monotonic,
        .taint where events[place].time.monotonic > end.monotonic:
        events[place].time = end
      default: break
      }
    }
  }

  /// Notes that `step` does not run, and why; `isPassedOver` where its block's `when=` says so.
  package func recordSkip(step: Int, reason: String, isPassedOver: Bool) {
    skips.append(RowWriter.Skip(step: step, reason: reason, isPassedOver: isPassedOver))
  }

  /// Notes whether an attempt that has ended met its expectation; nil where it has none.
  package func recordOutcome(step: Int, attempt: Int, met: Bool?, miss: String? = nil) {
    attempts.recordOutcome(step: step, attempt: attempt, met: met, miss: miss)
  }

  /// Writes all that waits in one transaction: call it at every fence, best when the sandbox has
  /// something to do meanwhile.
  ///
  /// Until the sandbox stands there is no clock to write times by, and all of it goes on waiting.
  package func commit() throws(StoreFailure) {
    guard hasStart else { return }
    try flush(nil)
  }

  /// Commits the rest and what became of the run, after which nothing more can be written.
  ///
  /// A run lasts until its last event, and at least `least` (in ns): one that was interrupted has none at its
  /// end.
  package func finish(
    _ status: RunRow.Status, reason: String? = nil, lasting least: Int64 = 0
  ) throws(StoreFailure) {
    guard !isFinished else { return }
    try flush(
      RowWriter.Finish(
        status: status, reason: reason, duration: max(least, lastTime - start.monotonic),
        killed: end?.killed))
    isFinished = true
  }

  private func flush(_ finish: RowWriter.Finish?) throws(StoreFailure) {
    packets.seal()
    let batch = RowWriter.Batch(
      start: start, hasStart: hasStart, sandbox: sandbox, machine: machine, crash: crash,
      skips: skips, hosts: hosts, packets: packets,
      // This may add provisional interfaces, so it goes before they are taken.
      packetInterfaces: packets.interfaces(&interfaces), interfaces: interfaces.rows,
      attempts: attempts, events: events, finish: finish)
    guard !batch.isEmpty else { return }
    writer = try store.use(to: "write") { connection throws(StoreFailure) in
      try connection.transaction { () throws(StoreFailure) in
        // A copy: what a failed transaction numbered is as if it had not been.
        var writer = writer
        try writer.write(batch, to: connection)
        return writer
      }
    }
    hosts.confirm()
    interfaces.confirm()
    attempts.confirm()
    packets.removeSealed()
    events.removeAll(keepingCapacity: true)
    skips.removeAll()
    sandbox = nil
    machine = nil
    crash = nil
    waitingBytes = 0
  }
}

extension EventTime {
  /// Both clocks now.
  static func now() -> EventTime {
    func read(_ clock: clockid_t) -> Int64 {
      var time = timespec()
      clock_gettime(clock, &time)
      return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
    return EventTime(monotonic: read(CLOCK_MONOTONIC), wall: read(CLOCK_REALTIME))
  }
}
