import CLinux
import Glibc
import LabModel
import LabSandbox

/// eventfd(2): wakes a thread that polls.
enum WakeSignal {
  /// A new one, not set.
  /// - Throws: `SandboxFailure` where the process has no descriptors left.
  static func make() throws(SandboxFailure) -> Descriptor {
    let number = lb_wake_signal()
    guard number >= 0 else {
      throw SandboxFailure(stage: "make", subject: "an eventfd", errno: errno)
    }
    return Descriptor(number)
  }

  /// Makes it readable.
  static func set(_ signal: Descriptor) {
    var one: UInt64 = 1
    _ = write(signal.number, &one, 8)
  }

  /// Makes it unreadable.
  static func clear(_ signal: Descriptor) {
    var count: UInt64 = 0
    _ = read(signal.number, &count, 8)
  }
}
