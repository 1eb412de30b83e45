import CLinux
import Glibc
import LabModel

/// The pseudo-terminal (pty(7)) on which the `.tty` steps of a host run.
///
/// The host's shell leads its session, so the first terminal that it opens becomes its controlling
/// one, and closing that would hang the shell up. One terminal therefore serves all such steps of a
/// shell, and lives as long as it.
final class StepTerminal {
  /// The side that gives what was printed.
  let master: Descriptor
  /// The device that steps have as stdin, stdout and stderr.
  let path: String
  /// Held open, so that the terminal stays between steps.
  private let device: Descriptor

  init() throws(SandboxFailure) {
    master = try Descriptor.open("/dev/pts/ptmx", O_RDWR | O_NOCTTY)
    let peer = lb_open_terminal_peer(master.number)
    guard peer >= 0 else {
      throw SandboxFailure(stage: "open", subject: "a pseudo-terminal", errno: errno)
    }
    device = Descriptor(peer)
    guard let path = SystemFile.linkTarget("/proc/self/fd/\(peer)") else {
      throw SandboxFailure(stage: "name", subject: "a pseudo-terminal", errno: errno)
    }
    self.path = path
    _ = lb_set_window(master.number, 24, 80)
    master.setNonBlocking()
  }
}

extension Agent {
  /// Hands a step to a shell with a terminal as its stdin, stdout and stderr.
  func hand(_ step: StepCommand, onTerminalTo shell: Shell) throws(SandboxFailure) {
    let terminal: StepTerminal
    if let known = shell.terminal {
      terminal = known
      // What others still print there belongs to the step before.
      readOutput(known.master.number)
    } else {
      terminal = try StepTerminal()
      shell.terminal = terminal
      try poller.add(terminal.master.number, .output(terminal.master.number))
    }
    outputs.attach(terminal, step: step.step, attempt: step.attempt)
    try shell.run(
      step.command, variables: step.variables,
      stdin: step.stdin.isEmpty ? terminal.path : absolute(step.stdin), output: [terminal.path])
    // Those paths are devices, not pipes to be removed.
    shell.pipePaths = []
  }
}
