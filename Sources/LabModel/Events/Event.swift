/// Something that happened in a sandbox, with the time it was seen.
///
/// A bench sends events in one ordered stream; the recorder writes them down as they come.
package struct Event: Sendable, Hashable {
  package var time: EventTime
  package var body: Body

  package init(time: EventTime, body: Body) {
    self.time = time
    self.body = body
  }

  /// What happened.
  package enum Body: Sendable, Hashable {
    /// The sandbox stands; steps may run.
    case ready(SandboxRecord)
    /// A network namespace is captured from now on.
    case hostAdded(HostRecord)
    /// A host's namespace lost its name, or its last process; it is no longer captured.
    case hostRemoved(host: Int)
    case stepStarted(StepStart)
    case output(OutputChunk)
    /// `bytes` of a stream were dropped because the step's output is over its limit.
    case outputCut(OutputCut)
    case stepEnded(StepEnd)
    case link(ObjectChange<Link>)
    case address(ObjectChange<Address>)
    case route(ObjectChange<Route>)
    case neighbour(ObjectChange<Neighbour>)
    case rule(ObjectChange<Rule>)
    /// Sockets that appeared, changed or went since the fence before.
    case sockets([SocketChange])
    /// Counters that changed since the fence before.
    case counters([CounterChange])
    case packets(PacketBatch)
    case loss(Loss)
    /// All that the kernel saw before this instant has been sent.
    case fence(Fence)
    case terminalOutput([UInt8])
    /// The interactive shell ended with this status.
    case terminalEnded(Int32)
    /// The sandbox cannot be made or cannot go on.
    case failed(SandboxFailure)
    /// The last event: everything in the sandbox is dead.
    case ended(SandboxEnd)
    /// The machine that the sandbox stands in; the first event of a machine bench.
    case machine(MachineRecord)
    case kernelLog(KernelLogLine)
    /// The guest kernel's taint bits (/proc/sys/kernel/tainted) at the start, and when they changed.
    case taint(UInt64)
    /// The last event of a machine that is lost.
    case crashed(MachineCrash)
  }
}

/// When something was seen, on two clocks.
package struct EventTime: Sendable, Hashable {
  /// CLOCK_MONOTONIC, in ns.
  package var monotonic: Int64
  /// CLOCK_REALTIME, in ns since 1970.
  package var wall: Int64

  package init(monotonic: Int64, wall: Int64) {
    self.monotonic = monotonic
    self.wall = wall
  }
}

/// How the sandbox was made, for the record.
package struct SandboxRecord: Sendable, Hashable {
  /// `range` where many ids are mapped, `single` where only the caller's is.
  package var identifiers: String
  /// What holds each limit: `cgroup`, `rlimit`, `pid_max`, `tmpfs`; keys are the limits' names.
  package var limits: [NamedValue]
  /// uname(2): release and version.
  package var kernelRelease: String
  package var kernelVersion: String
  package var machine: String
  /// `bash` or `sh`, and its path.
  package var shell: String
  /// What the sandbox had to do without, a sentence each.
  package var notes: [String]

  package init(
    identifiers: String, limits: [NamedValue], kernelRelease: String, kernelVersion: String,
    machine: String, shell: String, notes: [String]
  ) {
    self.identifiers = identifiers
    self.limits = limits
    self.kernelRelease = kernelRelease
    self.kernelVersion = kernelVersion
    self.machine = machine
    self.shell = shell
    self.notes = notes
  }
}

