import CLinux
import Glibc
import LabModel

/// PID 1 of a sandbox: makes it, runs steps in it, and tells what happens there.
///
/// One thread and one epoll loop; only the set-up of capture rings has threads of its own.
final class Agent {
  let channel: Channel
  let setup: SandboxSetup
  let poller: Poller
  let processes = ProcessTable()
  let outputs: OutputPipes
  let shellProgram: ShellProgram
  let names: NamespaceNames
  let children: Descriptor
  let group = RecorderGroup()
  /// The sandbox's own network namespace.
  let home: Descriptor
  var hosts: [Host] = []
  /// How many hosts there have been.
  var hostCount = 0
  var terminal: Terminal?
  var commands: [Command] = []
  /// Shells that ended since somebody asked: pid → status of waitpid(2).
  var endedChildren: [pid_t: Int32] = [:]
  /// What `ProcessTable.lastPid` said when only the agent and idle shells were there.
  var quietPid: Int?
  /// The same since the last look at which only they were there; nil while a step runs.
  var settledPid: Int?
  /// What tells that nothing can have happened since the fence before.
  var stillness = Stillness()
  /// Processes that were there after the step before.
  var known: [pid_t: UInt64] = [:]

  /// Makes the sandbox.
  /// - Throws: `SandboxFailure` where the machine does not let it.
  init(_ channel: Channel, _ start: AgentStart, layers: [String: Descriptor])
    throws(SandboxFailure)
  {
    self.channel = channel
    setup = start.setup
    poller = try Poller()
    outputs = OutputPipes(limit: setup.limits.output)
    children = try Self.listenToChildren()
    home = try Descriptor.open("/proc/self/ns/net", O_RDONLY)

    // Rings take 10 ms of waiting, so they are made beside the rest.
    let planned = try PlannedHost.open(setup, home: home)
    let rings = RingSetup(planned.map(\.capture), budget: setup.captureBuffer)
    var root = RootFilesystem()
    try root.build(limits: setup.limits, layers: layers)
    try PlannedHost.name(planned)
    for file in setup.files {
      let path = file.path.hasPrefix("/") ? file.path : "\(RootFilesystem.home)/\(file.path)"
      try RootFilesystem.writeFile(path, file.bytes, mode: file.mode)
    }
    guard let program = ShellProgram(exists: { access($0, X_OK) == 0 }) else {
      throw SandboxFailure(
        stage: "find", subject: "a shell (bash or sh)", errno: ENOENT, isMachineUnable: true)
    }
    shellProgram = program
    names = try NamespaceNames()
    let held = SandboxLimits.apply(setup.limits, heldByCgroup: start.heldByCgroup)

    try poller.add(channel.descriptor, .control)
    try poller.add(children.number, .children)
    try poller.add(names.notifications.number, .names)
    try poller.add(names.mounts.number, .mounts, onlyUrgent: true)
    // The first shell starts while the rings are still being made.
    let shell = try planned.first.map { lab throws(SandboxFailure) in
      try startShell(place(lab.namespace, lab.record.name), host: lab.record.number)
    }
    try rings.finish()
    for host in planned { try host.capture.bind() }
    let places = zip(setup.hosts, planned).map { plan, host in
      NetworkSetup.Host(plan: plan, namespace: host.namespace.number)
    }
    try NetworkSetup.apply(
      hosts: places, links: setup.links, ipv6: setup.ipv6, offloads: setup.offloads)
    // Recorders come last: a notebook begins with the hosts and links that it asks for.
    for host in planned { hosts.append(try host.recorded(in: group)) }
    hosts.first?.shell = shell
    hostCount = hosts.count
    for host in hosts {
      try listen(to: host)
      emit(.hostAdded(host.record))
      for body in host.recorder.initialEvents() { emit(body) }
    }
    emit(.ready(SandboxLimits.record(held: held, shell: program.path, notes: root.notes)))
    fence(step: 0, attempt: 0)
  }

  private static func listenToChildren() throws(SandboxFailure) -> Descriptor {
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGCHLD)
    sigprocmask(SIG_BLOCK, &mask, nil)
    signal(SIGPIPE, SIG_IGN)
    let number = signalfd(-1, &mask, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    guard number >= 0 else {
      throw SandboxFailure(stage: "listen to", subject: "children", errno: errno)
    }
    return Descriptor(number)
  }

