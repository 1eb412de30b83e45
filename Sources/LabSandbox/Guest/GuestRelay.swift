import CLinux
import Glibc
import LabModel

/// Relays between the host and the agent of one sandbox: bytes as they are, and beside them what the
/// kernel says.
final class GuestRelay {
  /// How much may wait for the line before the agent has to.
  private static let lineLimit = 1 << 18
  /// Lines of the kernel's log that are sent in one go; a flood goes on after the agent's bytes.
  private static let burst = 2000

  private let line: GuestLine
  private var incoming = FrameReader()
  /// Bytes of the host's messages, and how many of them it knows to be read.
  private var received: UInt64 = 0
  private var acknowledged: UInt64 = 0
  /// An agent that waits for what sandbox to make; nil once it was told.
  private var prepared: NamespaceSandbox?
  private var sandbox: NamespaceSandbox?
  private var forAgent: [UInt8] = []
  private let log: KernelLog?
  private var taint: UInt64
  private var fault = GuestFault.wanted
  private var isOver = false

  /// What makes sandboxes in a guest.
  static let bench = NamespaceBench(agentPath: "/init", ownsLayers: true)

  /// Takes over a line; `rest` is what the host sent behind its greeting, `prepared` an agent that has
  /// nothing to do yet.
  init(_ line: GuestLine, _ rest: [UInt8], _ prepared: NamespaceSandbox?) {
    self.line = line
    self.prepared = prepared
    let taint = KernelTaint.current
    // What the kernel said while it booted takes the line's time, so only where it complained.
    log = try? KernelLog(fromStart: taint & KernelTaint.illness != 0)
    self.taint = taint
    take(rest)
  }

  /// Serves one sandbox; does not return, since the host ends the machine after it.
  func run() -> Never {
    while true {
      var entries = [
        pollfd(
          fd: line.number,
          events: (forAgent.count < 1 << 16 ? Int16(POLLIN) : 0)
            | (line.waiting > 0 ? Int16(POLLOUT) : 0), revents: 0)
      ]
      let hasRoom = line.waiting < Self.lineLimit
      let kernel = hasRoom ? log?.number ?? -1 : -1
      entries.append(pollfd(fd: kernel, events: Int16(POLLIN), revents: 0))
      let agent = isOver ? -1 : sandbox?.control.number ?? -1
      entries.append(
        pollfd(
          fd: agent,
          events: (hasRoom ? Int16(POLLIN) : 0) | (forAgent.isEmpty ? 0 : Int16(POLLOUT)),
          revents: 0))
      let count = poll(&entries, nfds_t(entries.count), fault?.wait ?? -1)
      if let fault, fault.isDue {
        self.fault = nil
        fault.happen(agent: sandbox?.process)
      }
      guard count > 0 else { continue }
      if entries[0].revents != 0 { serveLine(entries[0].revents) }
      if entries[2].revents != 0 { serveAgent(entries[2].revents) }
      if entries[1].revents != 0 { sendLog() }
    }
  }

  private func serveLine(_ events: Int16) {
    line.flush()
    guard events & Int16(POLLIN) != 0 else {
      if events & Int16(POLLHUP | POLLERR) != 0 { usleep(20_000) }
      return
    }
    var bytes: [UInt8] = []
    _ = line.receive { bytes.append(contentsOf: $0) }
    take(bytes)
  }

  /// Takes in what the host sent.
  private func take(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { incoming.append($0) }
    received += UInt64(bytes.count)
    if received - acknowledged >= UInt64(HostMessage.window / 4) {
      acknowledged = received
      send(.received(received))
    }
    do throws(WireError) {
      while let message = try incoming.next(HostMessage.self) {
        switch message {
        case .start(let setup): start(setup)
        case .data(let bytes): passOn(bytes)
        case .ping(let number): send(.pong(number))
        }
      }
    } catch {
      send(
        .failed(
          SandboxFailure(
            stage: "understand", subject: "the host (\(error))", errno: EPROTO)))
    }
  }

  private func start(_ setup: SandboxSetup) {
    do throws(SandboxFailure) {
      let started = if let prepared { prepared } else { try Self.bench.prepare() }
      prepared = nil
      try started.begin(setup)
      started.control.setNonBlocking()
      sandbox = started
    } catch {
      send(.failed(error))
    }
  }

  private func passOn(_ bytes: [UInt8]) {
    forAgent.append(contentsOf: bytes)
    flushAgent()
  }

  private func flushAgent() {
    guard let sandbox, !isOver, !forAgent.isEmpty else { return }
    let count = forAgent.withUnsafeBytes {
      Glibc.send(sandbox.control.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    if count > 0 { forAgent.removeFirst(count) }
  }

  private func serveAgent(_ events: Int16) {
    flushAgent()
    guard let sandbox, events & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { return }
    var bytes: [UInt8] = []
    let count = withUnsafeTemporaryAllocation(byteCount: 1 << 15, alignment: 1) { buffer in
      let count = recv(sandbox.control.number, buffer.baseAddress, buffer.count, 0)
      if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
      return count
    }
    if count > 0 {
      // What the kernel said before the agent sent this stands before it, so before the step's fence.
      sendLog()
      fault?.begin()
      send(.data(bytes))
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      isOver = true
      sendLog()
      send(.sandboxEnded(sandbox.lastWord()))
    }
  }

  /// Sends what the kernel's log has, and the taint where that has changed.
  private func sendLog() {
    guard let log else { return }
    var count = 0
    while count < Self.burst, line.waiting < Self.lineLimit, let next = log.next() {
      send(.kernelLog(Clock.now, next))
      count += 1
    }
    let lost = log.takeLost()
    if lost > 0 { send(.kernelLogLost(Clock.now, lost)) }
    guard count > 0 else { return }
    let taint = KernelTaint.current
    if taint != self.taint {
      self.taint = taint
      send(.taint(Clock.now, taint))
    }
  }

  private func send(_ message: GuestMessage) {
    line.send(FrameReader.frame(message))
  }
}
