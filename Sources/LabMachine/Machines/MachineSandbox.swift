import Glibc
import LabModel
import LabSandbox
import Synchronization

/// A sandbox in a machine.
///
/// A thread of its own builds the image, starts the machine and listens to it, so that nobody waits
/// for it in `start`; see `MachineSession`.
final class MachineSandbox: Sandbox {
  /// What the thread gets.
  private final class Work: Sendable {
    let bench: MachineBench
    let setup: SandboxSetup
    let control: MachineControl
    let queue: EventQueue

    init(bench: MachineBench, setup: SandboxSetup, control: MachineControl, queue: EventQueue) {
      self.bench = bench
      self.setup = setup
      self.control = control
      self.queue = queue
    }
  }

  private let control: MachineControl
  private let queue: EventQueue
  /// The thread, until somebody has waited for it.
  private let thread: Mutex<pthread_t?>

  init(bench: MachineBench, setup: SandboxSetup) throws(SandboxFailure) {
    control = try MachineControl()
    queue = try EventQueue()
    let work = Work(bench: bench, setup: setup, control: control, queue: queue)
    var number = pthread_t()
    let argument = Unmanaged.passRetained(work)
    let error = pthread_create(
      &number, nil,
      { argument in
        guard let argument else { return nil }
        let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        MachineSession(
          bench: work.bench, setup: work.setup, control: work.control, queue: work.queue
        ).run()
        return nil
      }, argument.toOpaque())
    guard error == 0 else {
      argument.release()
      throw SandboxFailure(stage: "start", subject: "a thread for the machine", errno: error)
    }
    thread = Mutex(number)
  }

  deinit {
    stop()
    waitUntilGone()
  }

  /// The agent has no process on this machine.
  var process: Int32? { nil }

  func send(_ command: Command) throws(SandboxFailure) {
    try control.send(command)
  }

  func next(within milliseconds: Int32?) throws(SandboxFailure) -> Arrival {
    let wasFull = queue.weight > MachineSession.queueLimit
    let arrival = queue.next(within: milliseconds)
    if wasFull, queue.weight <= MachineSession.queueLimit { control.wake() }
    return arrival
  }

  func stop() {
    control.stop()
  }

  func waitUntilGone() {
    let number = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let number { pthread_join(number, nil) }
  }
}
