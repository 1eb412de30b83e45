import Glibc
import LabReport

/// What can hold a sandbox to its limits.
struct LimitProbes {
  private static let area = "limits"

  /// Everything of this part.
  func capabilities() -> [Capability] { [cgroups(), processLimit()] }

  /// cgroup v2, delegated to the caller.
  private func cgroups() -> Capability {
    let name = "cgroup v2"
    let root = "/sys/fs/cgroup"
    guard let controllers = SystemFile.text(root + "/cgroup.controllers") else {
      return Capability(
        area: Self.area, name: name, state: .partly,
        detail: "not mounted on /sys/fs/cgroup: rlimits hold instead",
        remedy: access("/run/systemd/system", F_OK) == 0
          ? "boot with systemd.unified_cgroup_hierarchy=1"
          : "mount -t cgroup2 none /sys/fs/cgroup at boot, with no controller left to cgroup v1")
    }
    let own = SystemFile.text("/proc/self/cgroup")?.split(separator: "\n")
      .first { $0.hasPrefix("0::") }.map { String($0.dropFirst(3)) }
    guard let own, access(root + own + "/cgroup.procs", W_OK) == 0,
      access(root + own, W_OK) == 0
    else {
      return Capability(
        area: Self.area, name: name, state: .partly,
        detail: "there, but not delegated to you: rlimits hold instead",
        remedy: "run labbook in a scope of your own: systemd-run --user --scope "
          + "-p Delegate=yes labbook run …")
    }
    let wanted = ["memory", "pids"]
    let present = Set(controllers.split(whereSeparator: \.isWhitespace).map(String.init))
    let absent = wanted.filter { !present.contains($0) }
    guard absent.isEmpty else {
      return Capability(
        area: Self.area, name: name, state: .partly,
        detail: "delegated, but without controllers \(absent.joined(separator: ", "))",
        remedy: "boot a kernel that has them, without cgroup_disable=")
    }
    return Capability(
      area: Self.area, name: name, state: .ok, detail: "delegated, with memory and pids")
  }

  /// pid_max per PID namespace.
  ///
  /// Only the version is looked at: before 6.14 the file is the whole machine's, and a probe must
  /// not write it.
  private func processLimit() -> Capability {
    let release = MachineProbes.kernelRelease
    let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    let isThere = numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 14)
    return Capability(
      area: Self.area, name: "pid_max per namespace", state: isThere ? .ok : .partly,
      detail: isThere
        ? "Linux \(release) has it"
        : "Linux \(release) has it not (6.14 and later do): RLIMIT_NPROC holds instead")
  }
}
