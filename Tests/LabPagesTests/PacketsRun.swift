import LabEvidence
import LabModel

/// A run with packets, made by hand: `a` pings `b` by way of `lab`.
enum PacketsRun {
  static let start: Int64 = 5_000_000_000_000
  static let wall: Int64 = 1_760_000_000_000_000_000

  /// Names, payloads and claims of a run.
  struct Texts {
    var host = "a"
    var interface = "eth0"
    var command = "ping -c 1 10.0.1.2"
    var block = "ask"
    var title = "Who answers"
    var claim = "packets matching `icmp`"
    var payload = Array("hello".utf8)
  }

  /// Writes the run to `fixture` and gives its id.
  static func write(_ texts: Texts = Texts(), to fixture: PageFixture) throws -> String {
    let store = try Store.open(path: fixture.path)
    defer { try? store.close() }
    var plan = Plan(path: "experiments/one.md", title: texts.title, source: [])
    let position = SourcePosition(line: 3, column: 1)
    var block = Block(number: 1, kind: .transcript, id: texts.block, position: position)
    block.steps = [
      Step(
        number: 1, block: 1, indexInBlock: 1, host: "lab", command: texts.command,
        expectation: Expectation(), position: position, expectedLines: 5..<5)
    ]
    plan.blocks = [block]
    let journal = try Journal.begin(
      plan, in: store, backend: "namespaces", provenance: provenance, labbook: "0.1.0")
    for (number, name) in [(1, "lab"), (2, texts.host), (3, "b")] {
      try journal.write(
        event(-1000, .hostAdded(HostRecord(number: number, name: name, origin: .planned))))
    }
    try journal.write(event(0, .ready(sandbox)))
    for wire in wires(texts.interface) {
      try journal.write(event(1, .link(wire.change)))
    }
    for (host, address) in [(2, "10.0.0.2"), (1, "10.0.0.1"), (3, "10.0.1.2")] {
      try journal.write(
        event(
          2,
          .address(
            ObjectChange(
              host: host, earliest: start, old: nil,
              new: Address(interface: 2, address: address, prefixLength: 24), isInitial: true))))
    }
    try journal.write(event(10_000, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
    for (place, copy) in copies(texts.payload).enumerated() {
      try journal.write(event(20_000 + Int64(place) * 1000, .packets(batch(copy, place))))
    }
    try journal.write(
      event(
        90_000,
        .stepEnded(
          StepEnd(
            step: 1, attempt: 1, ending: .exited, status: 0, exitTime: start + 80_000,
            settled: .quiet, leaks: 0, userTime: 0, systemTime: 0))))
    try journal.commit()
    try journal.finish(.finished)
    try VerdictStore(store).record(
      [
        ClaimVerdict(
          number: 1, identity: "one", text: texts.claim, line: 9,
          verdict: Verdict(
            .refuted, texts.claim, evidence: [EvidenceReference(.packet, 2)]))
      ], ofRun: journal.run, at: wall)
    return journal.id
  }

  // MARK: - Parts

  private static let provenance = Provenance(
    kernel: KernelRecord(
      release: "6.18.0", version: "#1 SMP", machine: "x86_64",
      configurationHash: String(repeating: "a", count: 64), options: ["VETH"]),
    hostname: "here", processors: 2)

  private static let sandbox = SandboxRecord(
    identifiers: "range", limits: [], kernelRelease: "6.18.0", kernelVersion: "#1 SMP",
    machine: "x86_64", shell: "/bin/bash", notes: [])

  private static func event(_ offset: Int64, _ body: Event.Body) -> Event {
    Event(time: EventTime(monotonic: start + offset, wall: wall + offset), body: body)
  }

  private struct Wire {
    var host: Int
    var index: Int32
    var name: String
    var peer: Int
    var peerIndex: Int32

    var change: ObjectChange<Link> {
      ObjectChange(
        host: host, earliest: start, old: nil,
        new: Link(
          index: index, name: name, kind: "veth", hardwareType: 1, flags: 0x1043, link: peerIndex,
          linkNamespace: 0, linkHost: peer), isInitial: true)
    }
  }

  private static func wires(_ interface: String) -> [Wire] {
    [
      Wire(host: 1, index: 2, name: "up", peer: 2, peerIndex: 2),
      Wire(host: 1, index: 3, name: "down", peer: 3, peerIndex: 2),
      Wire(host: 2, index: 2, name: interface, peer: 1, peerIndex: 2),
      Wire(host: 3, index: 2, name: "eth0", peer: 1, peerIndex: 3),
    ]
  }

  private struct Copy {
    var host: Int
    var interface: Int32
    var direction: Packet.Direction
    var frame: [UInt8]
  }

  /// A datagram to port 53 from `a` to `b`, and one that `lab` drops.
  private static func copies(_ payload: [UInt8]) -> [Copy] {
    let (sent, routed) = (frame(ttl: 64, payload, id: 1), frame(ttl: 63, payload, id: 1))
    let dropped = frame(ttl: 64, payload, id: 2)
    return [
      Copy(host: 2, interface: 2, direction: .outgoing, frame: sent),
      Copy(host: 1, interface: 2, direction: .toHost, frame: sent),
      Copy(host: 1, interface: 3, direction: .outgoing, frame: routed),
      Copy(host: 3, interface: 2, direction: .toHost, frame: routed),
      Copy(host: 2, interface: 2, direction: .outgoing, frame: dropped),
      Copy(host: 1, interface: 2, direction: .toHost, frame: dropped),
    ]
  }

  private static func batch(_ copy: Copy, _ place: Int) -> PacketBatch {
    let time = 20_000 + Int64(place) * 1000
    return PacketBatch(
      host: copy.host,
      packets: [
        Packet(
          time: start + time, wall: wall + time, interface: copy.interface,
          direction: copy.direction, hardwareType: 1, length: copy.frame.count, offset: 0,
          capturedLength: copy.frame.count)
      ], bytes: copy.frame, clockError: 10)
  }

  /// Ethernet, IPv4, UDP to port 53 with `payload`.
  private static func frame(ttl: UInt8, _ payload: [UInt8], id: UInt8) -> [UInt8] {
    let size = UInt8(truncatingIfNeeded: 8 + payload.count)
    let ethernet: [UInt8] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0]
    let ip: [UInt8] =
      [0x45, 0, 0, size + 20, 0, id, 0x40, 0, ttl, 17, 0, 0, 10, 0, 0, 2, 10, 0, 1, 2]
    return ethernet + ip + [0x9c, 0x40, 0, 53, 0, size, 0, 0] + payload
  }
}
