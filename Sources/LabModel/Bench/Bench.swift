/// Something that makes sandboxes: this kernel's namespaces, or a machine with another kernel.
package protocol Bench: Sendable {
  /// What runs record as their backend: `namespaces`, `qemu`, `uml`.
  var backend: String { get }

  /// The kernel that its sandboxes run on; nil where that is the machine's running one.
  var kernel: BenchKernel? { get }

  /// Starts a sandbox for `plan`; its first events tell whether it stands.
  ///
  /// Blocks only as long as starting a process takes.
  /// - Throws: `SandboxFailure` where not even a process could be started.
  func start(_ setup: SandboxSetup) throws(SandboxFailure) -> any Sandbox
}

extension Bench {
  package var kernel: BenchKernel? { nil }
}

/// One sandbox: commands go in, one ordered stream of events comes out.
///
/// Not for several threads at once, but for `stop`.
package protocol Sandbox: AnyObject, Sendable {
  /// The agent's process on this machine, for nsenter(1); nil where it has none here.
  var process: Int32? { get }

  /// Sends a command to the agent.
  /// - Throws: `SandboxFailure` where the agent is gone.
  func send(_ command: Command) throws(SandboxFailure)

  /// Waits for the next event: without end where `milliseconds` is nil.
  ///
  /// An agent that dies without a last word is an event too: `Event.Body.failed`.
  func next(within milliseconds: Int32?) throws(SandboxFailure) -> Arrival

  /// Kills everything in the sandbox; `next` then ends. May be called from any thread, and twice.
  func stop()

  /// Waits until the agent's process has been reaped (its namespaces go with it).
  func waitUntilGone()
}

/// What waiting for an event brought.
package enum Arrival: Sendable, Hashable {
  case event(Event)
  /// No event came in time.
  case timedOut
  /// There are no more events.
  case ended
}

/// What an agent needs to make a sandbox.
package struct SandboxSetup: Sendable, Hashable {
  package var hosts: [HostPlan]
  package var links: [LinkPlan]
  package var files: [FilePlan]
  /// The whole environment of every shell, in order.
  package var environment: [EnvironmentVariable]
  package var limits: Limits
  package var durations: Durations
  package var ipv6: Bool
  package var offloads: Bool
  /// The capture filter as classic BPF for Ethernet (and one for each other link type), empty for all.
  package var captureFilters: [CompiledFilter]
  package var captureBuffer: Int?

  package init(
    hosts: [HostPlan], links: [LinkPlan] = [], files: [FilePlan] = [],
    environment: [EnvironmentVariable] = [], limits: Limits = Limits(),
    durations: Durations = Durations(), ipv6: Bool = true, offloads: Bool = true,
    captureFilters: [CompiledFilter] = [], captureBuffer: Int? = nil
  ) {
    self.hosts = hosts
    self.links = links
    self.files = files
    self.environment = environment
    self.limits = limits
    self.durations = durations
    self.ipv6 = ipv6
    self.offloads = offloads
    self.captureFilters = captureFilters
    self.captureBuffer = captureBuffer
  }
}

/// A pcap filter compiled to classic BPF for one hardware type.
package struct CompiledFilter: Sendable, Hashable {
  /// ARPHRD_*: 1 Ethernet, 772 loopback.
  package var hardwareType: UInt16
  /// `struct sock_filter` as (code, jt, jf, k) packed into 64 bits: code << 48 | jt << 40 | jf << 32 | k.
  package var instructions: [UInt64]

  package init(hardwareType: UInt16, instructions: [UInt64]) {
    self.hardwareType = hardwareType
    self.instructions = instructions
  }
}
