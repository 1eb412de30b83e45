import Glibc
import Synchronization

/// Ends the programs that run for one piece of work, from another thread.
package final class Cancellation: Sendable {
  private struct State {
    var isCancelled = false
    var running: Set<pid_t> = []
  }

  private let state = Mutex(State())

  package init() {}

  /// Whether it was cancelled.
  package var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Kills what runs, with its process group, and lets nothing start any more.
  package func cancel() {
    state.withLock { state in
      state.isCancelled = true
      for process in state.running { kill(-process, SIGKILL) }
    }
  }

  /// Notes a process that was started; it is killed at once where it came too late.
  func began(_ process: pid_t) {
    state.withLock { state in
      state.running.insert(process)
      if state.isCancelled { kill(-process, SIGKILL) }
    }
  }

  /// Forgets a process, before its number is given up.
  func ended(_ process: pid_t) {
    state.withLock { state in _ = state.running.remove(process) }
  }
}
