import LabEvidence
import LabModel
import LabReport

/// A run made by hand: a server that cannot be reached until `lo` is up.
enum SampleRun {
  /// The start of the run's clock.
  static let start: Int64 = 5_000_000_000

  /// `milliseconds` after the start.
  static func at(_ milliseconds: Double) -> Int64 { start + Int64(milliseconds * 1_000_000) }

  static var evidence: RunEvidence {
    let run = RunRow(
      number: 3, id: "019a2b3c-4d5e-7f60-8123-456789abcdef", path: "experiments/lo.md",
      title: "Nothing answers until lo is up", backend: "namespaces", kernelRelease: "6.18.44",
      status: .finished, start: start, end: at(412), startWall: 1_767_225_600_000_000_000)
    var evidence = RunEvidence(run: run, packets: packets)
    evidence.hosts = [HostRow(number: 1, name: "lab", origin: .planned, from: at(-0.5))]
    evidence.interfaces = [
      InterfaceRow(number: 1, host: 1, index: 1, name: "lo", hardwareType: 772, from: at(-0.5))
    ]
    evidence.steps = [
      step(1, block: 1, id: "serve", command: "nc -l 8900 &"),
      step(2, block: 2, command: "curl -sS localhost:8900"),
      step(3, block: 3, command: "ip link set dev lo up"),
      step(4, block: 4, command: "curl -sS \\\n  localhost:8900"),
    ]
    evidence.attempts = [
      attempt(1, start: 1, exit: 2, end: 4),
      attempt(2, start: 5, exit: 9, end: 11, status: 7),
      attempt(3, start: 12, exit: 13, end: 15),
      attempt(4, start: 16, exit: 30, end: 51),
    ]
    evidence.outputs = [
      OutputRow(
        number: 1, step: 2, stream: .stderr, time: at(8.5),
        bytes: Array("curl: (7) Failed to connect\n".utf8)),
      OutputRow(
        number: 2, step: 1, stream: .stdout, time: at(20),
        bytes: Array("GET / HTTP/1.1\r\nHost: localhost\r\n\u{1B}[2J".utf8)),
      OutputRow(number: 3, step: 4, stream: .stdout, time: at(30), bytes: Array("BAM!\n".utf8)),
    ]
    evidence.links = links
    evidence.addresses = [
      ChangeRow(
        number: 1, time: at(13.5),
        change: ObjectChange(
          host: 1, earliest: at(13), old: nil,
          new: Address(interface: 1, address: "127.0.0.1", prefixLength: 8)))
    ]
    evidence.routes = routes
    evidence.sockets = [
      SocketRow(
        number: 1, fence: 2, time: at(4),
        change: SocketChange(
          host: 1, old: nil,
          new: Socket(
            family: 2, protocolNumber: 6, localAddress: "0.0.0.0", localPort: 8900,
            remoteAddress: "0.0.0.0", remotePort: 0, state: 10, inode: 77)))
    ]
    evidence.counters = [
      CounterRow(
        number: 1, fence: 4, time: at(51),
        change: CounterChange(host: 1, name: "IpInReceives", old: 0, new: 10))
    ]
    return evidence
  }

  static let claims = [
    ClaimVerdict(
      number: 1, identity: "curl fails until lo is up", text: "curl fails until lo is up",
      line: 40,
      verdict: Verdict(
        .holds, "attempt 1 of curl exited 7; the first one after +0.013 s exited 0",
        evidence: [EvidenceReference(.attempt, 2), EvidenceReference(.link, 2)])),
    ClaimVerdict(
      number: 2, identity: "no packets until lo is down", text: "no packets until lo is down",
      line: 41,
      verdict: Verdict(.inconclusive, "lo was never set down")),
    ClaimVerdict(
      number: 3, identity: "curl succeeds", text: "curl succeeds", line: 45, isPublished: true,
      verdict: Verdict(
        .refuted, "attempt 1 of curl (step 2) exited 7, expected success",
        evidence: [EvidenceReference(.attempt, 2)])),
  ]

  /// What a packet reads as in these tests.
  @Sendable static func summary(_ row: PacketRow) -> String { "packet \(row.number)" }

  private static let packets = ListedPackets(rows: [
    PacketRow(
      number: 1, host: 1, interface: 1, direction: .outgoing, hardwareType: 772, time: at(13.2),
      wall: 1_767_225_600_013_200_000, length: 60, bytes: [0x45, 0x00]),
    PacketRow(
      number: 2, host: 1, interface: 1, direction: .toHost, hardwareType: 772, time: at(18),
      wall: 1_767_225_600_018_000_000, length: 60, bytes: [0x45, 0xFF]),
  ])

  private static var links: [ChangeRow<Link>] {
    let down = Link(index: 1, name: "lo", hardwareType: 772, mtu: 65_536)
    var up = down
    up.flags = 1
    up.hasCarrier = true
    return [
      ChangeRow(
        number: 1, time: at(-0.5),
        change: ObjectChange(host: 1, earliest: at(-0.5), old: nil, new: down, isInitial: true)),
      // Read only after the packet that it made possible.
      ChangeRow(
        number: 2, time: at(13.5),
        change: ObjectChange(host: 1, earliest: at(12.5), old: down, new: up)),
    ]
  }

  private static var routes: [ChangeRow<Route>] {
    let destinations: [(String, UInt8)] = [("127.0.0.0/8", 2), ("127.255.255.255/32", 3)]
    return destinations.enumerated().map { index, route in
      ChangeRow(
        number: index + 1, time: at(13.6),
        change: ObjectChange(
          host: 1, earliest: at(13.5), old: nil,
          new: Route(
            family: 2, table: 255, destination: route.0, type: route.1,
            preferredSource: "127.0.0.1", nexthops: [Nexthop(interface: 1)])))
    }
  }

  private static func step(_ number: Int, block: Int, id: String? = nil, command: String) -> StepRow
  {
    StepRow(
      number: number, block: block, blockID: id, indexInBlock: 1, host: "lab", command: command)
  }

  private static func attempt(
    _ step: Int, start: Double, exit: Double, end: Double, status: Int32 = 0
  ) -> AttemptRow {
    AttemptRow(
      number: step, step: step, start: at(start), exit: at(exit), end: at(end), ending: .exited,
      status: status, settled: .idle, met: true)
  }
}

/// Packets held in memory.
struct ListedPackets: PacketSource {
  var rows: [PacketRow]

  var count: Int { rows.count }

  func forEach(in times: ClosedRange<Int64>, _ body: (PacketRow) throws -> Bool) throws {
    for row in rows where times.contains(row.time) {
      guard try body(row) else { return }
    }
  }
}
