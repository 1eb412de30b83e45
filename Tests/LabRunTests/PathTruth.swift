import LabEvidence
import LabModel

/// What the generator knows of a run's packets: which copies are one packet, and where they must be.
///
/// Nothing here uses what joins copies in the product.
///
/// A ping is told by its ICMP sequence number, a TCP packet by port, sequence numbers, flags and IP
/// id, a datagram by its place: the N-th datagram of a container at one interface is its N-th at
/// every other, since nothing is dropped (the counts say so) or overtakes within a flow. Behind
/// MASQUERADE a container's datagrams are told by how many there are: each container sends another
/// number.
struct PathTruth {
  /// How many packets are right, wrong and uncertain.
  struct Score: CustomStringConvertible {
    var right = 0
    var wrong = 0
    var uncertain = 0
    var firstWrong: String?
    var firstUncertain: String?

    var total: Int { right + wrong + uncertain }
    var uncertainShare: Double { total == 0 ? 0 : Double(uncertain) / Double(total) }

    var description: String {
      "\(total) packets: \(right) right, \(wrong) wrong, \(uncertain) uncertain"
        + (firstWrong.map { "; wrong: \($0)" } ?? "")
        + (firstUncertain.map { "; uncertain: \($0)" } ?? "")
    }
  }

  private struct Copy {
    var number: Int
    var place: String
    var packet: DecodedPacket
    var bytes: [UInt8]
    var isLeaving: Bool
    var time: Int64
  }

  private let copies: [Copy]
  private let paths: PacketPaths
  private let places: [Int: String]

  init(_ evidence: RunEvidence) throws {
    let hosts = Dictionary(evidence.hosts.map { ($0.number, $0.name) }) { first, _ in first }
    let places = Dictionary(
      evidence.interfaces.map { ($0.number, "\(hosts[$0.host] ?? "?"):\($0.name)") }
    ) { first, _ in first }
    var copies: [Copy] = []
    try evidence.packets.forEach(in: Int64.min...Int64.max) { row in
      let packet = DecodedPacket(row.bytes, hardwareType: row.hardwareType)
      copies.append(
        Copy(
          number: row.number, place: places[row.interface] ?? "?", packet: packet,
          bytes: Array(row.bytes.prefix(66)), isLeaving: row.direction.isLeaving, time: row.wall))
      return true
    }
    self.places = places
    self.copies = copies.sorted { ($0.time, $0.number) < ($1.time, $1.number) }
    paths = try PacketPaths(evidence: evidence)
  }

  // MARK: - The ways there

  private static func outward(_ container: String) -> [String] {
    let port = container == "c1" ? "v1" : "v2"
    return [
      "\(container):eth0", "lab:\(port)", "lab:br0", "lab:up", "router:near", "router:far",
      "server:eth0",
    ]
  }

  private static func ways(_ container: String) -> [[String]] {
    [outward(container), outward(container).reversed()]
  }

  // MARK: - Scores

  func pings() -> Score {
    score { copy in
      guard copy.packet.ipProtocol == 1, let type = copy.packet.type, type == 0 || type == 8,
        let start = copy.packet.transportOffset
      else { return nil }
      return "\(type) \(number(copy, start + 6)) \(copy.packet.payload.count)"
    }
  }

  func connections() -> Score {
    score { copy in
      guard copy.packet.ipProtocol == 6, let start = copy.packet.transportOffset else { return nil }
      let fields = stride(from: start + 4, to: start + 14, by: 2).map { number(copy, $0) }
      return "\(copy.packet.identification ?? 0) \(fields) \(copy.packet.payload.count)"
    }
  }

