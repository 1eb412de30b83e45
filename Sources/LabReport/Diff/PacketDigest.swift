import LabEvidence
import LabModel

/// A run's packets in the form in which runs are compared: for each step and interface lines that are
/// counted.
///
/// Left out is what the kernel sends by itself at times of its own: what goes to IPv6 multicast of a link,
/// IGMP's reports, and probes of neighbours that are known already. A connection belongs to the step in which it began.
struct PacketDigest {
  private struct Place: Hashable {
    var step: Int
    var interface: Int
  }

  private struct Ends: Hashable {
    var interface: Int
    var ends: Set<[String]>
  }

  private var flows: [SegmentFlow] = []
  private var current: [Ends: Int] = [:]
  /// The interface of each flow.
  private var interfaces: [Int] = []
  /// Lines of other packets, as they came.
  private var others: [(place: Place, line: String)] = []
  /// Until when all packets were read, where there were too many of them.
  private(set) var end = Int64.max

  /// Reads at most `limit` packets.
  ///
  /// - Throws: what reading the packets throws.
  init(
    _ evidence: RunEvidence, _ clock: StepClock, _ form: inout NormalForm, limit: Int = Int.max
  ) throws {
    var counts: [Place: [String: Int]] = [:]
    var room = limit
    try evidence.packets.forEach(in: Int64.min...Int64.max) { row in
      guard room > 0 else {
        end = row.time
        return false
      }
      room -= 1
      guard let step = clock.comparedStep(at: row.time) else { return true }
      let packet = DecodedPacket(row.bytes, hardwareType: row.hardwareType)
      if let port = packet.sourcePort { form.names.note(port: port) }
      if let port = packet.destinationPort { form.names.note(port: port) }
      guard !Self.isOfTheKernel(packet, row.bytes) else { return true }
      if let source = packet.source, let destination = packet.destination, packet.tcpFlags != nil {
        add(row, packet, source, destination, step)
      } else {
        let line = Self.direction(row) + PacketSummary.line(for: row)
        let place = Place(step: step, interface: row.interface)
        if counts[place, default: [:]].count < Self.mostLines
          || counts[place]?[line] != nil
        {
          counts[place, default: [:]][line, default: 0] += 1
          others.append((place, line))
        }
      }
      return true
    }
  }

  /// Other lines of one place and step are left out: a flood of packets that are all different.
  private static let mostLines = 5000

  private mutating func add(
    _ row: PacketRow, _ packet: DecodedPacket, _ source: IPAddress, _ destination: IPAddress,
    _ step: Int
  ) {
    let ends = Ends(
      interface: row.interface,
      ends: [
        ["\(source)", "\(packet.sourcePort ?? 0)"],
        ["\(destination)", "\(packet.destinationPort ?? 0)"],
      ])
    var index = current[ends]
    if let known = index, flows[known].isOver(before: packet.tcpFlags ?? 0) { index = nil }
    if index == nil {
      index = flows.count
      flows.append(
        SegmentFlow(
          step: step, direction: Self.direction(row), packet, from: source, to: destination))
      interfaces.append(row.interface)
    }
    guard let index else { return }
    current[ends] = index
    flows[index].take(packet, row.bytes) { PacketSummary.line(for: row) }
  }

  /// The sections of one step, an interface each.
  func sections(_ step: Int, _ names: InterfaceNames, _ form: inout NormalForm) -> [EvidenceSection]
  {
    var places: [String: CountedLines] = [:]
    for (index, flow) in flows.enumerated() where flow.step == step {
      let place = names.place(row: interfaces[index])
      for line in flow.lines(&form.names) { places[place, default: CountedLines()].add(line) }
    }
    for (place, line) in others where place.step == step {
      places[names.place(row: place.interface), default: CountedLines()]
        .add(form.of(line, .packet))
    }
    return places.sorted { $0.key < $1.key }.map { place, lines in
      EvidenceSection(Self.title + place, lines.lines)
    }
  }

  /// What the titles of its sections begin with.
  static let title = "packets on "

  private static func direction(_ row: PacketRow) -> String {
    // Loopback's one copy goes both ways.
    row.hardwareType == 772 ? "" : row.direction.isLeaving ? "Out " : "In "
  }

  private static func isOfTheKernel(_ packet: DecodedPacket, _ bytes: [UInt8]) -> Bool {
    switch packet.destination {
    case .v6(let upper, _)? where upper >> 48 == 0xff02: return true
    case .v6?: return packet.ipProtocol == 58 && packet.type == 135
    default: break
    }
    if packet.ipProtocol == 2 { return true }
    // A question about a neighbour that goes to it alone.
    return packet.protocolName == "arp" && packet.type == 1 && (bytes.first ?? 0) & 1 == 0
  }
}
