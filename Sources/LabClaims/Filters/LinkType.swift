import CPcap

/// What stands at the beginning of a captured frame: libpcap's DLT_* value for it.
///
/// libpcap compiles a filter for one link type: `ether` means nothing where there is no Ethernet
/// header, and `ip` looks at another offset.
package struct LinkType: Sendable, Hashable {
  /// DLT_* of pcap/dlt.h.
  package let number: Int32
  /// What diagnostics and verdicts call it.
  package let name: String

  /// Ethernet: also what loopback frames look like on a packet(7) socket of type SOCK_RAW.
  package static let ethernet = LinkType(number: DLT_EN10MB, name: "Ethernet")
  /// No header before the IP header: tun devices and tunnels.
  package static let rawIP = LinkType(number: DLT_RAW, name: "raw IP")
  /// Netlink messages (nlmon).
  package static let netlink = LinkType(number: DLT_NETLINK, name: "netlink")
  /// CAN frames.
  package static let can = LinkType(number: DLT_CAN_SOCKETCAN, name: "CAN")
  /// Wireless frames as they are in the air.
  package static let wireless = LinkType(number: DLT_IEEE802_11, name: "IEEE 802.11")
  /// Wireless frames with a radiotap header.
  package static let radiotap = LinkType(
    number: DLT_IEEE802_11_RADIO, name: "IEEE 802.11 with radiotap")
  /// Virtual sockets' monitor (vsockmon).
  package static let vsock = LinkType(number: DLT_VSOCK, name: "vsock")

  /// What an interface can carry that a step makes and that nobody has seen yet.
  package static let unknownInterface: [LinkType] = [.ethernet, .rawIP]

  private init(number: Int32, name: String) {
    self.number = number
    self.name = name
  }

  /// The link type of frames from an interface of `hardwareType`; nil where no filter fits them.
  ///
  /// Follows `map_arphrd_to_dlt` of libpcap's pcap-linux.c for sockets of type SOCK_RAW. Tunnels
  /// (IPIP, SIT, GRE with a remote end) and tun devices have no header of their own.
  /// - Parameter hardwareType: ARPHRD_* of linux/if_arp.h.
  package init?(hardwareType: UInt16) {
    switch hardwareType {
    case HardwareType.ethernet, HardwareType.loopback: self = .ethernet
    case HardwareType.none, HardwareType.rawIP, HardwareType.ppp, HardwareType.ipip,
      HardwareType.ip6ip6, HardwareType.sit, HardwareType.gre, HardwareType.ip6gre:
      self = .rawIP
    case HardwareType.netlink: self = .netlink
    case HardwareType.can: self = .can
    case HardwareType.wireless: self = .wireless
    case HardwareType.radiotap: self = .radiotap
    case HardwareType.vsockMonitor: self = .vsock
    default: return nil
    }
  }
}

/// ARPHRD_* of linux/if_arp.h, as far as filters know what to do with them.
enum HardwareType {
  static let ethernet: UInt16 = 1
  static let can: UInt16 = 280
  static let ppp: UInt16 = 512
  static let rawIP: UInt16 = 519
  static let ipip: UInt16 = 768
  static let ip6ip6: UInt16 = 769
  static let loopback: UInt16 = 772
  static let sit: UInt16 = 776
  static let gre: UInt16 = 778
  static let wireless: UInt16 = 801
  static let radiotap: UInt16 = 803
  static let ip6gre: UInt16 = 823
  static let netlink: UInt16 = 824
  static let vsockMonitor: UInt16 = 826
  static let none: UInt16 = 0xfffe
}
