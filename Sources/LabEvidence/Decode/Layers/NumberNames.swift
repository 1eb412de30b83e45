extension EtherType {
  /// What IANA and IEEE call an EtherType; nil for others than the usual ones.
  static func name(_ type: UInt16) -> String? {
    switch type {
    case ipv4: "IPv4"
    case ipv6: "IPv6"
    case arp: "ARP"
    case 0x8100: "VLAN tag (802.1Q)"
    case 0x88a8: "VLAN tag (802.1ad)"
    case 0x9100, 0x9200: "VLAN tag"
    case 0x6558: "Ethernet"
    case 0x8035: "RARP"
    case 0x8847: "MPLS"
    case 0x8863: "PPPoE discovery"
    case 0x8864: "PPPoE session"
    case 0x888e: "EAPOL"
    case 0x88cc: "LLDP"
    case 0x88e5: "MACsec"
    default: nil
    }
  }
}

extension InternetProtocol {
  static let igmp: UInt8 = 2
  static let ipip: UInt8 = 4
  static let ipv6: UInt8 = 41
  static let gre: UInt8 = 47

  /// What IANA calls a protocol; nil for others than the usual ones.
  static func fullName(_ number: Int) -> String? {
    switch number {
    case 0: "hop-by-hop options"
    case 1: "ICMP"
    case 2: "IGMP"
    case 4: "IPv4"
    case 6: "TCP"
    case 17: "UDP"
    case 33: "DCCP"
    case 41: "IPv6"
    case 43: "routing header"
    case 44: "fragment header"
    case 47: "GRE"
    case 50: "ESP"
    case 51: "authentication header"
    case 58: "ICMPv6"
    case 59: "no next header"
    case 60: "destination options"
    case 89: "OSPF"
    case 103: "PIM"
    case 112: "VRRP"
    case 132: "SCTP"
    case 135: "mobility header"
    case 136: "UDP-Lite"
    default: nil
    }
  }

  /// A differentiated services code point (IANA).
  static func codePoint(_ number: Int) -> String? {
    switch number {
    case 0: "default"
    case 8, 16, 24, 32, 40, 48, 56: "CS\(number / 8)"
    case 10, 12, 14, 18, 20, 22, 26, 28, 30, 34, 36, 38: "AF\(number / 8)\(number / 2 % 4)"
    case 44: "voice admit"
    case 46: "EF"
    default: nil
    }
  }

  /// Explicit congestion notification (RFC 3168, section 5).
  static func congestion(_ number: Int) -> String {
    ["not capable", "capable (1)", "capable (0)", "congestion experienced"][number & 3]
  }
}
