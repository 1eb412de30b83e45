import Glibc
import LabEvidence
import LabModel

/// How many made-up inputs a test tries: `LABBOOK_FUZZ` where it is set, else `count`.
func fuzzRounds(_ count: Int) -> Int {
  getenv("LABBOOK_FUZZ").flatMap { Int(String(cString: $0)) } ?? count
}

/// A store in a folder of its own, which goes with it.
final class Fixture {
  let folder: String
  var path: String { folder + "/labbook.sqlite" }

  init() throws {
    var template = Array("/tmp/labbook-evidence-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FixtureError() }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    rmdir(folder)
  }

  func open() throws -> Store {
    try Store.open(path: path)
  }

  struct FixtureError: Error {}
}

/// Plans as notebooks would give them.
enum Plans {
  /// A plan with one block whose steps are `commands`, on `lab`.
  static func plan(_ commands: [String] = ["true"], id: String? = "all") -> Plan {
    var plan = Plan(
      path: "experiments/one.md", title: "One",
      source: Array("labbook: 1\n\(commands.joined(separator: "\n"))".utf8))
    let position = SourcePosition(line: 3, column: 1)
    var block = Block(number: 1, kind: .transcript, id: id, position: position)
    for (place, command) in commands.enumerated() {
      block.steps.append(
        Step(
          number: place + 1, block: 1, indexInBlock: place + 1, host: "lab", command: command,
          expectation: Expectation(), position: SourcePosition(line: 4 + place, column: 3),
          expectedLines: 5..<5))
    }
    plan.blocks = [block]
    return plan
  }

  static let provenance = Provenance(
    kernel: KernelRecord(
      release: "6.18.0", version: "#1 SMP", machine: "x86_64",
      configurationHash: String(repeating: "a", count: 64), options: ["NET_SCH_NETEM", "VETH"]),
    hostname: "here", processors: 2)

  static let sandbox = SandboxRecord(
    identifiers: "range", limits: [NamedValue(name: "processes", value: "cgroup")],
    kernelRelease: "6.18.0", kernelVersion: "#1 SMP", machine: "x86_64", shell: "/bin/bash",
    notes: ["no cgroup"])
}

/// Events at times on one clock.
enum At {
  /// CLOCK_MONOTONIC of `ready` in most tests, in ns.
  static let start: Int64 = 5_000_000_000_000
  static let startWall: Int64 = 1_760_000_000_000_000_000

  /// An event `offset` ns after the sandbox stood.
  static func event(_ offset: Int64, _ body: Event.Body) -> Event {
    Event(time: EventTime(monotonic: start + offset, wall: startWall + offset), body: body)
  }

  static let ready = event(0, .ready(Plans.sandbox))
  static let lab = event(
    -1000, .hostAdded(HostRecord(number: 1, name: "lab", origin: .planned)))
}

extension Journal {
  /// Begins a run of `plan` whose sandbox stands and has the host `lab`.
  static func standing(_ plan: Plan = Plans.plan(), in store: Store) throws -> Journal {
    let journal = try Journal.begin(
      plan, in: store, backend: "namespaces", provenance: Plans.provenance, labbook: "0.1.0")
    try journal.write(At.lab)
    try journal.write(At.ready)
    return journal
  }
}

/// Frames as they are on the wire.
enum Frames {
  /// Ethernet, IPv4, UDP with `payload`, from 10.0.0.1:40000 to 10.0.0.2:5000.
  static func udp(_ payload: [UInt8], identification: UInt16 = 1) -> [UInt8] {
    let size = UInt16(8 + payload.count)
    let ethernet: [UInt8] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x00]
    let ip: [UInt8] =
      [0x45, 0] + bytes(size + 20) + bytes(identification) + [0x40, 0, 64, 17, 0, 0]
      + [10, 0, 0, 1, 10, 0, 0, 2]
    return ethernet + ip + bytes(40000) + bytes(5000) + bytes(size) + [0, 0] + payload
  }

  /// A batch with one packet for each frame, a microsecond apart from `time` (ns after the start).
  static func batch(
    _ frames: [[UInt8]], host: Int = 1, interface: Int32 = 1, at offset: Int64,
    hardwareType: UInt16 = 1, direction: Packet.Direction = .outgoing
  ) -> PacketBatch {
    var packets: [Packet] = []
    var bytes: [UInt8] = []
    for (place, frame) in frames.enumerated() {
      let time = offset + Int64(place) * 1000
      packets.append(
        Packet(
          time: At.start + time, wall: At.startWall + time + 37, interface: interface,
          direction: direction, hardwareType: hardwareType, length: frame.count,
          offset: bytes.count, capturedLength: frame.count))
      bytes += frame
    }
    return PacketBatch(host: host, packets: packets, bytes: bytes, clockError: 120)
  }

  private static func bytes(_ value: UInt16) -> [UInt8] {
    [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
  }
}

extension Store {
  /// The numbers of the runs with a step that has `words`, those that were added last first.
  func found(_ words: String) throws -> [Int] {
    if access == .write { try indexSteps() }
    return try runs(RunFilter(words: words, includesControls: true)).map(\.number)
  }
}

extension PacketSource {
  /// All packets, in order.
  func all(in times: ClosedRange<Int64> = Int64.min...Int64.max) throws -> [PacketRow] {
    var rows: [PacketRow] = []
    try forEach(in: times) { row in
      rows.append(row)
      return true
    }
    return rows
  }
}
