import LabModel

/// What the numbers of some TCP segments are told from, without reading all packets before them.
///
/// As `TCPConversations` counts: from a connection's last SYN that acknowledges something, else from its
/// first segment that does. These are looked for among the packets at most `reach` before the first of
/// the segments; where none is found and one may lie further back, numbers stay as they are on the wire.
struct SequenceOrigins {
  /// How many packets before the first one are searched.
  static let reach = 20_000

  private let packets: StoredPackets
  /// Numbers of the packets that opened a connection, in order; of those that did so by no SYN, the first
  /// that acknowledges.
  private var openings: [TCPEnds: [Int]] = [:]
  private var conversations: [Int: TCPConversations] = [:]
  /// The number of the last packet that was noted for a connection.
  private var noted: [TCPEnds: Int] = [:]

  /// Looks for what opened the connections of `rows`, which are in order of their numbers.
  ///
  /// - Throws: what reading packets throws.
  init(_ packets: StoredPackets, of rows: [PacketRow]) throws(StoreFailure) {
    self.packets = packets
    let wanted = Set(rows.compactMap { TCPEnds($0) })
    guard let first = rows.first?.number, let last = rows.last?.number, !wanted.isEmpty else {
      return
    }
    let start = max(1, first - Self.reach)
    // SYN and ACK.
    try packets.forEachSegment(in: start..<last, flags: 0x12) { number, ends in
      if wanted.contains(ends) { openings[ends, default: []].append(number) }
      return true
    }
    guard start == 1 else { return }
    // Segments before the first SYN belong to a connection whose own was not seen.
    var missing = wanted.filter { ends in openings[ends]?.first.map { $0 > first } ?? true }
    guard !missing.isEmpty else { return }
    try packets.forEachSegment(in: start..<last, flags: 0x10) { number, ends in
      if missing.remove(ends) != nil, number < openings[ends]?.first ?? .max {
        openings[ends, default: []].insert(number, at: 0)
      }
      return !missing.isEmpty
    }
  }

  /// The origin of the next of the rows: they come in order.
  ///
  /// - Throws: what reading packets throws.
  mutating func origin(of row: PacketRow) throws(StoreFailure) -> SequenceOrigin {
    guard let ends = TCPEnds(row) else { return SequenceOrigin() }
    if let opening = openings[ends]?.last(where: { $0 < row.number }),
      noted[ends].map({ $0 < opening }) ?? true, let packet = try packets.packet(opening)
    {
      note(packet)
      noted[ends] = opening
    }
    guard noted[ends] != nil || openings[ends]?.first == row.number else {
      return SequenceOrigin()
    }
    noted[ends] = row.number
    return note(row)
  }

  @discardableResult
  private mutating func note(_ row: PacketRow) -> SequenceOrigin {
    conversations[row.interface, default: TCPConversations()]
      .origin(of: row.bytes, hardwareType: row.hardwareType)
  }
}
