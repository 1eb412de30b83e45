import Glibc
import LabModel

/// A cgroup of version 2 that holds a sandbox's limits, where the machine lets us make one
/// (cgroups(7): the memory and pids controllers handed down to our own group).
final class ControlGroup: Sendable {
  let path: String
  /// The limits that it holds: `memory`, `processes`.
  let holds: [String]

  private init(path: String, holds: [String]) {
    self.path = path
    self.holds = holds
  }

  /// A new group below our own with `limits` set; nil where that may not be done, and rlimits serve.
  static func make(limits: Limits) -> ControlGroup? {
    guard let parent = parent() else { return nil }
    sweep(parent)
    let path = "\(parent)/labbook-\(getpid())-\(Clock.monotonic)"
    guard mkdir(path, 0o755) == 0 else { return nil }
    var holds: [String] = []
    if (try? SystemFile.write("\(limits.memory)", to: path + "/memory.max")) != nil {
      holds.append("memory")
      try? SystemFile.write("0", to: path + "/memory.swap.max")
    }
    // The agent itself and its threads count too.
    if (try? SystemFile.write("\(limits.processes + 16)", to: path + "/pids.max")) != nil {
      holds.append("processes")
    }
    let group = ControlGroup(path: path, holds: holds)
    guard !holds.isEmpty else {
      group.remove()
      return nil
    }
    return group
  }

  /// Moves a process into the group.
  func add(_ process: pid_t) {
    try? SystemFile.write("\(process)", to: path + "/cgroup.procs")
  }

  /// Removes the group once its last process is gone, within half a second.
  func remove() {
    for _ in 0..<100 {
      if rmdir(path) == 0 || errno == ENOENT { return }
      usleep(5000)
    }
  }

  /// Our own group, if it is of version 2 and hands memory and pids down to its children.
  private static func parent() -> String? {
    guard let mounts = SystemFile.text("/proc/self/mounts"),
      let own = SystemFile.text("/proc/self/cgroup")
    else { return nil }
    let mount = mounts.split(separator: "\n").first {
      $0.split(separator: " ").dropFirst(2).first == "cgroup2"
    }
    let line = own.split(separator: "\n").first { $0.hasPrefix("0::") }
    guard let point = mount?.split(separator: " ").dropFirst().first, let line else { return nil }
    let path = point + line.dropFirst(3)
    let folder = path.hasSuffix("/") ? String(path.dropLast()) : String(path)
    let handed = SystemFile.text(folder + "/cgroup.subtree_control") ?? ""
    let names = handed.split(whereSeparator: \.isWhitespace)
    guard names.contains("memory") || names.contains("pids"), access(folder, W_OK) == 0 else {
      return nil
    }
    return folder
  }

  /// Removes groups that a killed labbook left: they are empty, so that rmdir succeeds.
  private static func sweep(_ parent: String) {
    for name in SystemFile.names(in: parent) where name.hasPrefix("labbook-") {
      guard let process = name.split(separator: "-").dropFirst().first.flatMap({ pid_t($0) }),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      rmdir("\(parent)/\(name)")
    }
  }
}
