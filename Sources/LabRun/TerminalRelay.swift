import CLinux
import Glibc
package import LabModel
import Synchronization

/// Connects the user's terminal with an interactive shell in a sandbox, until that shell ends.
package struct TerminalRelay: Sendable {
  private let host: String

  /// A shell on `host`.
  package init(host: String) {
    self.host = host
  }

  /// Opens the shell and relays until it ends; what happens meanwhile is recorded as in a step.
  ///
  /// Standard input is put into raw mode for that time where it is a terminal.
  /// - Returns: the shell's exit status.
  /// - Throws: `SandboxFailure` where the sandbox is gone, `MachineCrash` where its machine is; what writing events down throws.
  package func run(in sandbox: any Sandbox, _ course: Course) throws -> Int32 {
    let size = Self.windowSize()
    let name = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    try sandbox.send(
      .openTerminal(
        TerminalRequest(host: host, rows: size.rows, columns: size.columns, terminal: name)))
    let saved = Self.makeRaw()
    defer { Self.restore(saved) }
    let input = Input(sandbox)
    let thread = try input.start()
    defer {
      input.isOver.store(true, ordering: .relaxed)
      pthread_join(thread, nil)
    }
    while case .event(let event) = try sandbox.next(within: nil) {
      switch event.body {
      case .terminalOutput(let bytes): Self.show(bytes)
      case .terminalEnded(let status): return status
      case .failed(let failure): throw failure
      default: try course.write(event)
      }
    }
    throw SandboxFailure(stage: "hear from", subject: "the agent: it is gone", errno: EPIPE)
  }

  /// Passes on what is typed, and the terminal's size when it changes.
  ///
  /// While a terminal is open, only this thread sends.
  private final class Input: Sendable {
    let isOver = Atomic<Bool>(false)
    private let sandbox: any Sandbox

    init(_ sandbox: any Sandbox) {
      self.sandbox = sandbox
    }

    func start() throws(SandboxFailure) -> pthread_t {
      var thread = pthread_t()
      let error = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Input>.fromOpaque(argument).takeRetainedValue().relay()
          return nil
        }, Unmanaged.passRetained(self).toOpaque())
      guard error == 0 else {
        throw SandboxFailure(stage: "start", subject: "a thread for the terminal", errno: error)
      }
      return thread
    }

    private func relay() {
      var size = TerminalRelay.windowSize()
      var isOpen = true
      var lastByte: UInt8 = 10
      var rounds = 0
      while !isOver.load(ordering: .relaxed) {
        var poller = pollfd(fd: isOpen ? 0 : -1, events: Int16(POLLIN), revents: 0)
        let ready = poll(&poller, 1, 50)
        let now = TerminalRelay.windowSize()
        if now != size {
          size = now
          try? sandbox.send(.resizeTerminal(rows: size.rows, columns: size.columns))
        }
        if !isOpen {
          // Ctrl-D ends a shell only at an empty line, once it reads: so it is said again.
          rounds += 1
          if rounds % 4 == 0 { try? sandbox.send(.terminalInput([4])) }
          continue
        }
        guard ready > 0 else { continue }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(0, &bytes, bytes.count)
        if count > 0 {
          lastByte = bytes[count - 1]
          try? sandbox.send(.terminalInput(Array(bytes[..<count])))
        } else {
          // The end of input ends the line that was begun, and then the shell.
          if lastByte != 10, lastByte != 13 { try? sandbox.send(.terminalInput([10])) }
          isOpen = false
        }
      }
    }
  }

  private static func windowSize() -> (rows: UInt16, columns: UInt16) {
    let size = lb_get_window(0)
    guard size > 0 else { return (24, 80) }
    return (UInt16(truncatingIfNeeded: size >> 16), UInt16(truncatingIfNeeded: size))
  }

  private static func makeRaw() -> termios? {
    var settings = termios()
    guard tcgetattr(0, &settings) == 0 else { return nil }
    let saved = settings
    cfmakeraw(&settings)
    tcsetattr(0, TCSANOW, &settings)
    return saved
  }

  private static func restore(_ saved: termios?) {
    guard var saved else { return }
    tcsetattr(0, TCSANOW, &saved)
  }

  private static func show(_ bytes: [UInt8]) {
    var shown = 0
    while shown < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(1, $0.baseAddress?.advanced(by: shown), bytes.count - shown)
      }
      guard count > 0 else { return }
      shown += count
    }
  }
}
