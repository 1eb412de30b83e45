import CLinux
import Glibc
import LabModel
import LabSandbox

/// The emulator's monitor: its QEMU Machine Protocol (docs/interop/qmp-spec.txt of QEMU) on a socket.
final class EmulatorMonitor: Sendable {
  /// What `resume` needs of the file beside the memory: a pipe holds all of it at once.
  static let stateLimit = 1 << 20

  private let socket: Descriptor
  /// The longest answer that is read, in bytes.
  private static let answerLimit = 1 << 20

  /// The monitor at the other end of `socket`.
  init(_ socket: Descriptor) {
    self.socket = socket
  }

  private static let capabilities =
    #"{"execute":"qmp_capabilities"}"#
    // Memory is not in the stream: it stays in its file.
    + #"{"execute":"migrate-set-capabilities","arguments":{"capabilities":"#
    + #"[{"capability":"x-ignore-shared","state":true}]}}"#

  /// Asks an emulator that begins with `-incoming defer` to go on from the state that it has as
  /// descriptor `state`; does not wait for it.
  ///
  /// - Throws: `MachineFailure` where the emulator is gone.
  func resume(state: Int) throws(MachineFailure) {
    try send(
      Self.capabilities
        + #"{"execute":"migrate-incoming","arguments":{"uri":"fd:\#(state)"}}"#)
  }

  /// Stops the guest and takes the state of its devices.
  ///
  /// The guest stands still afterwards, also where this throws: see `goOn`.
  ///
  /// - Parameter deadline: CLOCK_MONOTONIC in ns.
  /// - Returns: The state, of at most `stateLimit` bytes.
  /// - Throws: `MachineFailure` where it does not come in time, is too long, or the emulator ended.
  func save(until deadline: Int64) throws(MachineFailure) -> [UInt8] {
    var lines = Lines(socket)
    try send(Self.capabilities)
    _ = try lines.answer(until: deadline)
    _ = try lines.answer(until: deadline)
    let read: Descriptor
    var write: Descriptor?
    (read, write) = try Self.pipe()
    try send(#"{"execute":"getfd","arguments":{"fdname":"state"}}"#, descriptor: write)
    // The last end is then the emulator's: the state ends where that is closed.
    write = nil
    _ = try lines.answer(until: deadline)
    try send(#"{"execute":"migrate","arguments":{"uri":"fd:state"}}"#)
    _ = try lines.answer(until: deadline)
    let state = try Self.readAll(read, until: deadline)
    while true {
      try send(#"{"execute":"query-migrate"}"#)
      let status = try lines.answer(until: deadline)["status"]?.text
      switch status {
      case "completed": return state
      case "failed", "cancelled", "none", nil:
        throw MachineFailure("save a machine: the emulator says \(status ?? "nothing")")
      default: usleep(2000)
      }
    }
  }

  /// Lets a guest go on that stands still.
  ///
  /// - Throws: `MachineFailure` where the emulator is gone.
  func goOn() throws(MachineFailure) {
    try send(#"{"execute":"cont"}"#)
  }

  private func send(_ text: String, descriptor: Descriptor? = nil) throws(MachineFailure) {
    let bytes = Array(text.utf8)
    let numbers = descriptor.map { [$0.number] } ?? []
    guard
      lb_send_descriptors(socket.number, numbers, Int32(numbers.count), bytes, bytes.count) == 0
    else { throw MachineFailure("ask", "the emulator's monitor", errno: errno) }
  }

  private static func pipe() throws(MachineFailure) -> (Descriptor, Descriptor?) {
    do {
      return try Descriptor.pipe()
    } catch {
      throw MachineFailure(error.stage, error.subject, errno: error.errno)
    }
  }

  private static func readAll(_ pipe: Descriptor, until deadline: Int64) throws(MachineFailure)
    -> [UInt8]
  {
    var all: [UInt8] = []
    while true {
      guard let bytes = try receive(pipe, until: deadline) else { return all }
      all += bytes
      if all.count > stateLimit { throw MachineFailure("save a machine: its state is too long") }
    }
  }

  /// What comes next; nil at the end.
  private static func receive(_ descriptor: Descriptor, until deadline: Int64)
    throws(MachineFailure) -> [UInt8]?
  {
    while true {
      let left = deadline - Clock.monotonic
      guard left > 0 else { throw MachineFailure("save a machine: the emulator does not answer") }
      var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, Int32(clamping: left / 1_000_000 + 1)) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(descriptor.number, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      return count > 0 ? Array(buffer[..<count]) : nil
    }
  }

  /// The monitor's answers: one a line, events and the greeting between them.
  private struct Lines {
    private let socket: Descriptor
    private var pending: [UInt8] = []

    init(_ socket: Descriptor) {
      self.socket = socket
    }

    /// What the next answer returns.
    mutating func answer(until deadline: Int64) throws(MachineFailure) -> MonitorValue {
      while true {
        while let end = pending.firstIndex(of: 10) {
          let line = MonitorValue(Array(pending[..<end]))
          pending.removeFirst(end + 1)
          if let value = line?["return"] { return value }
          if let error = line?["error"] {
            throw MachineFailure("save a machine: \(error["desc"]?.text ?? "the emulator refuses")")
          }
        }
        guard pending.count < EmulatorMonitor.answerLimit,
          let bytes = try EmulatorMonitor.receive(socket, until: deadline)
        else { throw MachineFailure("save a machine: the emulator's monitor is gone") }
        pending += bytes
      }
    }
  }
}
