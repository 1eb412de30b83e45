import LabModel
import Testing

/// What goes over the channel between recorder and agent comes out as it went in.
@Suite struct WireTests {
  private static let link = Link(
    index: 3, name: "veth0", kind: "veth", flags: 0x1043, operationalState: 6, hasCarrier: true,
    address: [2, 0, 0, 0, 0, 1], master: 4, link: 2, linkNamespace: 0, linkHost: 2, qdisc: "noqueue"
  )
  private static let address = Address(
    interface: 3, address: "10.0.0.1", prefixLength: 24, flags: 0x80, label: "veth0")
  private static let route = Route(
    family: 2, table: 254, destination: "default", protocolNumber: 3, metric: 100,
    preferredSource: "10.0.0.1", mtu: 1400,
    nexthops: [Nexthop(interface: 3, gateway: "10.0.0.254", flags: 16, weight: 2)])
  private static let neighbour = Neighbour(
    interface: 3, address: "10.0.0.254", linkAddress: [2, 0, 0, 0, 0, 2], state: 2)
  private static let rule = Rule(family: 2, priority: 32766, mark: 7, table: 254, action: 1)
  private static let socket = Socket(
    family: 2, protocolNumber: 6, localAddress: "0.0.0.0", localPort: 8900,
    remoteAddress: "0.0.0.0", remotePort: 0, state: 10, inode: 77)
  private static let batch = PacketBatch(
    host: 1,
    packets: [
      Packet(
        time: 5, wall: 1_700_000_000_000_000_000, interface: 1, direction: .toHost,
        hardwareType: 772, length: 100, offset: 0, capturedLength: 3),
      Packet(
        time: 4, wall: 1_700_000_000_000_000_001, interface: 2, direction: .outgoing,
        hardwareType: 1, length: 2, offset: 3, capturedLength: 2),
    ], bytes: [1, 2, 3, 4, 5], clockError: 40)

  static let bodies: [Event.Body] = [
    .ready(
      SandboxRecord(
        identifiers: "range", limits: [NamedValue(name: "memory", value: "rlimit")],
        kernelRelease: "6.18", kernelVersion: "#1", machine: "x86_64", shell: "/bin/bash",
        notes: ["a", ""])),
    .hostAdded(HostRecord(number: 2, name: "ns1", origin: .named)), .hostRemoved(host: 2),
    .stepStarted(StepStart(step: 1, attempt: 2, host: 1)),
    .output(OutputChunk(step: 1, attempt: 1, stream: .stderr, bytes: [0, 255, 27, 10])),
    .outputCut(OutputCut(step: 1, attempt: 1, stream: .stdout, bytes: 1 << 40)),
    .stepEnded(
      StepEnd(
        step: 1, attempt: 1, ending: .timedOut, status: -1, exitTime: .max, settled: .limit,
        leaks: 3, userTime: 10_000, systemTime: 0)),
    .link(ObjectChange(host: 1, earliest: -1, old: nil, new: link, isInitial: true)),
    .address(ObjectChange(host: 1, earliest: 7, old: address, new: nil)),
    .route(ObjectChange(host: 1, earliest: 7, old: route, new: route)),
    .neighbour(ObjectChange(host: 1, earliest: 7, old: nil, new: neighbour)),
    .rule(ObjectChange(host: 1, earliest: 7, old: nil, new: rule)),
    .sockets([SocketChange(host: 1, old: nil, new: socket)]),
    .counters([CounterChange(host: 1, interface: 3, name: "tx_dropped", old: 0, new: .max)]),
    .packets(batch), .loss(Loss(host: 1, source: .netlink, count: 0, since: 3)),
    .fence(Fence(step: 0, attempt: 0)), .terminalOutput([27, 91]), .terminalEnded(130),
    .failed(
      SandboxFailure(
        stage: "mount proc on", subject: "/proc", errno: 1, remedy: nil, isMachineUnable: true)),
    .ended(SandboxEnd(killed: 2)),
  ]

