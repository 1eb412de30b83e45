import CLinux
import Glibc
import LabModel
import Synchronization

/// The recorder's side of one sandbox: the agent's process and the channel to it.
final class NamespaceSandbox: Sandbox {
  /// What only the thread that reads touches, but for `stop`: hence the lock.
  private struct State: ~Copyable {
    var frames = FrameReader()
    var isReady = false
    var isOver = false
  }

  private let agent: pid_t
  private let processDescriptor: Descriptor?
  /// The channel to the agent: its bytes, for who relays them instead of calling `next`.
  let control: Descriptor
  private let failure: Descriptor
  private let cgroup = Mutex<ControlGroup?>(nil)
  private let state = Mutex(State())
  private let isReaped = Mutex(false)

  init(process: pid_t, control: Descriptor, failure: Descriptor) {
    agent = process
    self.control = control
    self.failure = failure
    let number = lb_pidfd_open(process)
    processDescriptor = number >= 0 ? Descriptor(number) : nil
  }

  var process: Int32? { agent }

  /// Lets the agent go on: its ids are mapped.
  func release(_ handshake: Descriptor) throws(SandboxFailure) {
    guard Glibc.write(handshake.number, "y", 1) == 1 else {
      throw SandboxFailure(stage: "release", subject: "the agent", errno: errno)
    }
  }

  /// Tells the agent what sandbox to make; where that cannot be told, the agent is gone afterwards.
  func begin(_ setup: SandboxSetup) throws(SandboxFailure) {
    let group = ControlGroup.make(limits: setup.limits)
    group?.add(agent)
    cgroup.withLock { $0 = group }
    do {
      try write(FrameReader.frame(AgentStart(setup: setup, heldByCgroup: group?.holds ?? [])))
    } catch {
      stop()
      waitUntilGone()
      throw error
    }
  }

  func send(_ command: Command) throws(SandboxFailure) {
    try write(FrameReader.frame(command))
  }

  private func write(_ bytes: [UInt8]) throws(SandboxFailure) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          control.number, $0.baseAddress?.advanced(by: sent), bytes.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        sent += count
      } else if errno != EINTR {
        throw SandboxFailure(stage: "send a command to", subject: "the agent", errno: errno)
      }
    }
  }

  func next(within milliseconds: Int32?) throws(SandboxFailure) -> Arrival {
    let deadline = milliseconds.map { Clock.monotonic + Int64($0) * 1_000_000 }
    while true {
      if let event = try buffered() { return .event(event) }
      if state.withLock({ $0.isOver }) { return .ended }
      guard let deadline else {
        // It waits itself.
        if let event = receive() { return .event(event) }
        continue
      }
      var poller = pollfd(fd: control.number, events: Int16(POLLIN), revents: 0)
      let wait = Int32(clamping: max(0, deadline - Clock.monotonic + 999_999) / 1_000_000)
      let ready = poll(&poller, 1, wait)
      if ready == 0 { return .timedOut }
      if ready < 0 { continue }  // EINTR
      if let event = receive() { return .event(event) }
    }
  }

  private func buffered() throws(SandboxFailure) -> Event? {
    do throws(WireError) {
      return try state.withLock { (state) throws(WireError) -> Event? in
        let event = try state.frames.next(Event.self)
        if case .ready = event?.body { state.isReady = true }
        return event
      }
    } catch {
      throw SandboxFailure(stage: "understand", subject: "the agent (\(error))", errno: EPROTO)
    }
  }

  /// Takes in what the channel has; at its end, an event if the agent died without a last word.
  private func receive() -> Event? {
    state.withLock { state in
      let count = withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
        let count = recv(control.number, buffer.baseAddress, buffer.count, 0)
        if count > 0 { state.frames.append(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        return count
      }
      guard count == 0 || (count < 0 && errno != EINTR) else { return nil }
      state.isOver = true
      return state.isReady ? nil : Event(time: Clock.now, body: .failed(startFailure()))
    }
  }

  /// After the channel's end: reaps the agent, and tells why it died where that was before its exec.
  func lastWord() -> SandboxFailure? {
    stop()
    waitUntilGone()
    return startFailure()
  }

  /// Why the agent died before its sandbox stood: what its process wrote before the exec, if anything.
  private func startFailure() -> SandboxFailure {
    var report = lb_failure()
    let size = MemoryLayout<lb_failure>.size
    failure.setNonBlocking()
    guard read(failure.number, &report, size) == size else {
      return SandboxFailure(
        stage: "start", subject: "the agent: it died before its sandbox stood", errno: ECHILD)
    }
    let stage = SpawnStage.name(report.stage)
    return SandboxFailure(
      stage: stage.verb, subject: stage.subject, errno: report.error,
      remedy: "see `labbook doctor`", isMachineUnable: true)
  }

  func stop() {
    isReaped.withLock { isReaped in
      guard !isReaped else { return }
      // Until it is reaped the number is the agent's own, descriptor or not.
      if let processDescriptor {
        _ = lb_pidfd_signal(processDescriptor.number, SIGKILL)
      } else {
        kill(agent, SIGKILL)
      }
    }
  }

  func waitUntilGone() {
    guard !isReaped.withLock({ $0 }) else { return }
    // Waits without reaping first, so that `stop` may be called meanwhile.
    var information = siginfo_t()
    while waitid(P_PID, id_t(agent), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    isReaped.withLock { isReaped in
      guard !isReaped else { return }
      isReaped = true
      var status: Int32 = 0
      while waitpid(agent, &status, 0) < 0, errno == EINTR {}
    }
    cgroup.withLock { $0 }?.remove()
  }
}
