/// What the numbers of one TCP segment are told from; zeros leave them as they are on the wire.
struct SequenceOrigin: Sendable, Hashable {
  var sequence: UInt32 = 0
  var acknowledgement: UInt32 = 0
  /// For the blocks of selective acknowledgements.
  var selective: UInt32 = 0
}

/// The TCP conversations that one observation point has seen, each with its first numbers.
///
/// Follows `tcp_print` of tcpdump's print-tcp.c: a conversation is noted at its first segment that
/// acknowledges something, and again at each SYN; that segment's own numbers are shown as they are,
/// those after it relative to it. A SYN that opens a connection acknowledges nothing.
struct TCPConversations: Sendable {
  /// Both ends, the same for both directions.
  private struct Ends: Hashable {
    var low: IPAddress
    var lowPort: UInt16
    var high: IPAddress
    var highPort: UInt16
  }

  private struct Numbers {
    /// The first numbers of the bytes that `low` and `high` send.
    var low: UInt32
    var high: UInt32
  }

  private var known: [Ends: Numbers] = [:]

  /// Notes the segment in `bytes`, and gives what its numbers are told from.
  ///
  /// Each comes here once, in order. Frames without a TCP header have the origin zero.
  mutating func origin(of bytes: [UInt8], hardwareType: UInt16) -> SequenceOrigin {
    let packet = DecodedPacket(bytes, hardwareType: hardwareType)
    guard packet.ipProtocol == InternetProtocol.tcp, let start = packet.transportOffset,
      let source = packet.source, let destination = packet.destination,
      let sourcePort = packet.sourcePort, let destinationPort = packet.destinationPort
    else { return SequenceOrigin() }
    return bytes.withUnsafeBytes { bytes in
      let frame = FrameBytes(bytes)
      guard let sequence = frame.u32(start + 4), let acknowledged = frame.u32(start + 8),
        let size = frame.u8(start + 12), size >> 4 >= 5, let flags = frame.u8(start + 13),
        frame.has(20, at: start), flags & 0x10 != 0
      else { return SequenceOrigin() }
      let isReversed =
        sourcePort != destinationPort
        ? sourcePort > destinationPort : Self.isAfter(source, destination)
      let ends =
        isReversed
        ? Ends(low: destination, lowPort: destinationPort, high: source, highPort: sourcePort)
        : Ends(low: source, lowPort: sourcePort, high: destination, highPort: destinationPort)
      let isSYN = flags & 0x02 != 0
      guard !isSYN, let numbers = known[ends] else {
        let peer = acknowledged &- 1
        known[ends] =
          isReversed ? Numbers(low: peer, high: sequence) : Numbers(low: sequence, high: peer)
        return SequenceOrigin(selective: peer)
      }
      let (own, peer) =
        isReversed ? (numbers.high, numbers.low) : (numbers.low, numbers.high)
      return SequenceOrigin(sequence: own, acknowledgement: peer, selective: peer)
    }
  }

  private static func isAfter(_ left: IPAddress, _ right: IPAddress) -> Bool {
    switch (left, right) {
    case (.v4(let left), .v4(let right)): left > right
    case (.v6(let upper, let lower), .v6(let upper2, let lower2)):
      (upper, lower) > (upper2, lower2)
    case (.v4, .v6): false
    case (.v6, .v4): true
    }
  }
}
