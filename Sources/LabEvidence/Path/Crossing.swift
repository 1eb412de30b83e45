/// One copy of a packet at one interface, without its bytes: a run may have millions.
struct Crossing: Sendable {
  /// The packet's number.
  var number: Int
  /// CLOCK_REALTIME in ns, as the kernel stamped it: what orders copies.
  var wall: Int64
  /// CLOCK_MONOTONIC in ns.
  var time: Int64
  /// Equal in all packets with the same key.
  var group: Int32
  var flow: Int32
  /// The device and the direction.
  var point: Point
  /// Number of the interface's row.
  var interface: Int32
  /// Number of its link header.
  var link: Int32
  /// The flow's number for TCP; below 0 for a datagram of IPv4; `noStream` where it has no piece.
  var stream: Int32
  var pieceStart: UInt32
  var pieceLength: UInt32
  var headerChecksum: UInt16
  var checksum: UInt16
  var ttl: UInt8
  var outerTTL: UInt8
  var depth: UInt8
  var isIP: Bool

  static let noStream = Int32.min
}

/// A device in one direction: where a tap sees packets.
struct Point: Sendable, Hashable {
  private let number: Int32

  init(device: Int, isLeaving: Bool) {
    number = Int32(device) * 2 + (isLeaving ? 1 : 0)
  }

  var device: Int { Int(number >> 1) }
  var isLeaving: Bool { number & 1 == 1 }
}
