import Glibc
import LabModel

/// What holds a sandbox's limits, and the record of it.
enum SandboxLimits {
  /// Sets what the agent can set for the whole sandbox and tells what holds each limit.
  ///
  /// Shells get their rlimits when they start (getrlimit(2): RLIMIT_NPROC, RLIMIT_DATA).
  static func apply(_ limits: Limits, heldByCgroup: [String]) -> [NamedValue] {
    var processes = ["rlimit"]
    if heldByCgroup.contains("processes") { processes.append("cgroup") }
    // From Linux 6.14 on each PID namespace has a pid_max of its own; before, this file is the
    // machine's, and not ours to write. The first 300 pids are never given out again.
    if (try? SystemFile.write("\(limits.processes + 400)", to: "/proc/sys/kernel/pid_max")) != nil {
      processes.append("pid_max")
    }
    let memory = heldByCgroup.contains("memory") ? "rlimit+cgroup" : "rlimit"
    return [
      NamedValue(name: "processes", value: processes.joined(separator: "+")),
      NamedValue(name: "memory", value: memory), NamedValue(name: "disk", value: "tmpfs"),
      NamedValue(name: "output", value: "agent"),
    ]
  }

  /// What a run records of its sandbox.
  static func record(held: [NamedValue], shell: String, notes: [String]) -> SandboxRecord {
    var name = utsname()
    uname(&name)
    func text<Field>(_ field: Field) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    let map = SystemFile.text("/proc/self/uid_map") ?? ""
    let ids = map.split(separator: "\n").reduce(0) {
      $0 + ($1.split(separator: " ").last.flatMap { Int($0) } ?? 0)
    }
    return SandboxRecord(
      identifiers: ids > 1 ? "range" : "single", limits: held,
      kernelRelease: text(name.release), kernelVersion: text(name.version),
      machine: text(name.machine), shell: shell, notes: notes)
  }
}