  /// Datagrams of equal content and without an id, by their place in their flow.
  func datagrams(_ counts: [String: Int]) -> Score {
    var flows: [String: [Copy]] = [:]
    for copy in copies where copy.packet.ipProtocol == 17 && copy.packet.destinationPort == 9000 {
      let flow =
        "\(copy.place) \(copy.packet.source?.description ?? "") "
        + "\(copy.packet.sourcePort ?? 0)"
      flows[flow, default: []].append(copy)
    }
    var tags: [Int: String] = [:]
    for flow in flows.values {
      guard let container = counts.first(where: { $0.value == flow.count })?.key else { continue }
      for (place, copy) in flow.enumerated() { tags[copy.number] = "\(container) \(place)" }
    }
    return score { tags[$0.number] }
  }

  private func number(_ copy: Copy, _ offset: Int) -> Int {
    guard offset + 1 < copy.bytes.count else { return 0 }
    return Int(copy.bytes[offset]) << 8 | Int(copy.bytes[offset + 1])
  }

  /// A packet is right where its journey has all copies with its tag, no other, and is the way that
  /// the network leaves it; each tag counts once.
  private func score(_ tag: (Copy) -> String?) -> Score {
    var tagged: [String: [Copy]] = [:]
    for copy in copies {
      if let tag = tag(copy) { tagged[tag, default: []].append(copy) }
    }
    var score = Score()
    for (tag, copies) in tagged {
      let numbers = copies.map(\.number)
      let journeys = Set(numbers.compactMap { paths.journey(ofPacket: $0) })
      let told = journeys.map { paths.journey($0) }
      if let doubt = told.lazy.compactMap(Self.reason).first {
        score.uncertain += 1
        score.firstUncertain = score.firstUncertain ?? "\(tag): \(doubt)"
        continue
      }
      let way = told.first.map { $0.hops.map { places[$0.interface] ?? "?" } } ?? []
      let isRight =
        told.count == 1 && Set(told.flatMap { $0.hops.map(\.packet) }) == Set(numbers)
        && (Self.ways("c1") + Self.ways("c2")).contains(way)
      if isRight {
        score.right += 1
      } else {
        score.wrong += 1
        score.firstWrong = score.firstWrong ?? "\(tag): \(numbers.count) copies, \(way)"
      }
    }
    return score
  }

  /// For traffic that offloads cut up and put together: every byte range that leaves a container or
  /// the server must come to the other side, along a way that is there.
  func cutConnections() -> Score {
    var score = Score()
    let ways = Set((Self.ways("c1") + Self.ways("c2")))
    let ofTCP = Set(copies.filter { $0.packet.ipProtocol == 6 }.map(\.number))
    let ends = Dictionary(copies.map { ($0.number, $0) }) { first, _ in first }
    paths.forEach { journey in
      guard let first = journey.hops.first, ofTCP.contains(first.packet) else { return true }
      if let doubt = Self.reason(journey) {
        score.uncertain += 1
        score.firstUncertain = score.firstUncertain ?? doubt
        return true
      }
      let isRight = journey.ways().allSatisfy { way in
        let hops = way.map { journey.hops[$0] }
        return ways.contains(hops.map { places[$0.interface] ?? "?" })
          && isOneStream(hops.compactMap { ends[$0.packet] })
      }
      if isRight {
        score.right += 1
      } else {
        score.wrong += 1
        score.firstWrong =
          score.firstWrong ?? "\(journey.hops.map { places[$0.interface] ?? "?" })"
      }
      return true
    }
    return score
  }

  /// Whether the bytes of each copy overlap those of the one before.
  private func isOneStream(_ copies: [Copy]) -> Bool {
    zip(copies, copies.dropFirst()).allSatisfy { before, after in
      guard let start = before.packet.transportOffset, let next = after.packet.transportOffset
      else { return false }
      let from = UInt32(number(before, start + 4)) << 16 | UInt32(number(before, start + 6))
      let to = UInt32(number(after, next + 4)) << 16 | UInt32(number(after, next + 6))
      let shift = Int32(bitPattern: to &- from)
      return shift >= 0
        ? Int(shift) <= before.packet.payload.count : Int(-shift) <= after.packet.payload.count
    }
  }

  private static func reason(_ journey: PacketJourney) -> String? {
    if case .uncertain(let reason) = journey.certainty { return reason }
    return nil
  }
}
