package import LabModel

/// Everything that the store holds of one run, as values; the packets' bytes are read on demand.
///
/// Times are CLOCK_MONOTONIC in ns. Rows keep the numbers that they have in the store.
package struct RunEvidence: Sendable {
  package var run: RunRow
  package var hosts: [HostRow] = []
  package var interfaces: [InterfaceRow] = []
  package var steps: [StepRow] = []
  package var attempts: [AttemptRow] = []
  package var outputs: [OutputRow] = []
  package var outputCuts: [OutputCutRow] = []
  package var links: [ChangeRow<Link>] = []
  package var addresses: [ChangeRow<Address>] = []
  package var routes: [ChangeRow<Route>] = []
  package var neighbours: [ChangeRow<Neighbour>] = []
  package var rules: [ChangeRow<Rule>] = []
  package var sockets: [SocketRow] = []
  package var counters: [CounterRow] = []
  package var fences: [FenceRow] = []
  package var losses: [LossRow] = []
  /// The machine of a run on another kernel; nil where it ran on this machine's own, or none started.
  package var machine: MachineRecord?
  package var kernelLog: [KernelLogRow] = []
  package var taints: [TaintRow] = []
  /// How the machine was lost; nil where it was not.
  package var crash: MachineCrash?
  /// Troubles in the kernel's log that its notebook expects.
  package var ignoredTroubles: [IgnoredTrouble] = []
  /// The packets in order of time.
  package var packets: any PacketSource

  package init(run: RunRow, packets: any PacketSource) {
    self.run = run
    self.packets = packets
  }
}

/// Packets of a run, read in order without holding all of them.
package protocol PacketSource: Sendable {
  /// How many packets the run has.
  var count: Int { get }

  /// Calls `body` for each packet whose time is in `times`, in order, until it returns false.
  ///
  /// - Throws: what reading the store throws.
  func forEach(in times: ClosedRange<Int64>, _ body: (PacketRow) throws -> Bool) throws
}

/// One packet of the store.
package struct PacketRow: Sendable, Hashable {
  package var number: Int
  package var host: Int
  /// Number of the row in `interfaces`.
  package var interface: Int
  package var direction: Packet.Direction
  package var hardwareType: UInt16
  package var time: Int64
  /// CLOCK_REALTIME in ns.
  package var wall: Int64
  package var length: Int
  /// The captured frame.
  package var bytes: [UInt8]
  /// How far `time` can be off, in ns: the kernel stamped `wall`.
  package var clockError: Int64

  package init(
    number: Int, host: Int, interface: Int, direction: Packet.Direction, hardwareType: UInt16,
    time: Int64, wall: Int64, length: Int, bytes: [UInt8], clockError: Int64 = 0
  ) {
    self.number = number
    self.host = host
    self.interface = interface
    self.direction = direction
    self.hardwareType = hardwareType
    self.time = time
    self.wall = wall
    self.length = length
    self.bytes = bytes
    self.clockError = clockError
  }
}

