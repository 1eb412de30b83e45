package import LabEvidence

/// Which part of a list of packets is wanted, and whether their numbers stand before them.
package struct PacketPart: Sendable, Hashable {
  /// Only packets with this number or a later one.
  package var from: Int
  /// nil is all.
  package var most: Int?
  package var showsNumbers: Bool

  package init(from: Int = 1, most: Int? = nil, showsNumbers: Bool = false) {
    self.from = from
    self.most = most
    self.showsNumbers = showsNumbers
  }

  /// Whether something may be left out.
  package var isOne: Bool { from > 1 || most != nil }
}

extension PacketListing {
  /// Calls `body` for each packet of `part` in order until it returns false.
  ///
  /// - Throws: what reading packets or `body` throws.
  package func forEach(
    _ part: PacketPart, _ body: (ListedPacket) throws -> Bool
  ) throws {
    var count = 0
    try forEach { packet in
      guard packet.row.number >= part.from else { return true }
      count += 1
      guard try body(packet) else { return false }
      return part.most.map { count < $0 } ?? true
    }
  }
}
