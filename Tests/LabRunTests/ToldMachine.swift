import Glibc
import LabModel
import LabSandbox
import Synchronization

/// A bench whose sandboxes are real, in namespaces, and tell what a machine's would besides.
///
/// What a machine is has tests of its own; here it matters what the recorder makes of its events.
struct ToldMachine: Bench {
  /// What is told, and before which event of the sandbox.
  enum Moment: Sendable, Hashable {
    case first
    /// Before the end of a step, but read a little later.
    case end(Int)
    /// Instead of the start of a step and of all after it.
    case insteadOfStep(Int)
    case insteadOfReady
  }

  var told: [(moment: Moment, body: Event.Body)]
  var kernel: BenchKernel? = ToldMachine.guest
  /// How long it boots, in µs.
  var bootTime: UInt32 = 0

  static let guest = BenchKernel(
    release: "4.19.0-27-amd64", version: "#1 SMP Debian 4.19.316-1 (2024-06-25)",
    machine: "x86_64", configuration: Array("CONFIG_NET=y\nCONFIG_BRIDGE=m\n".utf8), label: "4.19")

  static let record = MachineRecord(
    accelerator: .uml, emulator: "User-mode Linux", memory: 1 << 28, processors: 1,
    isResumed: false, startDuration: 1_500_000_000)

  var backend: String { "uml" }

  /// Begins with the machine and a kernel without taint, as every machine does.
  init(_ told: [(moment: Moment, body: Event.Body)] = []) {
    self.told = [(.first, .machine(Self.record)), (.first, .taint(0))] + told
  }

  func start(_ setup: SandboxSetup) throws(SandboxFailure) -> any Sandbox {
    let bench = NamespaceBench(agentPath: NamespaceBench.installedAgent)
    return ToldSandbox(try bench.start(setup), told, bootTime)
  }

  private final class ToldSandbox: Sandbox {
    private let sandbox: any Sandbox
    private let told: [(moment: Moment, body: Event.Body)]
    private let state = Mutex(State())

    private struct State {
      var waiting: [Event] = []
      var hasBegun = false
      var isOver = false
    }

    private let bootTime: UInt32

    init(
      _ sandbox: any Sandbox, _ told: [(moment: Moment, body: Event.Body)], _ bootTime: UInt32
    ) {
      self.sandbox = sandbox
      self.bootTime = bootTime
      self.told = told
    }

    var process: Int32? { nil }

    func send(_ command: Command) throws(SandboxFailure) { try sandbox.send(command) }

    func next(within milliseconds: Int32?) throws(SandboxFailure) -> Arrival {
      if let event = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) {
        return .event(event)
      }
      if state.withLock({ $0.isOver }) { return .ended }
      let arrival = try sandbox.next(within: milliseconds)
      guard case .event(var event) = arrival else { return arrival }
      // The kernel's release is the guest's there.
      if case .ready(var record) = event.body {
        record.kernelRelease = ToldMachine.guest.release
        record.kernelVersion = ToldMachine.guest.version
        event.body = .ready(record)
        usleep(bootTime)
      }
      return state.withLock { state in
        var moments: [Moment] = []
        var replaces = false
        if !state.hasBegun { moments.append(.first) }
        state.hasBegun = true
        switch event.body {
        case .stepEnded(let end): moments.append(.end(end.step))
        case .stepStarted(let start):
          replaces = told.contains { $0.moment == .insteadOfStep(start.step) }
          moments.append(.insteadOfStep(start.step))
        case .ready:
          replaces = told.contains { $0.moment == .insteadOfReady }
          moments.append(.insteadOfReady)
        default: break
        }
        state.waiting = moments.flatMap { moment in
          told.filter { $0.moment == moment }.map {
            Event(
              time: EventTime(
                monotonic: event.time.monotonic + 1000, wall: event.time.wall + 1000),
              body: $0.body)
          }
        }
        if replaces { state.isOver = true } else { state.waiting.append(event) }
        return .event(state.waiting.removeFirst())
      }
    }

    func stop() { sandbox.stop() }

    func waitUntilGone() { sandbox.waitUntilGone() }
  }
}
