import CLinux
import Glibc
import LabModel

/// How a guest's kernel behaves: trouble shows soon, and ends the machine only where the kernel itself
/// cannot go on.
enum GuestSettings {
  /// proc(5), and Documentation/admin-guide/sysctl/kernel.rst.
  private static let values: [(path: String, value: String)] = [
    // Stay where a panic was: the host has read it, and ends the machine.
    ("/proc/sys/kernel/panic", "0"),
    // An oops is evidence: the run goes on as far as it can.
    ("/proc/sys/kernel/panic_on_oops", "0"),
    ("/proc/sys/kernel/panic_on_warn", "0"),
    ("/proc/sys/kernel/hung_task_panic", "0"),
    ("/proc/sys/kernel/softlockup_panic", "0"),
    // Sooner than after two minutes, and as often as it happens.
    ("/proc/sys/kernel/hung_task_timeout_secs", "20"),
    ("/proc/sys/kernel/hung_task_warnings", "-1"),
    // Warnings and worse on the console: its last lines are all that a crash leaves.
    ("/proc/sys/kernel/printk", "5 4 1 7"),
    ("/sys/module/printk/parameters/time", "Y"),
  ]

  /// Sets what the kernel has.
  static func apply() {
    for (path, value) in values { try? SystemFile.write(value, to: path) }
    _ = sethostname("labbook", 7)
  }
}
