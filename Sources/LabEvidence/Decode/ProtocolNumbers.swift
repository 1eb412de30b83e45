/// EtherTypes (IEEE 802 numbers of IANA).
enum EtherType {
  static let ipv4: UInt16 = 0x0800
  static let arp: UInt16 = 0x0806
  static let ipv6: UInt16 = 0x86dd

  /// 802.1Q, 802.1ad, and the older numbers of stacked tags.
  static func isTag(_ type: UInt16) -> Bool {
    switch type {
    case 0x8100, 0x88a8, 0x9100, 0x9200: true
    default: false
    }
  }
}

/// Assigned Internet protocol numbers (IANA).
enum InternetProtocol {
  static let hopByHop: UInt8 = 0
  static let icmp: UInt8 = 1
  static let tcp: UInt8 = 6
  static let udp: UInt8 = 17
  static let routing: UInt8 = 43
  static let fragment: UInt8 = 44
  static let authentication: UInt8 = 51
  static let icmp6: UInt8 = 58
  static let noNext: UInt8 = 59
  static let destination: UInt8 = 60
  static let mobility: UInt8 = 135

  /// Names of the protocols that are decoded.
  static func name(_ number: UInt8) -> StaticString? {
    switch number {
    case icmp: "icmp"
    case tcp: "tcp"
    case udp: "udp"
    case icmp6: "icmp6"
    default: nil
    }
  }
}
