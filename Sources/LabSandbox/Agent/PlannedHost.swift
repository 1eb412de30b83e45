import CLinux
import Glibc
import LabModel

/// A network namespace that labbook makes before the first step.
struct PlannedHost {
  let record: HostRecord
  let namespace: Descriptor
  let capture: Capture

  /// Makes a namespace for each host but the first, which is the sandbox's own, and opens a capture
  /// inside each.
  static func open(_ setup: SandboxSetup, home: Descriptor) throws(SandboxFailure) -> [PlannedHost]
  {
    var hosts: [PlannedHost] = []
    for (index, plan) in setup.hosts.enumerated() {
      if index > 0, lb_unshare(CLONE_NEWNET) != 0 {
        throw SandboxFailure(
          stage: "make", subject: "a network namespace for host \(plan.name)", errno: errno,
          remedy: "raise user.max_net_namespaces")
      }
      let record = HostRecord(number: index + 1, name: plan.name, origin: .planned)
      hosts.append(
        PlannedHost(
          record: record,
          namespace: try Descriptor.open("/proc/thread-self/ns/net", O_RDONLY),
          capture: try Capture(host: record.number, filters: setup.captureFilters)))
    }
    guard lb_setns(home.number, CLONE_NEWNET) == 0 else {
      throw SandboxFailure(stage: "return to", subject: "host lab", errno: errno)
    }
    return hosts
  }

  /// Gives each host but the first its name below /run/netns, as `ip netns attach` does.
  static func name(_ hosts: [PlannedHost]) throws(SandboxFailure) {
    for host in hosts.dropFirst() {
      let path = "\(NamespaceNames.folder)/\(host.record.name)"
      try RootFilesystem.writeFile(path, [], mode: 0o444)
      let source = "/proc/self/fd/\(host.namespace.number)"
      guard lb_mount(source, path, nil, LB_MS_BIND, nil) == 0 else {
        throw SandboxFailure(stage: "name", subject: "host \(host.record.name)", errno: errno)
      }
    }
  }

  /// The host with its recorder, which takes what is there now for the beginning.
  func recorded(in group: RecorderGroup) throws(SandboxFailure) -> Host {
    let recorder = try ThreadNetwork.inside(namespace.number, "host \(record.name)") {
      () throws(SandboxFailure) in
      try NetworkRecorder(host: record, group: group, now: Clock.monotonic)
    }
    return Host(record: record, namespace: namespace, recorder: recorder, capture: capture)
  }
}
