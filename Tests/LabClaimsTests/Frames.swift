/// Frames made by hand, byte by byte.
enum Frames {
  private static let macs: [UInt8] = [
    0x02, 0, 0, 0, 0, 0x02,  // destination
    0x02, 0, 0, 0, 0, 0x01,  // source
  ]

  /// RFC 826: who has 10.0.0.2? tell 10.0.0.1, to everybody.
  static let arpRequest: [UInt8] =
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0, 0, 0, 0, 0x01, 0x08, 0x06] + [
      0, 1, 8, 0, 6, 4, 0, 1,  // Ethernet, IPv4, request
      0x02, 0, 0, 0, 0, 0x01, 10, 0, 0, 1,  // sender
      0, 0, 0, 0, 0, 0, 10, 0, 0, 2,  // target
    ]

  /// 10.0.0.1 → 10.0.0.2, protocol `protocolNumber`.
  static func ipv4(_ protocolNumber: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length = 20 + payload.count
    return [
      0x45, 0, UInt8(length >> 8), UInt8(length & 0xff), 0x12, 0x34, 0x40, 0, 64, protocolNumber,
      0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
    ] + payload
  }

  /// `flags`: 2 SYN, 18 SYN and ACK.
  static func tcp(from: UInt16, to: UInt16, flags: UInt8, _ data: [UInt8] = []) -> [UInt8] {
    [
      UInt8(from >> 8), UInt8(from & 0xff), UInt8(to >> 8), UInt8(to & 0xff), 0, 0, 0, 1, 0, 0, 0,
      0, 0x50, flags, 0xff, 0xff, 0, 0, 0, 0,
    ] + data
  }

  static let echoRequest: [UInt8] = [8, 0, 0, 0, 0, 1, 0, 1]
  static let echoReply: [UInt8] = [0, 0, 0, 0, 0, 1, 0, 1]

  static func ethernet(_ packet: [UInt8], type: UInt16 = 0x0800) -> [UInt8] {
    macs + [UInt8(type >> 8), UInt8(type & 0xff)] + packet
  }

  /// IEEE 802.1Q, VLAN `id`.
  static func vlan(_ id: UInt16, _ packet: [UInt8]) -> [UInt8] {
    macs + [0x81, 0, UInt8(id >> 8), UInt8(id & 0xff), 0x08, 0] + packet
  }

  /// UDP over IPv6, port 5353, from ::1 to ::1.
  static let ipv6UDP: [UInt8] =
    [0x60, 0, 0, 0, 0, 8, 17, 64] + [UInt8](repeating: 0, count: 15) + [1]
    + [UInt8](repeating: 0, count: 15) + [1] + [0x14, 0xe9, 0x14, 0xe9, 0, 8, 0, 0]
}
