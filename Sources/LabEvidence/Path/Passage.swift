/// How a packet gets from one point to an adjacent one.
enum Passage: UInt8, Sendable {
  /// From one end of a veth pair to the other, or through `lo`.
  case wire
  /// From a lower device to the one above it: port to bridge, Ethernet to VLAN.
  case up
  /// From an upper device to the one below it.
  case down
  /// Out of the tunnel's packet that carried it.
  case unwrapped
  /// Into a tunnel's packet.
  case wrapped
  /// From one port of a bridge to another.
  case bridged
  /// Through the routing of one network namespace.
  case routed

  /// Whether it leads through the packet filter of one namespace, which may translate addresses: a
  /// bridge's may be that of IP, too (br_netfilter).
  var mayTranslate: Bool {
    switch self {
    case .routed, .bridged, .up, .down: true
    case .wire, .unwrapped, .wrapped: false
    }
  }

  /// Whether the depth and the TTL of a copy after the passage fit those of the copy before it.
  func fits(_ before: Crossing, _ after: Crossing) -> Bool {
    switch self {
    case .unwrapped: return before.depth > after.depth && before.ttl == after.ttl
    case .wrapped: return before.depth < after.depth && before.ttl == after.ttl
    case .routed:
      guard before.depth == after.depth, before.isIP else { return false }
      return before.outerTTL == after.outerTTL &+ 1
        && (before.depth == 0 || before.ttl == after.ttl)
    case .wire, .up, .down, .bridged:
      return before.depth == after.depth && before.ttl == after.ttl
        && before.outerTTL == after.outerTTL
    }
  }
}