/// A run.
package struct RunRow: Sendable, Hashable {
  /// What became of a run.
  package enum Status: String, Sendable, CaseIterable {
    case running
    case finished
    case interrupted
    case blocked
    case crashed
  }

  package var number: Int
  /// UUIDv7 in lower case.
  package var id: String
  package var path: String
  package var title: String
  package var backend: String
  package var kernelRelease: String
  /// What the user called the kernel (`6.12`); nil on this machine's running one.
  package var kernelLabel: String?
  /// Names of the kernel's options that are on, without `CONFIG_`; nil where its config is unknown.
  package var kernelOptions: KernelOptions?
  package var parameters: [String: String]
  /// The pcap filter that narrowed the capture (front matter's `capture`); nil where all was taken.
  package var captureFilter: String?
  package var status: Status
  /// Why it was blocked, interrupted or crashed.
  package var reason: String?
  /// When the sandbox stood (CLOCK_MONOTONIC, ns): the zero of the run's own clock.
  package var start: Int64
  package var end: Int64?
  /// CLOCK_REALTIME at `start`, ns since 1970.
  package var startWall: Int64

  package init(
    number: Int, id: String, path: String, title: String, backend: String, kernelRelease: String,
    kernelLabel: String? = nil, kernelOptions: KernelOptions? = nil,
    parameters: [String: String] = [:],
    captureFilter: String? = nil, status: Status, reason: String? = nil, start: Int64,
    end: Int64? = nil, startWall: Int64
  ) {
    self.number = number
    self.id = id
    self.path = path
    self.title = title
    self.backend = backend
    self.kernelRelease = kernelRelease
    self.kernelLabel = kernelLabel
    self.kernelOptions = kernelOptions
    self.parameters = parameters
    self.captureFilter = captureFilter
    self.status = status
    self.reason = reason
    self.start = start
    self.end = end
    self.startWall = startWall
  }
}

/// A host: recorded from `from` until `to`.
package struct HostRow: Sendable, Hashable {
  package var number: Int
  package var name: String
  package var origin: HostRecord.Origin
  package var from: Int64
  package var to: Int64?

  package init(
    number: Int, name: String, origin: HostRecord.Origin, from: Int64, to: Int64? = nil
  ) {
    self.number = number
    self.name = name
    self.origin = origin
    self.from = from
    self.to = to
  }
}

/// An interface under one name: a rename ends one row and begins another.
package struct InterfaceRow: Sendable, Hashable {
  package var number: Int
  package var host: Int
  package var index: Int32
  package var name: String
  package var hardwareType: UInt16
  package var from: Int64
  package var to: Int64?

  package init(
    number: Int, host: Int, index: Int32, name: String, hardwareType: UInt16, from: Int64,
    to: Int64? = nil
  ) {
    self.number = number
    self.host = host
    self.index = index
    self.name = name
    self.hardwareType = hardwareType
    self.from = from
    self.to = to
  }
}

/// A step of the notebook as it was when it ran.
package struct StepRow: Sendable, Hashable {
  package var number: Int
  package var block: Int
  package var blockID: String?
  package var indexInBlock: Int
  package var host: String
  package var command: String
  /// Why it did not run (its block's `when=`, `needs=`, a required miss before it); nil if it did.
  package var skipped: String?
  /// True where `skipped` comes from `when=`: claims about it are not applicable.
  package var isPassedOver: Bool

  package init(
    number: Int, block: Int, blockID: String? = nil, indexInBlock: Int, host: String,
    command: String, skipped: String? = nil, isPassedOver: Bool = false
  ) {
    self.number = number
    self.block = block
    self.blockID = blockID
    self.indexInBlock = indexInBlock
    self.host = host
    self.command = command
    self.skipped = skipped
    self.isPassedOver = isPassedOver
  }
}

/// One run of a step.
package struct AttemptRow: Sendable, Hashable {
  /// Its number within the run, over all steps.
  package var number: Int
  package var step: Int
  /// 1 for the first; more with `retry=`.
  package var attempt: Int
  package var start: Int64
  /// When the command ended; nil if the run was interrupted in it.
  package var exit: Int64?
  /// When it had settled and been fenced off.
  package var end: Int64?
  package var ending: StepEnd.Ending?
  package var status: Int32?
  package var settled: StepEnd.Settled?
  package var leaks: Int
  /// Whether it met its expectation; nil where there was none to meet or it did not end.
  package var met: Bool?
  /// How it missed, for a person.
  package var miss: String?
  /// Numbers of the packets that were seen while it ran; nil if there were none.
  package var packets: ClosedRange<Int>?
  /// Number of the host it ran on; 0 where that was not there.
  package var host: Int
  /// User and system time in µs, of the shell and what it reaped during the step.
  package var userTime: Int64
  package var systemTime: Int64

  package init(
    number: Int, step: Int, attempt: Int = 1, start: Int64, exit: Int64? = nil, end: Int64? = nil,
    ending: StepEnd.Ending? = nil, status: Int32? = nil, settled: StepEnd.Settled? = nil,
    leaks: Int = 0, met: Bool? = nil, miss: String? = nil, packets: ClosedRange<Int>? = nil,
    host: Int = 0, userTime: Int64 = 0, systemTime: Int64 = 0
  ) {
    self.number = number
    self.step = step
    self.attempt = attempt
    self.start = start
    self.exit = exit
    self.end = end
    self.ending = ending
    self.status = status
    self.settled = settled
    self.leaks = leaks
    self.met = met
    self.miss = miss
    self.packets = packets
    self.host = host
    self.userTime = userTime
    self.systemTime = systemTime
  }
}

