import CLinux
import Glibc
import LabModel
import LabSandbox

/// One run of a machine, on the thread that started it: image, start, greeting, relay, end.
final class MachineSession {
  /// Bytes of events that may wait to be read before the guest has to wait.
  static let queueLimit = 32 << 20

  let bench: MachineBench
  let setup: SandboxSetup
  let control: MachineControl
  let queue: EventQueue

  init(
    bench: MachineBench, setup: SandboxSetup, control: MachineControl, queue: EventQueue
  ) {
    self.bench = bench
    self.setup = setup
    self.control = control
    self.queue = queue
  }

  /// Runs it to its end; every end is in the queue but that by `stop`.
  func run() {
    do throws(MachineFailure) {
      let image = try bench.makeImage()
      try start(bench.machine(with: image))
    } catch {
      if !control.isStopped { report(error) }
    }
    control.end()
    queue.finish()
  }

  /// Starts machines until one answers, and runs the sandbox in it.
  private func start(_ first: any Machine) throws(MachineFailure) {
    var machine = first
    while !control.isStopped {
      let connection = try connect(machine)
      defer { connection.end() }
      do throws(MachineCrash) {
        guard let answer = try connection.greet() else { return }
        MachineRelay(connection, answer, self).run()
        return
      } catch {
        if control.isStopped { return }
        guard let next = machine.alternative() else {
          MachineRelay.tell(error, connection, queue)
          return
        }
        machine = next
      }
    }
  }

  private func connect(_ machine: any Machine) throws(MachineFailure) -> MachineConnection {
    let begin = Clock.monotonic
    let process = try machine.start()
    control.began(process)
    return MachineConnection(machine, process, control, begin: begin)
  }

  private func report(_ failure: MachineFailure) {
    queue.append(
      Event(
        time: Clock.now,
        body: .failed(
          SandboxFailure(
            stage: "start", subject: "a machine: \(failure.message)", errno: 0,
            remedy: failure.remedy))))
  }
}
