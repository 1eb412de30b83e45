import LabModel

/// All crossings of a run in the order in which the kernel stamped them.
struct CrossingTable: Sendable {
  private(set) var crossings: [Crossing] = []
  private(set) var flows = FlowTable()
  private(set) var links: [LinkHeader] = []
  private(set) var groupCount = 0

  /// - Throws: what reading packets throws.
  init(_ evidence: RunEvidence, devices: DeviceTable) throws {
    var groups: [Int: Int32] = [:]
    var linkNumbers: [LinkHeader: Int32] = [:]
    let tunnels = Encapsulation(
      knowsVXLAN: evidence.links.contains { $0.change.new?.kind == "vxlan" })
    crossings.reserveCapacity(evidence.packets.count)
    try evidence.packets.forEach(in: Int64.min...Int64.max) { packet in
      let print = packet.bytes.withUnsafeBytes {
        Fingerprint($0, hardwareType: packet.hardwareType, tunnels: tunnels)
      }
      // Groups and links are numbered as they come, so nothing depends on how hashes fall out.
      var group = Int32(groups.count)
      if let known = groups[print.key] { group = known } else { groups[print.key] = group }
      var link = Int32(links.count)
      if let known = linkNumbers[print.link] {
        link = known
      } else {
        linkNumbers[print.link] = link
        links.append(print.link)
      }
      let flow = flows.number(of: print.flow)
      crossings.append(
        Crossing(
          number: packet.number, wall: packet.wall, time: packet.time, group: group, flow: flow,
          point: Point(
            device: devices.device(ofInterface: packet.interface, host: packet.host),
            isLeaving: packet.direction.isLeaving),
          interface: Int32(clamping: packet.interface), link: link,
          stream: print.piece.map { $0.datagram.map { -1 - Int32(truncatingIfNeeded: $0) } ?? flow }
            ?? Crossing.noStream,
          pieceStart: print.piece?.start ?? 0, pieceLength: print.piece?.length ?? 0,
          headerChecksum: print.headerChecksum, checksum: print.checksum, ttl: print.ttl,
          outerTTL: print.outerTTL, depth: print.depth, isIP: print.isIP))
      return true
    }
    groupCount = groups.count
    crossings.sort { ($0.wall, $0.number) < ($1.wall, $1.number) }
  }

  /// The indices of all crossings group by group, each group in order: those of group `n` begin at
  /// `starts[n]` and end before `starts[n + 1]`.
  func grouped() -> (starts: [Int32], members: [Int32]) {
    var starts = [Int32](repeating: 0, count: groupCount + 1)
    for crossing in crossings { starts[Int(crossing.group) + 1] += 1 }
    for group in 0..<groupCount { starts[group + 1] += starts[group] }
    var next = starts
    var members = [Int32](repeating: 0, count: crossings.count)
    for (index, crossing) in crossings.enumerated() {
      members[Int(next[Int(crossing.group)])] = Int32(index)
      next[Int(crossing.group)] += 1
    }
    return (starts, members)
  }
}
