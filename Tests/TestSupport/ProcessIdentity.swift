import Glibc

/// One process, and not another one that got its number later.
package struct ProcessIdentity: Hashable, Sendable {
  package var process: pid_t
  /// Field 22 of proc_pid_stat(5), in clock ticks.
  package var startTime: Int

  /// Whether it is still there; a zombie is not.
  package var isAlive: Bool {
    guard let entry = ProcessTree.entry(process) else { return false }
    return entry.identity == self && entry.state != "Z" && entry.state != "X"
  }
}
