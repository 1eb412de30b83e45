import LabModel

/// The paths of all packets of a run: which crossings are copies of one packet.
///
/// Copies are joined from ordinary captures; what routing, bridging, NAT, tunnels and offloads do to
/// a packet is seen through. What cannot be joined for certain is uncertain, with the reason.
package struct PacketPaths: Sendable {
  private let crossings: [Crossing]
  private let flows: [Flow]
  private let links: [LinkHeader]
  private let parents: [Int32]
  private let furtherParents: [Int32: [Int32]]
  private let doubts: [Int32: Doubt]
  /// The crossings of journey `n`, in order, begin at `starts[n]` of `members`.
  private let starts: [Int32]
  private let members: [Int32]
  private let journeys: [Int32]
  /// Indices of crossings in order of their packets' numbers.
  private let byNumber: [Int32]
  private let names: [Int32: String]
  private let interfaceHosts: [Int32: Int]

  /// Joins the copies of all packets; takes about 100 bytes of memory a packet.
  ///
  /// - Throws: what reading packets throws.
  package init(evidence: RunEvidence) throws {
    let search = try PathSearch(evidence)
    crossings = search.table.crossings
    flows = search.flows
    links = search.table.links
    parents = search.parents
    furtherParents = search.furtherParents
    doubts = search.doubts
    let sets = JourneySets(parents: parents, further: furtherParents)
    (starts, members, journeys) = (sets.starts, sets.members, sets.journeys)
    let numbers = search.table.crossings.map(\.number)
    byNumber = numbers.indices.sorted { numbers[$0] < numbers[$1] }.map(Int32.init)
    let hosts = Dictionary(evidence.hosts.map { ($0.number, $0.name) }) { first, _ in first }
    var names: [Int32: String] = [:]
    var interfaceHosts: [Int32: Int] = [:]
    for row in evidence.interfaces {
      let host = hosts[row.host] ?? "host \(row.host)"
      let isLab = host == HostPlan.lab
      names[Int32(clamping: row.number)] = Quoting.escaped(isLab ? row.name : "\(host):\(row.name)")
      interfaceHosts[Int32(clamping: row.number)] = row.host
    }
    self.names = names
    self.interfaceHosts = interfaceHosts
  }

  /// How many packets there are, each with all its copies.
  package var count: Int { starts.count - 1 }

  /// The journey that is first seen as the `index`-th, from 0; `index` must be below `count`.
  package func journey(_ index: Int) -> PacketJourney {
    let places = ordered(members[Int(starts[index])..<Int(starts[index + 1])])
    var positions: [Int32: Int] = [:]
    for (place, member) in places.enumerated() { positions[member] = place }
    var certainty = PacketJourney.Certainty.certain
    let hops = places.map { member in
      if certainty == .certain, let doubt = doubts[member] {
        let crossing = crossings[Int(member)]
        let name = names[crossing.interface] ?? "interface \(crossing.interface)"
        certainty = .uncertain(reason: doubt.words(packet: crossing.number, at: name))
      }
      return hop(member, positions)
    }
    return PacketJourney(hops: hops, certainty: certainty)
  }

  /// The copies of a journey so that each comes after those that it was made of: a port and its
  /// bridge share a stamp, and may have been written down the other way round.
  private func ordered(_ members: ArraySlice<Int32>) -> [Int32] {
    guard members.contains(where: { parents[Int($0)] > $0 }) else { return Array(members) }
    var ordered: [Int32] = []
    var seen: Set<Int32> = []
    var waiting: [Int32: [Int32]] = [:]
    for member in members {
      let parent = parents[Int(member)]
      if parent >= 0, !seen.contains(parent) {
        waiting[parent, default: []].append(member)
        continue
      }
      var next = [member]
      while let one = next.popLast() {
        ordered.append(one)
        seen.insert(one)
        next += (waiting.removeValue(forKey: one) ?? []).reversed()
      }
    }
    return ordered
  }

  /// The index of the journey that packet `number` is a copy of; nil where there is no such packet.
  package func journey(ofPacket number: Int) -> Int? {
    var (low, high) = (0, byNumber.count)
    while low < high {
      let middle = (low + high) / 2
      if crossings[Int(byNumber[middle])].number < number {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < byNumber.count, crossings[Int(byNumber[low])].number == number else { return nil }
    return Int(journeys[Int(byNumber[low])])
  }

  /// Calls `body` for each journey in order, until it returns false.
  package func forEach(_ body: (PacketJourney) throws -> Bool) rethrows {
    for index in 0..<count {
      if try !body(journey(index)) { return }
    }
  }

  private func hop(_ member: Int32, _ positions: [Int32: Int]) -> PacketHop {
    let crossing = crossings[Int(member)]
    var before: [Int32] = []
    if parents[Int(member)] >= 0 {
      before = [parents[Int(member)]] + (furtherParents[member] ?? [])
    }
    return PacketHop(
      packet: crossing.number, host: interfaceHosts[crossing.interface] ?? 0,
      interface: Int(crossing.interface), isLeaving: crossing.point.isLeaving,
      time: crossing.time, previous: before.compactMap { positions[$0] },
      changes: before.first.map { changes(from: crossings[Int($0)], to: crossing, before.count) }
        ?? [])
  }

  private func changes(from old: Crossing, to new: Crossing, _ parts: Int) -> [HopChange] {
    var changes: [HopChange] = []
    func add<T: Equatable>(_ old: T, _ new: T, _ change: (T, T) -> HopChange) {
      if old != new { changes.append(change(old, new)) }
    }
    add(old.depth, new.depth) { .tunnels(Int($0), Int($1)) }
    if old.depth == new.depth { add(old.outerTTL, new.outerTTL) { .ttl($0, $1) } }
    let (before, after) = (flows[Int(old.flow)], flows[Int(new.flow)])
    if let first = before.source, let second = after.source {
      add(first, second) { .source($0, $1) }
    }
    if let first = before.destination, let second = after.destination {
      add(first, second) { .destination($0, $1) }
    }
    let isEcho =
      before.ipProtocol == InternetProtocol.icmp || before.ipProtocol == InternetProtocol.icmp6
    add(before.sourcePort, after.sourcePort) { isEcho ? .identifier($0, $1) : .sourcePort($0, $1) }
    add(before.destinationPort, after.destinationPort) {
      isEcho ? .identifier($0, $1) : .destinationPort($0, $1)
    }
    let (first, second) = (links[Int(old.link)], links[Int(new.link)])
    add(first.source, second.source) {
      .sourceMAC($0.map(LinkHeader.bytes), $1.map(LinkHeader.bytes))
    }
    add(first.destination, second.destination) {
      .destinationMAC($0.map(LinkHeader.bytes), $1.map(LinkHeader.bytes))
    }
    add(first.vlan, second.vlan) { .vlan($0, $1) }
    if parts > 1 {
      changes.append(.joined(parts))
    } else if old.stream != Crossing.noStream, old.pieceLength != new.pieceLength {
      changes.append(old.pieceLength > new.pieceLength ? .cut : .joined(parts))
    }
    add(old.headerChecksum, new.headerChecksum) { .headerChecksum($0, $1) }
    add(old.checksum, new.checksum) { .checksum($0, $1) }
    return changes
  }
}
