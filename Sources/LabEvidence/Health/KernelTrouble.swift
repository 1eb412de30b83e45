/// Something in a kernel's log that no sound kernel says: a warning, an oops, a stall.
package struct KernelTrouble: Sendable, Hashable {
  /// What the kernel complains of.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case warning = "WARNING"
    case bug = "BUG"
    case oops = "oops"
    case generalProtection = "general protection fault"
    case kasan = "KASAN"
    case kcsan = "KCSAN"
    case kmsan = "KMSAN"
    case kfence = "KFENCE"
    case ubsan = "UBSAN"
    case lockdep = "lockdep"
    case rcuUsage = "suspicious RCU usage"
    case hungTask = "hung task"
    case rcuStall = "RCU stall"
    case softLockup = "soft lockup"
    case hardLockup = "hard lockup"
    case workqueueLockup = "workqueue lockup"
    /// A network device that is not let go: somebody still holds a reference.
    case deviceHeld = "device held"
    case memoryLeak = "memory leak"
    /// The kernel killed a process for want of memory of the whole machine.
    case outOfMemory = "out of memory"
    case panic = "panic"

    /// Whether it says that something took too long: an emulator that gets no time does the same.
    package var isDelay: Bool {
      switch self {
      case .hungTask, .rcuStall, .softLockup, .hardLockup, .workqueueLockup: true
      default: false
      }
    }

    /// Whether the kernel tells of it in one line, without a stack.
    var isOneLine: Bool { self == .deviceHeld || self == .memoryLeak || self == .outOfMemory }
  }

  package var kind: Kind
  /// The line that says what it is, without the console's time stamp; from a guest, unescaped.
  package var headline: String
  /// Functions on top of its stack, innermost first, those that every such report has left out.
  package var frames: [String]
  /// Numbers of its lines in the kernel's log, first and last.
  package var lines: ClosedRange<Int>
  /// The number of the line with the headline.
  package var line: Int
  /// When the headline was read.
  package var time: Int64

  package init(
    kind: Kind, headline: String, frames: [String], lines: ClosedRange<Int>, line: Int, time: Int64
  ) {
    self.kind = kind
    self.headline = headline
    self.frames = frames
    self.lines = lines
    self.line = line
    self.time = time
  }

  /// A name for a person: `WARNING in netif_foo`, `hung task`.
  package var title: String {
    frames.first.map { "\(kind.rawValue) in \($0)" } ?? kind.rawValue
  }

  /// Twelve hexadecimal digits that the same trouble has on another boot, CPU and build.
  package var fingerprint: String { TroubleFingerprint.of(self) }
}