  /// Does what the recorder says until it says `end` or is gone.
  ///
  /// Returns with everything dead.
  func serve() {
    while !channel.isClosed {
      channel.flush()
      while let command = nextCommand() {
        switch command {
        case .run(let step): run(step)
        case .fence: fence(step: 0, attempt: 0)
        case .openTerminal(let request): openTerminal(request)
        case .terminalInput(let bytes): terminal?.write(bytes)
        case .resizeTerminal(let rows, let columns): terminal?.resize(rows, columns)
        case .end:
          end()
          return
        }
        // With more steps in line, the recorder need not hear of each at once.
        if commands.count < 3 || channel.isLong { channel.flush() }
      }
      pump(nil)
    }
  }

  /// The next command that has come.
  private func nextCommand() -> Command? {
    commands.isEmpty ? nil : commands.removeFirst()
  }

  /// Sends an event that is seen now.
  func emit(_ body: Event.Body) {
    channel.send(Event(time: Clock.now, body: body))
  }

  /// Waits at most `timeout` ns for anything, and deals with all that has come.
  func pump(_ timeout: Int64?) {
    // Nothing tells when the file of a name becomes a namespace in all cases: look again soon.
    let wait = names.isWaiting ? min(timeout ?? 1_000_000, 1_000_000) : timeout
    let ready = poller.wait(wait)
    // Names first: what a namespace carries is seen only from when it is captured.
    if names.isWaiting || ready.contains(where: { $0.source == .names || $0.source == .mounts }) {
      followNames()
    }
    for (descriptor, source) in ready {
      switch source {
      case .control:
        channel.receive()
        while let command = channel.next(Command.self) { commands.append(command) }
      case .children:
        reap()
      case .output(let number):
        readOutput(number)
      case .netlink(let host):
        guard let host = openHost(host) else { break }
        for body in host.recorder.drain(now: Clock.monotonic) { emit(body) }
      case .capture(let host):
        guard let host = openHost(host) else { break }
        // Links before packets: a packet's interface is then known.
        for body in host.recorder.drain(now: Clock.monotonic) { emit(body) }
        if let batch = host.capture.drain() { emit(.packets(batch)) }
      case .terminal:
        readTerminal(descriptor)
      case .shellStatus(let host):
        guard let shell = hosts.first(where: { $0.record.number == host })?.shell else { break }
        if !shell.receive() { poller.remove(descriptor) }
      case .names, .mounts:
        break
      }
    }
    if channel.isClosed { Self.endEverything() }
  }

  func openHost(_ number: Int) -> Host? {
    hosts.first { $0.record.number == number && !$0.isClosed }
  }

  /// Reads an output pipe and forgets it at its end.
  func readOutput(_ number: Int32) {
    guard !outputs.drain(number, emit) else { return }
    poller.remove(number)
    outputs.close(number)
  }

  /// Reaps every child that has ended: a PID namespace's orphans are its PID 1's.
  private func reap() {
    var information = [UInt8](repeating: 0, count: 1024)
    while read(children.number, &information, information.count) > 0 {}
    var status: Int32 = 0
    while true {
      let process = waitpid(-1, &status, WNOHANG)
      guard process > 0 else { return }
      if hosts.contains(where: { $0.shell?.process == process }) || terminal?.process == process {
        endedChildren[process] = status
      }
    }
  }

  /// The recorder is gone: so is everything here, by the end of PID 1.
  static func endEverything() -> Never {
    _exit(0)
  }

  /// Kills and reaps all, and says how many there were that should not have been.
  private func end() {
    fence(step: 0, attempt: 0)
    let own = Set(hosts.compactMap { $0.shell?.process } + [terminal?.process ?? 0])
    let left = processes.scan().filter { !own.contains($0.process) && !$0.isZombie }
    kill(-1, SIGKILL)
    while waitpid(-1, nil, 0) > 0 || errno == EINTR {}
    let teardown = CaptureTeardown(hosts.filter { !$0.isClosed }.map(\.capture))
    emit(.ended(SandboxEnd(killed: left.count)))
    channel.flush()
    teardown.finish()
  }
}
