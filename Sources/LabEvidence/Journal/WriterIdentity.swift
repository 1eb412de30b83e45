import Glibc

/// Which process writes a run: enough to tell later whether it is still there.
struct WriterIdentity: Hashable {
  var process: Int32
  /// When it started, in clock ticks since boot (field 22 of proc_pid_stat(5)); 0 where unknown.
  var start: Int64
  /// The boot's random id; empty where unknown.
  var boot: String
  /// Inode of its PID namespace: elsewhere its number means another process, or none.
  var namespace: Int64

  /// This process.
  static func current() -> WriterIdentity {
    let process = getpid()
    return WriterIdentity(
      process: process, start: processStart("self") ?? 0, boot: bootIdentifier(),
      namespace: processNamespace())
  }

  /// Whether it is certain that the process is gone.
  var isGone: Bool {
    let boot = Self.bootIdentifier()
    guard !self.boot.isEmpty, !boot.isEmpty else { return false }
    guard self.boot == boot else { return true }
    guard namespace == Self.processNamespace(), start != 0 else { return false }
    return Self.processStart("\(process)") != start
  }

  private static func bootIdentifier() -> String {
    let text = SmallFile.text("/proc/sys/kernel/random/boot_id") ?? ""
    return String(text.prefix { $0 != "\n" })
  }

  private static func processNamespace() -> Int64 {
    var status = stat()
    return stat("/proc/self/ns/pid", &status) == 0 ? Int64(status.st_ino) : 0
  }

  /// Start time of a process that is there and not a zombie.
  private static func processStart(_ name: String) -> Int64? {
    guard let text = SmallFile.text("/proc/\(name)/stat") else { return nil }
    // The second field, the command's name in parentheses, may itself hold blanks and parentheses.
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return Int64(fields[19])
  }
}
