/// Packets that one host's capture saw, in the order in which the kernel saw them.
package struct PacketBatch: Sendable, Hashable {
  package var host: Int
  package var packets: [Packet]
  /// The captured bytes of all of them, one after another.
  package var bytes: [UInt8]
  /// How far the conversion from the packets' wall clock can be off, in ns.
  package var clockError: Int64

  package init(host: Int, packets: [Packet], bytes: [UInt8], clockError: Int64) {
    self.host = host
    self.packets = packets
    self.bytes = bytes
    self.clockError = clockError
  }

  /// The bytes of `packet`, which must be one of this batch.
  package func bytes(of packet: Packet) -> ArraySlice<UInt8> {
    bytes[packet.offset..<packet.offset + packet.capturedLength]
  }
}

/// One crossing of one interface, as packet(7) saw it.
package struct Packet: Sendable, Hashable {
  /// sll_pkttype of packet(7).
  package enum Direction: UInt8, Sendable, Hashable {
    case toHost = 0
    case broadcast = 1
    case multicast = 2
    /// Received, for somebody else (promiscuous mode, a bridge's port).
    case otherHost = 3
    case outgoing = 4

    /// True for sent, false for received.
    package var isLeaving: Bool { self == .outgoing }
  }

  /// When the tap saw it: CLOCK_MONOTONIC in ns, converted from `wall`.
  package var time: Int64
  /// The kernel's own stamp: CLOCK_REALTIME in ns.
  package var wall: Int64
  package var interface: Int32
  package var direction: Direction
  /// ARPHRD_* of the interface.
  package var hardwareType: UInt16
  /// Length on the wire, in bytes.
  package var length: Int
  /// Where its captured bytes begin in the batch.
  package var offset: Int
  package var capturedLength: Int

  package init(
    time: Int64, wall: Int64, interface: Int32, direction: Direction, hardwareType: UInt16,
    length: Int, offset: Int, capturedLength: Int
  ) {
    self.time = time
    self.wall = wall
    self.interface = interface
    self.direction = direction
    self.hardwareType = hardwareType
    self.length = length
    self.offset = offset
    self.capturedLength = capturedLength
  }
}
