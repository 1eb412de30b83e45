import CLinux
import Glibc
import LabModel

/// The network namespaces that labbook makes before the first step.
enum PlannedHosts {
  /// Makes a namespace for each host but the first, which is the sandbox's own, and opens recorder
  /// and capture inside each: rtnetlink before capture, so that no packet has an unknown interface.
  static func open(_ setup: SandboxSetup, home: Descriptor, group: RecorderGroup)
    throws(SandboxFailure) -> [Host]
  {
    var hosts: [Host] = []
    for (index, plan) in setup.hosts.enumerated() {
      if index > 0, lb_unshare(CLONE_NEWNET) != 0 {
        throw SandboxFailure(
          stage: "make", subject: "a network namespace for host \(plan.name)", errno: errno,
          remedy: "raise user.max_net_namespaces")
      }
      let record = HostRecord(number: index + 1, name: plan.name, origin: .planned)
      hosts.append(
        Host(
          record: record,
          namespace: try Descriptor.open("/proc/thread-self/ns/net", O_RDONLY),
          recorder: try NetworkRecorder(host: record, group: group, now: Clock.monotonic),
          capture: try Capture(host: record.number, filters: setup.captureFilters)))
    }
    guard lb_setns(home.number, CLONE_NEWNET) == 0 else {
      throw SandboxFailure(stage: "return to", subject: "host lab", errno: errno)
    }
    return hosts
  }

  /// Gives each host but the first its name below /run/netns, as `ip netns attach` does.
  static func name(_ hosts: [Host]) throws(SandboxFailure) {
    for host in hosts.dropFirst() {
      let path = "\(NamespaceNames.folder)/\(host.record.name)"
      try RootFilesystem.writeFile(path, [], mode: 0o444)
      let source = "/proc/self/fd/\(host.namespace?.number ?? -1)"
      guard lb_mount(source, path, nil, LB_MS_BIND, nil) == 0 else {
        throw SandboxFailure(stage: "name", subject: "host \(host.record.name)", errno: errno)
      }
    }
  }
}
