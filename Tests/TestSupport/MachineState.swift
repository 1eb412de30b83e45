import Glibc

/// What of the machine a run must not change.
package struct MachineState: Equatable {
  package var mounts: [String]
  package var links: [String]
  /// Network namespaces with a name, as ip-netns(8) makes them.
  package var namespaces: [String]

  package static var now: MachineState {
    MachineState(
      mounts: ProcessTree.read("/proc/self/mountinfo").split(separator: "\n").map(String.init),
      links: ProcessTree.names("/sys/class/net").sorted(),
      namespaces: ProcessTree.names("/run/netns").sorted())
  }

  /// Groups that these labbooks made below our own cgroup of version 2, where there is one.
  package static func cgroups(of labbooks: [pid_t]) -> [String] {
    let mount = ProcessTree.read("/proc/self/mounts").split(separator: "\n")
      .map { $0.split(separator: " ") }.first { $0.count > 2 && $0[2] == "cgroup2" }
    let own = ProcessTree.read("/proc/self/cgroup").split(separator: "\n")
      .first { $0.hasPrefix("0::") }
    guard let mount, let own else { return [] }
    return ProcessTree.names(String(mount[1] + own.dropFirst(3))).filter { name in
      labbooks.contains { name.hasPrefix("labbook-\($0)-") }
    }
  }
}
