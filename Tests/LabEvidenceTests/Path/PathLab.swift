import LabEvidence
import LabModel

/// The evidence of a small network, in µs since its start: two containers on a bridge of `lab`,
/// which routes to `world`.
///
///     ctr:eth0   ─ veth0 ┐
///                        cni0 ─ lab ─ eth0 ─ world:eth0
///     other:eth0 ─ veth1 ┘
final class PathLab {
  private(set) var evidence: RunEvidence
  private var packets: [PacketRow] = []
  static let start: Int64 = 1_000_000_000_000

  static let ctr: [UInt8] = [10, 88, 0, 2]
  static let other: [UInt8] = [10, 88, 0, 3]
  static let uplink: [UInt8] = [192, 0, 2, 1]
  static let world: [UInt8] = [192, 0, 2, 2]

  static func time(_ microseconds: Double) -> Int64 { start + Int64(microseconds * 1000) }

  init() {
    let run = RunRow(
      number: 1, id: "0190b6f0-0000-7000-8000-000000000000", path: "path.md", title: "path",
      backend: "namespaces", kernelRelease: "6.18", status: .finished, start: Self.start,
      end: Self.time(100_000_000), startWall: Self.start)
    evidence = RunEvidence(run: run, packets: StoredPackets(rows: []))
    for (number, name) in ["lab", "ctr", "other", "world"].enumerated() {
      evidence.hosts.append(
        HostRow(number: number + 1, name: name, origin: .planned, from: Self.start))
    }
    wire("ctr:eth0", "lab:veth0")
    wire("other:eth0", "lab:veth1")
    wire("lab:eth0", "world:eth0")
    add("lab:cni0", Link(index: 0, name: "cni0", kind: "bridge"))
    master("lab:veth0", "lab:cni0")
    master("lab:veth1", "lab:cni0")
    address("lab", "10.88.0.1")
    address("lab", "192.0.2.1")
    address("ctr", "10.88.0.2")
    address("other", "10.88.0.3")
    address("world", "192.0.2.2")
  }

  // MARK: - The network

  private func parts(_ place: String) -> (host: Int, name: String) {
    let parts = place.split(separator: ":")
    let host = evidence.hosts.first { $0.name == parts[0] }?.number ?? 0
    return (host, String(parts[1]))
  }

  private func row(_ place: String) -> InterfaceRow? {
    let (host, name) = parts(place)
    return evidence.interfaces.last { $0.host == host && $0.name == name }
  }

  /// Adds an interface; index and name of `link` are filled in.
  @discardableResult
  func add(_ place: String, _ link: Link) -> Int32 {
    let (host, name) = parts(place)
    var link = link
    link.index = Int32(evidence.interfaces.count + 10)
    link.name = name
    link.qdisc = "noqueue"
    evidence.interfaces.append(
      InterfaceRow(
        number: evidence.interfaces.count + 1, host: host, index: link.index, name: name,
        hardwareType: link.hardwareType, from: Self.start))
    change(host, nil, link, at: 0, isInitial: true)
    return link.index
  }

  func wire(_ left: String, _ right: String) {
    let index = Int32(evidence.interfaces.count + 10)
    add(
      left,
      Link(
        index: 0, name: "", kind: "veth", link: index + 1, linkNamespace: 0,
        linkHost: parts(right).host))
    // As for an end that was moved: only one of the two knows the other.
    add(right, Link(index: 0, name: "", kind: "veth", link: 0))
  }

  func master(_ place: String, _ master: String?, at: Double = 0) {
    guard let row = row(place),
      let old = evidence.links.last(where: {
        $0.change.host == row.host && $0.change.new?.index == row.index
      })?.change.new
    else { return }
    var new = old
    new.master = master.flatMap { self.row($0)?.index } ?? 0
    change(row.host, old, new, at: at, isInitial: at == 0)
  }

  private func change(
    _ host: Int, _ old: Link?, _ new: Link?, at: Double, isInitial: Bool = false
  ) {
    evidence.links.append(
      ChangeRow(
        number: evidence.links.count + 1, time: Self.time(at),
        change: ObjectChange(
          host: host, earliest: Self.time(at), old: old, new: new, isInitial: isInitial)))
  }

  func address(_ host: String, _ address: String) {
    let number = evidence.hosts.first { $0.name == host }?.number ?? 0
    evidence.addresses.append(
      ChangeRow(
        number: evidence.addresses.count + 1, time: Self.start,
        change: ObjectChange(
          host: number, earliest: Self.start, old: nil,
          new: Address(interface: 1, address: address, prefixLength: 24), isInitial: true)))
  }

  func loss(on host: String, from: Double, to: Double) {
    let number = evidence.hosts.first { $0.name == host }?.number ?? 0
    evidence.losses.append(
      LossRow(
        number: 1, host: number, source: .capture, count: 1, since: Self.time(from),
        time: Self.time(to)))
  }

  func step(_ command: String, id: String, from: Double, to: Double) {
    let number = evidence.steps.count + 1
    evidence.steps.append(
      StepRow(
        number: number, block: number, blockID: id, indexInBlock: 1, host: "lab",
        command: command))
    evidence.attempts.append(
      AttemptRow(
        number: number, step: number, start: Self.time(from), exit: Self.time(to),
        end: Self.time(to), ending: .exited, status: 0, settled: .quiet))
    evidence.fences.append(
      FenceRow(number: number, step: number, attempt: 1, time: Self.time(to)))
  }

  // MARK: - Packets

  /// One copy: `in` or `out` at a place, at a time in µs.
  @discardableResult
  func see(
    _ bytes: [UInt8], _ direction: Packet.Direction, _ place: String, _ at: Double
  ) -> Int {
    let row = row(place)
    packets.append(
      PacketRow(
        number: packets.count + 1, host: row?.host ?? 0, interface: row?.number ?? 0,
        direction: direction, hardwareType: row?.hardwareType ?? 1, time: Self.time(at),
        wall: Self.time(at), length: bytes.count, bytes: bytes))
    return packets.count
  }

  /// From a container to lab's bridge, which has the stamp of its port.
  func enter(_ frame: PathFrame, from host: String, at: Double) {
    let port = host == "ctr" ? "lab:veth0" : "lab:veth1"
    see(frame.bytes, .outgoing, "\(host):eth0", at)
    see(frame.bytes, .otherHost, port, at + 2)
    see(frame.bytes, .toHost, "lab:cni0", at + 2)
  }

  /// From lab to the world.
  func leave(_ frame: PathFrame, at: Double) {
    see(frame.bytes, .outgoing, "lab:eth0", at)
    see(frame.bytes, .toHost, "world:eth0", at + 2)
  }

  func paths() throws -> PacketPaths { try PacketPaths(evidence: stored) }

  /// The evidence with the packets.
  var stored: RunEvidence {
    var evidence = evidence
    evidence.packets = StoredPackets(rows: packets)
    return evidence
  }

  /// Each journey as its ways: `ctr:eth0 > veth0 > cni0`, several joined by ` and `; a question mark
  /// behind uncertain ones.
  func told() throws -> [String] {
    let paths = try paths()
    var told: [String] = []
    paths.forEach { journey in
      let ways = journey.ways().map { way in
        way.map { name(journey.hops[$0].interface) }.joined(separator: " > ")
      }
      told.append(
        ways.joined(separator: " and ") + (journey.certainty == .certain ? "" : " ?"))
      return true
    }
    return told
  }

  private func name(_ interface: Int) -> String {
    let row = evidence.interfaces[interface - 1]
    let host = evidence.hosts[row.host - 1].name
    return host == "lab" ? row.name : "\(host):\(row.name)"
  }
}
