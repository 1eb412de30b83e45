import Glibc
import LabModel
import LabSandbox

/// The run in a machine that answered: commands to its agent, events to the queue.
final class MachineRelay {
  private let connection: MachineConnection
  private let session: MachineSession
  private let queue: EventQueue
  private var messages = FrameReader()
  private var events = FrameReader()
  private var watch: GuestWatch
  /// What this machine's monotonic clock lacks to the guest's, in ns.
  private let clockOffset: Int64
  private var isReady = false
  private var isOver = false
  /// Stamp and text of the last lines that came by the kernel's log.
  private var lastStamp: Int64
  private var lastTexts: [String] = []
  private var flood = LogFlood()

  init(_ connection: MachineConnection, _ answer: HelloAnswer, _ session: MachineSession) {
    self.connection = connection
    self.session = session
    queue = session.queue
    clockOffset = answer.time.monotonic - Clock.monotonic
    lastStamp = answer.time.monotonic
    watch = GuestWatch(patience: session.bench.patience, durations: session.setup.durations)
    queue.append(Event(time: answer.time, body: .machine(connection.record)))
    queue.append(Event(time: answer.time, body: .taint(answer.taint)))
  }

  /// The guest's monotonic clock, as far as it is known here.
  private var now: EventTime {
    EventTime(monotonic: Clock.monotonic + clockOffset, wall: Clock.wall)
  }

  /// Runs until the sandbox or the machine has ended.
  func run() {
    connection.channel.send(.start(session.setup))
    watch.began(Clock.monotonic)
    connection.rest.withUnsafeBytes { messages.append($0) }
    do throws(MachineCrash) {
      try takeMessages()
      while !isOver, !session.control.isStopped { try turn() }
    } catch {
      if session.control.isStopped { return }
      tellConsole()
      queue.append(Event(time: now, body: .crashed(error)))
    }
  }

  /// A machine that never answered.
  static func tell(_ crash: MachineCrash, _ connection: MachineConnection, _ queue: EventQueue) {
    queue.append(Event(time: Clock.now, body: .machine(connection.record)))
    queue.append(Event(time: Clock.now, body: .crashed(crash)))
  }

  private func turn() throws(MachineCrash) {
    let isFull = queue.weight > MachineSession.queueLimit
    let wanted =
      (isFull ? 0 : Int16(POLLIN)) | (connection.channel.wantsToSend ? Int16(POLLOUT) : 0)
    let ready = connection.poll(
      wanted: wanted, milliseconds: isFull ? 1000 : watch.wait(Clock.monotonic))
    if ready.signal { takeCommands() }
    if ready.console { connection.console.receive() }
    if ready.channel {
      connection.channel.flush()
      if !isFull { try receive() }
    }
    if isOver { return }
    if connection.console.panic != nil { throw try last(.panic) }
    if connection.console.isClosed || connection.channel.isClosed { throw try last(.emulatorExit) }
    guard !isFull else { return }
    switch watch.look(Clock.monotonic) {
    case .fine: break
    case .ask(let number): connection.channel.send(.ping(number))
    case .hang(let message): throw connection.crash(.hang, message)
    }
  }

  private func takeCommands() {
    WakeSignal.clear(session.control.signal)
    for command in session.control.takeCommands() {
      watch.sent(command, Clock.monotonic)
      connection.channel.send(.data(FrameReader.frame(command)))
    }
  }

  private func receive() throws(MachineCrash) {
    var count = 0
    connection.channel.receive { bytes in
      count = bytes.count
      messages.append(bytes)
    }
    if count > 0 { watch.heard(Clock.monotonic) }
    try takeMessages()
  }

  private func takeMessages() throws(MachineCrash) {
    var crash: MachineCrash?
    do throws(WireError) {
      while !isOver, crash == nil, let message = try messages.next(GuestMessage.self) {
        crash = try take(message)
      }
    } catch {
      fail(SandboxFailure(stage: "understand", subject: "the guest (\(error))", errno: EPROTO))
    }
    if let crash { throw crash }
  }

  /// Does what a message says; returns how the machine crashed, where it says so.
  private func take(_ message: GuestMessage) throws(WireError) -> MachineCrash? {
    switch message {
    case .received(let count):
      connection.channel.acknowledge(count)
    case .data(let bytes):
      bytes.withUnsafeBytes { events.append($0) }
      var weight = bytes.count
      while var event = try events.next(Event.self) {
        if case .ready(var record) = event.body {
          record.notes += connection.machine.notes
          event.body = .ready(record)
        }
        note(event.body)
        if case .stepStarted = event.body { flood.began(at: event.time.monotonic) }
        queue.append(event, weight: weight)
        weight = 0
        if case .stepEnded(let end) = event.body, end.ending == .timedOut,
          flood.isFlood(at: event.time.monotonic)
        {
          // What the step ran out of is the machine's time: nothing can be said of the notebook.
          return connection.crash(
            .hang,
            "step \(end.step) ran out of time while the kernel flooded its log: \(flood.lines) lines"
          )
        }
      }
    case .kernelLog(let time, let line):
      flood.add(1)
      lastStamp = max(lastStamp, line.stamp)
      lastTexts.append(line.text)
      if lastTexts.count >= 2 * ConsoleLog.limit { lastTexts.removeFirst(ConsoleLog.limit) }
      queue.append(Event(time: time, body: .kernelLog(line)), weight: line.text.utf8.count + 64)
    case .kernelLogLost(let time, let count):
      flood.add(Int(clamping: count))
      let text = "labbook: \(count) lines of the kernel log were lost"
      let line = KernelLogLine(source: .record, stamp: time.monotonic, level: 4, text: text)
      queue.append(Event(time: time, body: .kernelLog(line)))
    case .taint(let time, let value):
      queue.append(Event(time: time, body: .taint(value)))
    case .pong:
      break
    case .sandboxEnded(let failure):
      if isOver { return nil }
      if isReady { return connection.crash(.lostAgent, "the agent in the guest is gone") }
      fail(failure ?? SandboxFailure(stage: "start", subject: "the agent", errno: ECHILD))
    case .failed(let failure):
      fail(failure)
    }
    return nil
  }

  private func note(_ body: Event.Body) {
    watch.heard(body, Clock.monotonic)
    switch body {
    case .ready: isReady = true
    case .ended, .failed: isOver = true
    default: break
    }
  }

  private func fail(_ failure: SandboxFailure) {
    isOver = true
    queue.append(Event(time: now, body: .failed(failure)))
  }

  /// The crash of a machine that is no more, with what had still come from it.
  private func last(_ kind: MachineCrash.Kind) throws(MachineCrash) -> MachineCrash {
    let crash = connection.crash(kind)
    while !connection.channel.isClosed {
      var entry = pollfd(fd: connection.channel.number, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, 0) > 0 else { break }
      try receive()
    }
    return crash
  }

  /// What the console printed and the kernel's log no more brought.
  private func tellConsole() {
    let known = Set(lastTexts)
    // A line without a stamp is as new as the one before it.
    var isNew = false
    for line in connection.console.tail {
      if let stamp = line.stamp { isNew = stamp >= lastStamp }
      guard isNew, !line.text.isEmpty, !known.contains(line.text) else { continue }
      let time = now
      queue.append(
        Event(
          time: time,
          body: .kernelLog(
            KernelLogLine(
              source: .console, stamp: line.stamp ?? time.monotonic, level: 6, text: line.text))))
    }
  }
}