/// A name with a value.
package struct NamedValue: Sendable, Hashable {
  package var name: String
  package var value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// A network namespace of the sandbox.
package struct HostRecord: Sendable, Hashable {
  /// How a host came to be.
  package enum Origin: UInt8, Sendable, Hashable {
    /// labbook made it, before the first step.
    case planned = 1
    /// A step made it with a name (`ip netns add`).
    case named = 2
    /// It has no name (`unshare -n`) and was found at a fence; what came before is not recorded.
    case found = 3
  }

  /// Its number in the run, from 1; `lab` is 1.
  ///
  /// A name that is deleted and made again is a new host.
  package var number: Int
  /// The name; for a found one, `netns-INODE`.
  package var name: String
  package var origin: Origin

  package init(number: Int, name: String, origin: Origin) {
    self.number = number
    self.name = name
    self.origin = origin
  }
}

/// A step begins to run.
package struct StepStart: Sendable, Hashable {
  package var step: Int
  package var attempt: Int
  /// The host's number; 0 where the host is not there.
  package var host: Int

  package init(step: Int, attempt: Int, host: Int) {
    self.step = step
    self.attempt = attempt
    self.host = host
  }
}

/// Bytes that a process of a step printed.
package struct OutputChunk: Sendable, Hashable {
  package var step: Int
  package var attempt: Int
  package var stream: OutputStream
  package var bytes: [UInt8]

  package init(step: Int, attempt: Int, stream: OutputStream, bytes: [UInt8]) {
    self.step = step
    self.attempt = attempt
    self.stream = stream
    self.bytes = bytes
  }
}

/// Bytes of a step's output that were read and dropped.
package struct OutputCut: Sendable, Hashable {
  package var step: Int
  package var attempt: Int
  package var stream: OutputStream
  package var bytes: Int

  package init(step: Int, attempt: Int, stream: OutputStream, bytes: Int) {
    self.step = step
    self.attempt = attempt
    self.stream = stream
    self.bytes = bytes
  }
}

/// A step has ended, settled and been fenced off; the event's time is that of the fence.
package struct StepEnd: Sendable, Hashable {
  /// How a step's command ended.
  package enum Ending: UInt8, Sendable, Hashable {
    /// With an exit status (128 + N where a signal ended it).
    case exited = 1
    /// It ended its shell (`exit`, `exec`, a signal to the shell).
    case shellEnded = 2
    case timedOut = 3
    /// Its host is not there (yet, or any more).
    case hostMissing = 4
  }

  /// What ended the wait after the command.
  package enum Settled: UInt8, Sendable, Hashable {
    /// Everything left was blocked, and no packet had been seen.
    case idle = 1
    /// Everything left was blocked, and no packet came in the quiet window.
    case quiet = 2
    /// The settle limit was over first.
    case limit = 3
  }

  package var step: Int
  package var attempt: Int
  package var ending: Ending
  package var status: Int32
  /// When the command itself ended, CLOCK_MONOTONIC in ns: settling and fence come after.
  package var exitTime: Int64
  package var settled: Settled
  /// Processes that the step left behind other than as jobs of its shell, or that were killed.
  package var leaks: Int
  /// User and system time in µs, of the shell and what it reaped during the step.
  package var userTime: Int64
  package var systemTime: Int64

  package init(
    step: Int, attempt: Int, ending: Ending, status: Int32, exitTime: Int64, settled: Settled,
    leaks: Int, userTime: Int64, systemTime: Int64
  ) {
    self.step = step
    self.attempt = attempt
    self.ending = ending
    self.status = status
    self.exitTime = exitTime
    self.settled = settled
    self.leaks = leaks
    self.userTime = userTime
    self.systemTime = systemTime
  }
}

/// A fence: why it was made.
package struct Fence: Sendable, Hashable {
  /// The step that it ends; 0 for the one before the first step, for `wait=` and at the end.
  package var step: Int
  package var attempt: Int

  package init(step: Int, attempt: Int) {
    self.step = step
    self.attempt = attempt
  }
}

/// Evidence that is missing.
package struct Loss: Sendable, Hashable {
  /// What lost it.
  package enum Source: UInt8, Sendable, Hashable {
    /// A capture ring was full.
    case capture = 1
    /// A netlink socket overflowed.
    case netlink = 2
  }

  package var host: Int
  package var source: Source
  /// Packets, or netlink messages where known (0: unknown number).
  package var count: Int
  /// Earliest instant at which it can have happened, CLOCK_MONOTONIC in ns; the event's time is the
  /// latest.
  package var since: Int64

  package init(host: Int, source: Source, count: Int, since: Int64) {
    self.host = host
    self.source = source
    self.count = count
    self.since = since
  }
}

/// A failure of the tool or machine: which stage, of what, and the errno.
package struct SandboxFailure: Error, Sendable, Hashable {
  /// What was being done, as a verb phrase: `mount proc`.
  package var stage: String
  /// What it was done to: `/proc in host ns1`.
  package var subject: String
  package var errno: Int32
  /// What the user can do about it, if known: lower case, no full stop.
  package var remedy: String?
  /// True where this machine cannot run any notebook (exit status 3).
  package var isMachineUnable: Bool

  package init(
    stage: String, subject: String, errno: Int32, remedy: String? = nil,
    isMachineUnable: Bool = false
  ) {
    self.stage = stage
    self.subject = subject
    self.errno = errno
    self.remedy = remedy
    self.isMachineUnable = isMachineUnable
  }
}

/// What was still there when the sandbox ended.
package struct SandboxEnd: Sendable, Hashable {
  /// Processes that had to be killed at the end, agent and shells not counted.
  package var killed: Int

  package init(killed: Int) { self.killed = killed }
}
