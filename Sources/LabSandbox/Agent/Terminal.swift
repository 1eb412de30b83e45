import CLinux
import Glibc
import LabModel

/// An interactive shell on a pseudo-terminal (pty(7)) of the sandbox.
final class Terminal {
  let master: Descriptor
  let process: pid_t

  /// Starts `bash -i` (or `sh -i`) on a host, in `folder`.
  init(
    _ program: ShellProgram, _ place: Shell.Place, _ request: TerminalRequest, folder: String
  ) throws(SandboxFailure) {
    master = try Descriptor.open("/dev/pts/ptmx", O_RDWR | O_NOCTTY)
    let peer = lb_open_terminal_peer(master.number)
    guard peer >= 0 else {
      throw SandboxFailure(stage: "open", subject: "a pseudo-terminal", errno: errno)
    }
    let slave = Descriptor(peer)
    _ = lb_set_window(master.number, request.rows, request.columns)
    var place = place
    place.environment.removeAll { ["TERM", "COLUMNS", "PS1"].contains($0.name) }
    place.environment += [
      EnvironmentVariable(name: "TERM", value: request.terminal),
      EnvironmentVariable(name: "PS1", value: "\(place.hostname):\\w\\$ "),
    ]
    let failure = try Descriptor.pipe()
    let arguments =
      program.name == "bash" ? ["bash", "--norc", "--noprofile", "-i"] : ["sh", "-i"]
    process = Shell.spawn(
      program.path, arguments, place, channels: (-1, -1), program.channels,
      terminal: slave.number, folder: folder, failure: failure.write.number)
    guard process > 0 else {
      throw SandboxFailure(stage: "start", subject: "a shell on a terminal", errno: errno)
    }
    master.setNonBlocking()
  }

  /// Passes on what the user typed.
  func write(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(master.number, $0.baseAddress?.advanced(by: sent), bytes.count - sent)
      }
      // A terminal whose input queue is full drops what is typed, as the kernel's own does.
      guard count > 0 else { return }
      sent += count
    }
  }

  /// Tells the terminal its size.
  func resize(_ rows: UInt16, _ columns: UInt16) {
    _ = lb_set_window(master.number, rows, columns)
  }
}

extension Agent {
  /// Starts an interactive shell, in the folder in which the host's own shell is.
  func openTerminal(_ request: TerminalRequest) {
    guard let host = hosts.last(where: { $0.record.name == request.host && !$0.isClosed }) else {
      emit(.terminalEnded(127))
      return
    }
    do throws(SandboxFailure) {
      let folder = host.shell.flatMap { SystemFile.linkTarget("/proc/\($0.process)/cwd") }
      let opened = try Terminal(
        shellProgram, place(host.namespace, host.record.name), request,
        folder: folder ?? RootFilesystem.home)
      terminal = opened
      try poller.add(opened.master.number, .terminal)
    } catch {
      emit(.failed(error))
    }
  }

  /// Passes on what the terminal shows; at its end tells how its shell ended.
  func readTerminal(_ descriptor: Int32) {
    guard let terminal else { return }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = read(descriptor, &bytes, bytes.count)
    if count > 0 {
      emit(.terminalOutput(Array(bytes[..<count])))
      channel.flush()
      return
    }
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    // EIO: nobody has the other side open any more.
    poller.remove(descriptor)
    let deadline = Clock.monotonic + 2_000_000_000
    while endedChildren[terminal.process] == nil, Clock.monotonic < deadline { pump(10_000_000) }
    let status = endedChildren.removeValue(forKey: terminal.process) ?? 0
    self.terminal = nil
    emit(.terminalEnded(status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f))
    channel.flush()
  }
}
