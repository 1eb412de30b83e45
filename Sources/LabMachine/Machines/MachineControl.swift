import CLinux
import Glibc
import LabModel
import LabSandbox
import Synchronization

/// What a run's other threads tell the machine's own.
final class MachineControl: Sendable {
  private struct State {
    var commands: [Command] = []
    var isStopped = false
    var isOver = false
    var process: MachineProcess?
  }

  private let state = Mutex(State())
  /// Wakes the machine's thread.
  let signal: Descriptor

  /// - Throws: `SandboxFailure` where the process has no descriptors left.
  init() throws(SandboxFailure) {
    signal = try WakeSignal.make()
  }

  /// Whether the run was stopped.
  var isStopped: Bool { state.withLock { $0.isStopped } }

  /// Hands over a command.
  /// - Throws: `SandboxFailure` where the machine is gone.
  func send(_ command: Command) throws(SandboxFailure) {
    let isOver = state.withLock { state in
      if !state.isOver { state.commands.append(command) }
      return state.isOver
    }
    if isOver {
      throw SandboxFailure(
        stage: "send a command to", subject: "the agent: its machine is gone", errno: EPIPE)
    }
    WakeSignal.set(signal)
  }

  /// Lets the machine's thread look at everything again.
  func wake() {
    WakeSignal.set(signal)
  }

  /// Takes the commands that have come.
  func takeCommands() -> [Command] {
    state.withLock { state in
      defer { state.commands.removeAll() }
      return state.commands
    }
  }

  /// Ends everything, from any thread.
  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.process?.kill()
    }
    WakeSignal.set(signal)
  }

  /// Notes the process that is to be killed; at once where `stop` came first.
  func began(_ process: MachineProcess) {
    state.withLock { state in
      state.process = process
      if state.isStopped { process.kill() }
    }
  }

  /// No command is taken any more.
  func end() {
    state.withLock { state in
      state.isOver = true
      state.process = nil
    }
  }
}
