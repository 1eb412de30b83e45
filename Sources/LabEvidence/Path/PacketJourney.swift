/// A packet with all its copies, from where it was first seen to wherever it went.
package struct PacketJourney: Sendable, Hashable {
  /// Whether the copies belong together.
  package enum Certainty: Sendable, Hashable {
    case certain
    /// The reason is a clause.
    case uncertain(reason: String)
  }

  /// The copies in order of time.
  package var hops: [PacketHop]
  package var certainty: Certainty

  /// The ways that the packet took: places in `hops`, each from a first copy to a last one.
  ///
  /// More than one where it was broadcast or cut up. Of a packet in very many pieces the first
  /// `most` ways are given.
  package func ways(most: Int = 1000) -> [[Int]] {
    var next = [[Int]](repeating: [], count: hops.count)
    for (place, hop) in hops.enumerated() {
      for before in hop.previous { next[before].append(place) }
    }
    var ways: [[Int]] = []
    var open = hops.indices.filter { hops[$0].previous.isEmpty }.map { [$0] }
    open.reverse()
    while let way = open.popLast(), ways.count < most {
      guard let last = way.last, !next[last].isEmpty, way.count <= hops.count else {
        ways.append(way)
        continue
      }
      for place in next[last].reversed() { open.append(way + [place]) }
    }
    return ways
  }
}

/// One copy of a packet: where it was seen, and what is different about it.
package struct PacketHop: Sendable, Hashable {
  /// The packet's number.
  package var packet: Int
  package var host: Int
  /// Number of the row in `interfaces`.
  package var interface: Int
  /// True for sent, false for received.
  package var isLeaving: Bool
  /// CLOCK_MONOTONIC in ns.
  package var time: Int64
  /// The copies it was made of, as places in the journey: none for the first, more than one where
  /// packets were put together.
  package var previous: [Int]
  /// What is different from the copy before.
  package var changes: [HopChange]
}

/// What is different in a copy of a packet from the copy before it.
package enum HopChange: Sendable, Hashable {
  /// TTL or hop limit.
  case ttl(UInt8, UInt8)
  case source(IPAddress, IPAddress)
  case destination(IPAddress, IPAddress)
  case sourcePort(UInt16, UInt16)
  case destinationPort(UInt16, UInt16)
  /// The identifier of an ICMP echo.
  case identifier(UInt16, UInt16)
  /// MAC addresses, six bytes each; nil where there is no Ethernet header.
  case sourceMAC([UInt8]?, [UInt8]?)
  case destinationMAC([UInt8]?, [UInt8]?)
  /// VLAN ids; nil is untagged.
  case vlan(UInt16?, UInt16?)
  /// The checksum of the IPv4 header.
  case headerChecksum(UInt16, UInt16)
  /// The checksum of TCP, UDP or ICMP.
  case checksum(UInt16, UInt16)
  /// How many tunnels it is in.
  case tunnels(Int, Int)
  /// It is a part of the packet before.
  case cut
  /// It was put together of that many packets.
  case joined(Int)
}
