import CLinux
import Glibc
import LabModel
import LabSandbox

/// A machine that was started: its process, channel and console, and the greeting.
final class MachineConnection {
  let machine: any Machine
  let process: MachineProcess
  let control: MachineControl
  var channel: MachineChannel
  var console: ConsoleLog
  /// When it was started, CLOCK_MONOTONIC of this machine in ns.
  let begin: Int64
  /// From its start to its answer, in ns; 0 before.
  private(set) var startDuration: Int64 = 0
  private var greetings = GreetingReader()
  /// What came behind the guest's last greeting.
  var rest: [UInt8] { greetings.bytes }
  /// How long a hello waits for its answer before it is said again, in ns.
  private static let helloInterval: Int64 = 200_000_000

  init(
    _ machine: any Machine, _ process: MachineProcess, _ control: MachineControl, begin: Int64
  ) {
    self.machine = machine
    self.process = process
    self.control = control
    self.begin = begin
    channel = MachineChannel(process.channel)
    console = ConsoleLog(process.console)
  }

  /// Ends the machine.
  func end() {
    process.kill()
    _ = process.wait()
  }

  /// The record of the machine, as far as it is known.
  var record: MachineRecord {
    var record = process.record
    record.startDuration = startDuration == 0 ? Clock.monotonic - begin : startDuration
    return record
  }

  /// Waits for the guest and greets it.
  ///
  /// - Returns: Its answer; nil where the run was stopped.
  /// - Throws: `MachineCrash` where it does not come in time, or is gone.
  func greet() throws(MachineCrash) -> HelloAnswer? {
    if !process.record.isResumed {
      guard try expect({ $0 == .booted ? true : nil }) != nil else { return nil }
      machine.guestIsIdle(process)
    }
    let nonce = UInt64.random(in: .min ... .max)
    let seed = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    let found = try expect(
      repeating: { .hello(Hello(nonce: nonce, wall: Clock.wall, seed: seed)) },
      { greeting -> HelloAnswer? in
        if case .answer(let answer) = greeting, answer.nonce == nonce { answer } else { nil }
      })
    guard let answer = found else { return nil }
    startDuration = Clock.monotonic - begin
    channel.send(.begin(nonce: nonce))
    guard try expect({ $0 == .begun(nonce: nonce) ? true : nil }) != nil else { return nil }
    return answer
  }

  /// Waits for a greeting that `choose` takes, saying `repeating` again and again.
  private func expect<Value>(
    repeating: (() -> Greeting)? = nil, _ choose: (Greeting) -> Value?
  ) throws(MachineCrash) -> Value? {
    var due: Int64 = 0
    while true {
      if control.isStopped { return nil }
      while let greeting = greetings.next() {
        if let value = choose(greeting) { return value }
      }
      if console.panic != nil { throw crash(.panic) }
      if channel.isClosed || console.isClosed { throw crash(.emulatorExit) }
      let now = Clock.monotonic
      if now - begin > machine.startLimit { throw crash(.bootTimeout) }
      if let repeating, now >= due {
        channel.send(repeating())
        due = now + Self.helloInterval
      }
      wait(now, until: repeating == nil ? begin + machine.startLimit : due)
    }
  }

  private func wait(_ now: Int64, until due: Int64) {
    let ready = poll(
      wanted: Int16(POLLIN), milliseconds: Int32(clamping: max(0, due - now) / 1_000_000 + 1))
    if ready.signal { WakeSignal.clear(control.signal) }
    if ready.console { console.receive() }
    if ready.channel { channel.receive { greetings.append($0) } }
  }

  /// Waits for the channel (`wanted` as in poll(2)), the console and other threads.
  func poll(wanted: Int16, milliseconds: Int32) -> (channel: Bool, console: Bool, signal: Bool) {
    var entries = [
      pollfd(fd: channel.isClosed ? -1 : channel.number, events: wanted, revents: 0),
      pollfd(fd: console.isClosed ? -1 : console.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: control.signal.number, events: Int16(POLLIN), revents: 0),
    ]
    guard Glibc.poll(&entries, nfds_t(entries.count), milliseconds) > 0 else {
      return (false, false, false)
    }
    return (entries[0].revents != 0, entries[1].revents != 0, entries[2].revents != 0)
  }

  /// What ended the machine, with the console's last words awaited.
  func crash(_ kind: MachineCrash.Kind, _ message: String? = nil) -> MachineCrash {
    if kind != .bootTimeout, kind != .hang, kind != .lostAgent { hearOut() }
    let tail = console.tail.map(\.whole)
    if let panic = console.panic { return MachineCrash(kind: .panic, message: panic, tail: tail) }
    if let message { return MachineCrash(kind: kind, message: message, tail: tail) }
    let seconds = (Clock.monotonic - begin) / 1_000_000_000
    switch kind {
    case .bootTimeout:
      return MachineCrash(
        kind: kind, message: "no answer from the guest \(seconds) s after its start", tail: tail)
    default:
      // It has closed its ends already: its own status comes, where nobody kills it first.
      for _ in 0..<50 where !process.isOver { usleep(10_000) }
      process.kill()
      return MachineCrash(
        kind: kind, message: "the emulator ended with status \(process.wait())", tail: tail)
    }
  }

  /// Reads the console until a panic is told to its end, but no longer than 0.7 s.
  private func hearOut() {
    let deadline = Clock.monotonic + 700_000_000
    while !console.isPanicOver, !console.isClosed {
      let now = Clock.monotonic
      guard now < deadline else { return }
      var entry = pollfd(fd: console.number, events: Int16(POLLIN), revents: 0)
      guard Glibc.poll(&entry, 1, Int32((deadline - now) / 1_000_000 + 1)) > 0 else { continue }
      console.receive()
    }
  }
}