  static let commands: [Command] = [
    .run(
      StepCommand(
        step: 9, attempt: 1, host: "lab", command: "echo 'ü'\n\u{0}",
        variables: [EnvironmentVariable(name: "p", value: "1")], timeout: 10, merges: true,
        stdin: "f", terminal: true)),
    .fence,
    .openTerminal(TerminalRequest(host: "lab", rows: 24, columns: 80, terminal: "xterm")),
    .terminalInput([3]), .resizeTerminal(rows: 50, columns: 132), .end,
  ]

  private func there<Value: WireValue>(_ value: Value) throws -> Value? {
    var reader = FrameReader()
    Array(FrameReader.frame(value)).withUnsafeBytes { reader.append($0) }
    return try reader.next(Value.self)
  }

  @Test(arguments: bodies)
  func eventsComeOutAsTheyWent(_ body: Event.Body) throws {
    let event = Event(time: EventTime(monotonic: 12, wall: -5), body: body)
    #expect(try there(event) == event)
  }

  @Test(arguments: commands)
  func commandsComeOutAsTheyWent(_ command: Command) throws {
    #expect(try there(command) == command)
  }

  @Test func setupsComeOutAsTheyWent() throws {
    var limits = Limits()
    limits.disk = 1
    var durations = Durations()
    durations.quiet = 0
    let setup = SandboxSetup(
      hosts: [HostPlan(name: "lab"), HostPlan(name: "b", loopbackUp: true)],
      links: [
        LinkPlan(
          left: LinkEnd(host: "lab", interface: "x", addresses: ["10.0.0.1/24"]),
          right: LinkEnd(host: "b", interface: "y"))
      ],
      files: [
        FilePlan(
          path: "f", bytes: [0, 1], mode: 0o755, position: SourcePosition(line: 1, column: 1))
      ],
      environment: [EnvironmentVariable(name: "A", value: "=")], limits: limits,
      durations: durations, ipv6: false, offloads: false,
      captureFilters: [CompiledFilter(hardwareType: 1, instructions: [6 << 48])],
      captureBuffer: 5)
    #expect(try there(setup) == setup)
  }

  @Test func framesMayComeInAnyPieces() throws {
    let events = Self.bodies.map { Event(time: EventTime(monotonic: 1, wall: 2), body: $0) }
    let bytes = events.flatMap { FrameReader.frame($0) }
    for size in [1, 2, 3, 7, 64, 1000] {
      var reader = FrameReader()
      var seen: [Event] = []
      var start = 0
      while start < bytes.count {
        let piece = Array(bytes[start..<min(bytes.count, start + size)])
        piece.withUnsafeBytes { reader.append($0) }
        start += size
        while let event = try reader.next(Event.self) { seen.append(event) }
      }
      #expect(seen == events)
    }
  }

  @Test func wrongBytesThrowAndNeverCrash() {
    var random = SystemRandomNumberGenerator()
    var thrown = 0
    for body in Self.bodies {
      let frame = FrameReader.frame(Event(time: EventTime(monotonic: 1, wall: 2), body: body))
      for _ in 0..<200 {
        var bytes = frame
        for _ in 0...Int.random(in: 0...2, using: &random) {
          bytes[Int.random(in: 4..<bytes.count, using: &random)] = .random(
            in: 0...255, using: &random)
        }
        if Bool.random() { bytes.removeLast(Int.random(in: 0..<(bytes.count - 4))) }
        var reader = WireReader(Array(bytes[4...]))
        do { _ = try reader.value(Event.self) } catch { thrown += 1 }
      }
    }
    #expect(thrown > 0)
  }

  @Test(arguments: [0, 1, -1, 63, 64, -64, -65, Int64.max, Int64.min])
  func numbersOfAnySizeComeOutAsTheyWent(_ number: Int64) throws {
    #expect(try there(number) == number)
    #expect(try there(UInt64(bitPattern: number)) == UInt64(bitPattern: number))
  }
}
