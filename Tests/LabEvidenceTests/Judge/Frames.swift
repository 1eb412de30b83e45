/// Ethernet frames as they stand on the wire, just whole enough for filters.
enum Frame {
  private static let addresses: [UInt8] = [
    0x02, 0, 0, 0, 0, 0x02,  // destination
    0x02, 0, 0, 0, 0, 0x01,  // source
  ]

  /// IPv4 from 10.0.0.1 to 10.0.0.2.
  private static func ip(protocolNumber: UInt8, _ content: [UInt8]) -> [UInt8] {
    let length = UInt16(20 + content.count)
    return addresses + [0x08, 0x00]  // EtherType: IPv4
      + [0x45, 0, UInt8(length >> 8), UInt8(length & 0xff)]  // version, IHL, length
      + [0, 1, 0x40, 0, 64, protocolNumber, 0, 0]  // id, DF, TTL, protocol, checksum
      + [10, 0, 0, 1] + [10, 0, 0, 2] + content
  }

  private static func bytes(_ port: UInt16) -> [UInt8] { [UInt8(port >> 8), UInt8(port & 0xff)] }

  static func tcp(to port: UInt16, flags: UInt8 = 0x18, _ payload: String = "") -> [UInt8] {
    ip(
      protocolNumber: 6,
      bytes(40000) + bytes(port) + [0, 0, 0, 1, 0, 0, 0, 1]  // ports, seq, ack
        + [0x50, flags, 0xff, 0xff, 0, 0, 0, 0]  // offset, flags, window, checksum, urgent
        + Array(payload.utf8))
  }

  static func udp(to port: UInt16, _ payload: String = "") -> [UInt8] {
    ip(
      protocolNumber: 17,
      bytes(40000) + bytes(port) + bytes(UInt16(8 + payload.utf8.count)) + [0, 0]
        + Array(payload.utf8))
  }

  /// An echo request.
  static let ping: [UInt8] = ip(protocolNumber: 1, [8, 0, 0, 0, 0, 1, 0, 1])

  /// `who-has 10.0.0.2 tell 10.0.0.1`.
  static let arp: [UInt8] =
    addresses + [0x08, 0x06]  // EtherType: ARP
    + [0, 1, 0x08, 0, 6, 4, 0, 1]  // Ethernet, IPv4, lengths, request
    + [0x02, 0, 0, 0, 0, 0x01] + [10, 0, 0, 1] + [0, 0, 0, 0, 0, 0] + [10, 0, 0, 2]
}
