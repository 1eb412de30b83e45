import CLinux
import Glibc

/// Trouble made on purpose: how the handling of a machine's crashes is tested, since nothing in a
/// sandbox can bring its kernel down.
///
/// The kernel's command line asks for it: `labbook.fault=panic:500` is a panic 500 ms after the
/// sandbox's agent has first said something.
final class GuestFault {
  private enum Kind: String {
    /// The kernel panics, by sysrq(8) or by the end of its first process.
    case panic
    /// Nothing but an endless loop gets any processor.
    case hang
    /// All memory is used up, and the agent is the first to be killed for it.
    case oom
    /// The log is flooded, console and all.
    case flood
    /// The agent is killed.
    case lost
    /// The wall clock is set back by an hour.
    case clock
  }

  private let kind: Kind
  /// ns after the agent's first word.
  private let delay: Int64
  private var due: Int64?

  private init(_ kind: Kind, delay: Int64) {
    self.kind = kind
    self.delay = delay
  }

  /// What the kernel's command line asks for.
  static var wanted: GuestFault? {
    guard let value = GuestArguments.value("labbook.fault") else { return nil }
    let fields = value.split(separator: ":")
    guard let kind = fields.first.flatMap({ Kind(rawValue: String($0)) }) else { return nil }
    let delay = fields.dropFirst().first.flatMap { Int64($0) } ?? 0
    return GuestFault(kind, delay: delay * 1_000_000)
  }

  /// The agent has said something.
  func begin() {
    if due == nil { due = Clock.monotonic + delay }
  }

  /// How long to wait for it, in ms; -1 until it has begun.
  var wait: Int32 {
    guard let due else { return -1 }
    return Int32(clamping: max(0, due - Clock.monotonic + 999_999) / 1_000_000)
  }

  var isDue: Bool { due.map { $0 <= Clock.monotonic } ?? false }

  /// Does it; `agent` is the sandbox's.
  func happen(agent: pid_t?) {
    switch kind {
    case .panic:
      try? SystemFile.write("c", to: "/proc/sysrq-trigger")
      _exit(1)
    case .hang:
      try? SystemFile.write("-1", to: "/proc/sys/kernel/sched_rt_runtime_us")
      var parameter = sched_param(sched_priority: 99)
      sched_setscheduler(0, SCHED_FIFO, &parameter)
      while true {}
    case .oom:
      if let agent { try? SystemFile.write("1000", to: "/proc/\(agent)/oom_score_adj") }
      lb_exhaust_memory()
    case .flood:
      // Else the kernel takes ten lines in five seconds; it wants the line's end.
      try? SystemFile.write("on\n", to: "/proc/sys/kernel/printk_devkmsg")
      lb_flood_log()
    case .lost:
      if let agent { kill(agent, SIGKILL) }
    case .clock:
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      time.tv_sec -= 3600
      clock_settime(CLOCK_REALTIME, &time)
    }
  }
}
