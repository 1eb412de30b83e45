/// Where a way of a packet ended.
package struct JourneyEnd: Sendable, Hashable {
  /// Why no further copy was seen, as far as the record tells.
  package enum Kind: String, Sendable, Hashable {
    /// It came in at a host that has its destination, or that is one of a group it is for.
    case arrived
    /// It left, and nobody saw it come in.
    case left
    /// It came in at a host that it is not for, and was seen no more: dropped there, or outside what was
    /// looked at.
    case vanished
  }

  /// The place of the last copy in the journey's `hops`.
  package var hop: Int
  package var kind: Kind

  /// What it says of the last copy: `arrived`.
  package var words: String {
    switch kind {
    case .arrived: "arrived"
    case .left: "left and not seen to come in anywhere"
    case .vanished: "not seen any further"
    }
  }
}

extension PacketJourney {
  /// The ends of a journey whose copies are among `packets`.
  func ends(in packets: PacketWindow, _ evidence: RunEvidence) -> [JourneyEnd] {
    let addresses = HostAddresses(evidence)
    let continued = Set(hops.flatMap(\.previous))
    return hops.indices.filter { !continued.contains($0) }.map { place in
      let hop = hops[place]
      guard !hop.isLeaving else { return JourneyEnd(hop: place, kind: .left) }
      let packet = packets.packet(hop.packet)
      let decoded = packet.map { DecodedPacket($0.bytes, hardwareType: $0.hardwareType) }
      let isHome =
        switch packet?.direction {
        case .broadcast?, .multicast?: true
        default:
          decoded?.destination.map {
            $0.isGroup || addresses.isOwn($0, host: hop.host, at: hop.time)
          } ?? true
        }
      return JourneyEnd(hop: place, kind: isHome ? .arrived : .vanished)
    }
  }
}

extension IPAddress {
  /// Whether it is a group's: multicast, or the broadcast of the link (RFC 5771, RFC 919, RFC 4291).
  var isGroup: Bool {
    switch self {
    case .v4(let bits): bits >> 28 == 0xe || bits == UInt32.max
    case .v6(let upper, _): upper >> 56 == 0xff
    }
  }
}
