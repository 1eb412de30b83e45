import CLinux
import Glibc
import LabModel

extension Agent {
  /// Begins to follow a host's sockets.
  func listen(to host: Host) throws(SandboxFailure) {
    try poller.add(host.recorder.fileDescriptor, .netlink(host: host.record.number))
    try poller.add(host.capture.socket, .capture(host: host.record.number))
  }

  /// Starts the shell of a host.
  func startShell(_ place: Shell.Place, host: Int) throws(SandboxFailure) -> Shell {
    let shell = try Shell(shellProgram, place)
    try poller.add(shell.status.number, .shellStatus(host: host))
    return shell
  }

  /// What a shell needs of its host.
  func place(_ namespace: Descriptor?, _ name: String) -> Shell.Place {
    Shell.Place(
      namespace: namespace?.number ?? -1, hostname: name,
      environment: setup.environment, limits: setup.limits)
  }

  /// Follows /run/netns: captures namespaces that steps name, lets go of those they unname.
  func followNames() {
    for change in names.changes() {
      switch change {
      case .added(let name, let namespace):
        let inode = Host.inode(of: namespace)
        // A planned host's own name, or a second name for a namespace that is known.
        if hosts.contains(where: { $0.inode == inode && !$0.isClosed }) { continue }
        add(name, namespace, .named)
      case .removed(let name):
        guard let host = hosts.last(where: { $0.record.name == name && !$0.isClosed }) else {
          continue
        }
        remove(host)
      }
    }
  }

  /// Records a namespace from now on.
  func add(_ name: String, _ namespace: Descriptor, _ origin: HostRecord.Origin) {
    hostCount += 1
    let record = HostRecord(number: hostCount, name: name, origin: origin)
    emit(.hostAdded(record))
    do throws(SandboxFailure) {
      let host = try ThreadNetwork.inside(namespace.number, "host \(name)") {
        () throws(SandboxFailure) in
        let recorder = try NetworkRecorder(host: record, group: group, now: Clock.monotonic)
        let capture = try Capture(host: record.number, filters: setup.captureFilters)
        try capture.useQueue()
        try capture.bind()
        return Host(record: record, namespace: namespace, recorder: recorder, capture: capture)
      }
      hosts.append(host)
      for body in host.recorder.initialEvents() { emit(body) }
      try listen(to: host)
    } catch {
      // It was gone before it could be entered, or cannot be recorded: what happens in it is lost.
      let now = Clock.monotonic
      emit(.loss(Loss(host: record.number, source: .capture, count: 0, since: now)))
      emit(.hostRemoved(host: record.number))
    }
  }

  /// Takes what a host has left and lets its namespace go, so that the step which removed its name
  /// sees what the kernel does then.
  func remove(_ host: Host) {
    for body in host.recorder.drain(now: Clock.monotonic) { emit(body) }
    if let loss = host.capture.fence({ emit(.packets($0)) }) { emit(.loss(loss)) }
    poller.remove(host.recorder.fileDescriptor)
    poller.remove(host.capture.socket)
    if let shell = host.shell {
      poller.remove(shell.status.number)
      kill(shell.process, SIGKILL)
      host.shell = nil
    }
    host.close()
    emit(.hostRemoved(host: host.record.number))
  }

  /// Looks for namespaces without a name (`unshare -n`) through the processes that are in them, and
  /// records them from now on.
  func findNamespaces(_ entries: [ProcessTable.Entry]) {
    var status = stat()
    for entry in entries where !entry.isZombie {
      let path = "/proc/\(entry.process)/ns/net"
      guard stat(path, &status) == 0 else { continue }
      let inode = UInt64(status.st_ino)
      if hosts.contains(where: { $0.inode == inode && !$0.isClosed }) { continue }
      guard let namespace = try? Descriptor.open(path, O_RDONLY) else { continue }
      add("netns-\(inode)", namespace, .found)
    }
  }

  /// Lets go of namespaces without a name in which no process is left: only the capture holds them.
  func forgetEmptyNamespaces(_ entries: [ProcessTable.Entry]) {
    guard hosts.contains(where: { $0.record.origin == .found && !$0.isClosed }) else { return }
    var inhabited: Set<UInt64> = []
    var status = stat()
    for entry in entries where !entry.isZombie {
      if stat("/proc/\(entry.process)/ns/net", &status) == 0 {
        inhabited.insert(UInt64(status.st_ino))
      }
    }
    for host in hosts
    where host.record.origin == .found && !host.isClosed && !inhabited.contains(host.inode) {
      remove(host)
    }
  }
}