/// Bytes that a step printed, in the order in which they came.
package struct OutputRow: Sendable, Hashable {
  package var number: Int
  package var step: Int
  package var attempt: Int
  package var stream: OutputStream
  package var time: Int64
  package var bytes: [UInt8]

  package init(
    number: Int, step: Int, attempt: Int = 1, stream: OutputStream, time: Int64, bytes: [UInt8]
  ) {
    self.number = number
    self.step = step
    self.attempt = attempt
    self.stream = stream
    self.time = time
    self.bytes = bytes
  }
}

/// Bytes of output that were dropped at the output limit.
package struct OutputCutRow: Sendable, Hashable {
  package var step: Int
  package var attempt: Int
  package var stream: OutputStream
  package var time: Int64
  package var bytes: Int

  package init(step: Int, attempt: Int, stream: OutputStream, time: Int64, bytes: Int) {
    self.step = step
    self.attempt = attempt
    self.stream = stream
    self.time = time
    self.bytes = bytes
  }
}

/// A recorded change of a kernel object: it happened between `change.earliest` and `time`.
package struct ChangeRow<Object: Sendable & Hashable>: Sendable, Hashable {
  package var number: Int
  package var time: Int64
  package var change: ObjectChange<Object>

  package init(number: Int, time: Int64, change: ObjectChange<Object>) {
    self.number = number
    self.time = time
    self.change = change
  }
}

/// A socket that changed between the fence before and `fence`.
package struct SocketRow: Sendable, Hashable {
  package var number: Int
  /// Number of the fence at which the change was found.
  package var fence: Int
  package var time: Int64
  package var change: SocketChange

  package init(number: Int, fence: Int, time: Int64, change: SocketChange) {
    self.number = number
    self.fence = fence
    self.time = time
    self.change = change
  }
}

/// A counter that changed between the fence before and `fence`.
package struct CounterRow: Sendable, Hashable {
  package var number: Int
  package var fence: Int
  package var time: Int64
  package var change: CounterChange

  package init(number: Int, fence: Int, time: Int64, change: CounterChange) {
    self.number = number
    self.fence = fence
    self.time = time
    self.change = change
  }
}

/// An instant at which all was drained and all tables were compared.
package struct FenceRow: Sendable, Hashable {
  package var number: Int
  /// 0 before the first step, for `wait=` and at the end.
  package var step: Int
  package var attempt: Int
  package var time: Int64

  package init(number: Int, step: Int, attempt: Int, time: Int64) {
    self.number = number
    self.step = step
    self.attempt = attempt
    self.time = time
  }
}

/// Evidence that is missing, somewhere between `since` and `time`.
package struct LossRow: Sendable, Hashable {
  package var number: Int
  package var host: Int
  package var source: Loss.Source
  package var count: Int
  package var since: Int64
  package var time: Int64

  package init(
    number: Int, host: Int, source: Loss.Source, count: Int, since: Int64, time: Int64
  ) {
    self.number = number
    self.host = host
    self.source = source
    self.count = count
    self.since = since
    self.time = time
  }
}
