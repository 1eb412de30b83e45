import CLinux
import Glibc
import LabModel
import LabSandbox
import Testing

/// Messages of Linux 6.18, taken down with their attributes one a line.
enum KernelMessages {
  static let bridgePort = hex(
    """
    90 00 00 00 10 00 02 00 01 00 00 00 57 51 00 00  // RTM_NEWLINK
    00 00 01 00 02 00 00 00 43 10 01 00 00 00 00 00  // Ethernet, 2, UP|BROADCAST|RUNNING|MULTICAST|LOWER_UP
    09 00 03 00 65 74 68 31 00 00 00 00              // IFLA_IFNAME eth1
    05 00 10 00 06 00 00 00                          // IFLA_OPERSTATE up
    08 00 04 00 DC 05 00 00                          // IFLA_MTU 1500
    08 00 0A 00 04 00 00 00                          // IFLA_MASTER 4
    05 00 21 00 01 00 00 00                          // IFLA_CARRIER 1
    08 00 25 00 02 00 00 00                          // IFLA_LINK_NETNSID 2
    0A 00 01 00 96 C8 78 ED 52 B7 00 00              // IFLA_ADDRESS
    1C 00 12 00                                      // IFLA_LINKINFO
    09 00 01 00 76 65 74 68 00 00 00 00              //   IFLA_INFO_KIND veth
    0B 00 04 00 62 72 69 64 67 65 00 00              //   IFLA_INFO_SLAVE_KIND bridge
    08 00 05 00 03 00 00 00                          // IFLA_LINK 3
    0C 00 06 00 6E 6F 71 75 65 75 65 00              // IFLA_QDISC noqueue
    """)
  static let loopback = hex(
    """
    40 00 00 00 10 00 02 00 01 00 00 00 57 51 00 00  // RTM_NEWLINK
    00 00 04 03 01 00 00 00 49 00 01 00 00 00 00 00  // loopback, 1, UP|LOOPBACK|RUNNING|LOWER_UP
    07 00 03 00 6C 6F 00 00                          // IFLA_IFNAME lo
    05 00 10 00 00 00 00 00                          // IFLA_OPERSTATE unknown
    08 00 04 00 00 00 01 00                          // IFLA_MTU 65536
    05 00 21 00 01 00 00 00                          // IFLA_CARRIER 1
    """)
  static let address = hex(
    """
    3C 00 00 00 14 00 02 00 01 00 00 00 57 51 00 00  // RTM_NEWADDR
    02 18 80 00 03 00 00 00                          // IPv4, /24, PERMANENT, universe, 3
    08 00 01 00 0A 00 00 01                          // IFA_ADDRESS 10.0.0.1
    08 00 02 00 0A 00 00 01                          // IFA_LOCAL 10.0.0.1
    09 00 03 00 65 74 68 30 00 00 00 00              // IFA_LABEL eth0
    08 00 08 00 80 00 00 00                          // IFA_FLAGS
    """)
  static let pointToPoint = hex(
    """
    28 00 00 00 14 00 02 00 01 00 00 00 57 51 00 00  // RTM_NEWADDR
    02 20 80 00 03 00 00 00                          // IPv4, /32
    08 00 01 00 0A 09 00 02                          // IFA_ADDRESS 10.9.0.2, the peer
    08 00 02 00 0A 09 00 01                          // IFA_LOCAL 10.9.0.1
    """)
  static let tentative = hex(
    """
    34 00 00 00 14 00 02 00 01 00 00 00 57 51 00 00  // RTM_NEWADDR
    0A 40 C0 FD 02 00 00 00                          // IPv6, /64, link, 2
    14 00 01 00 FE 80 00 00 00 00 00 00 94 C8 78 FF FE ED 52 B7
    08 00 08 00 C0 01 00 00                          // IFA_FLAGS, more than the header's 8 bits
    """)
  static let multipath = hex(
    """
    50 00 00 00 18 00 22 00 01 00 00 00 57 51 00 00  // RTM_NEWROUTE
    02 10 00 00 FC 03 00 01 00 00 00 00              // IPv4, /16, table compat, boot, unicast
    08 00 0F 00 E8 03 00 00                          // RTA_TABLE 1000
    08 00 01 00 0A 07 00 00                          // RTA_DST 10.7.0.0
    24 00 09 00                                      // RTA_MULTIPATH
    10 00 00 01 03 00 00 00 08 00 05 00 0A 00 00 02  //   weight 2, dev 3, via 10.0.0.2
    10 00 10 00 04 00 00 00 08 00 05 00 0A 00 00 03  //   linkdown, weight 1, dev 4, via 10.0.0.3
    """)
  static let defaultRoute = hex(
    """
    50 00 00 00 18 00 22 00 01 00 00 00 57 51 00 00  // RTM_NEWROUTE
    02 00 00 00 FE 03 00 01 10 00 00 00              // IPv4, /0, main, boot, unicast, linkdown
    08 00 0F 00 FE 00 00 00                          // RTA_TABLE main
    08 00 06 00 07 00 00 00                          // RTA_PRIORITY 7
    0C 00 08 00 08 00 02 00 78 05 00 00              // RTA_METRICS mtu 1400
    08 00 07 00 0A 00 00 01                          // RTA_PREFSRC 10.0.0.1
    08 00 05 00 0A 00 00 FE                          // RTA_GATEWAY 10.0.0.254
    08 00 04 00 03 00 00 00                          // RTA_OIF 3
    """)
  static let blackhole = hex(
    """
    2C 00 00 00 18 00 22 00 01 00 00 00 57 51 00 00  // RTM_NEWROUTE
    02 18 00 00 FE 03 00 06 00 00 00 00              // IPv4, /24, main, boot, blackhole
    08 00 0F 00 FE 00 00 00                          // RTA_TABLE main
    08 00 01 00 0A 08 00 00                          // RTA_DST 10.8.0.0
    """)
  static let viaIPv6 = hex(
    """
    44 00 00 00 18 00 22 00 01 00 00 00 57 51 00 00  // RTM_NEWROUTE
    02 18 00 00 FE 03 00 01 00 00 00 00              // IPv4, /24
    08 00 01 00 0A 06 00 00                          // RTA_DST 10.6.0.0
    08 00 04 00 03 00 00 00                          // RTA_OIF 3
    16 00 12 00 0A 00 FE 80 00 00 00 00 00 00 00 00  // RTA_VIA inet6 fe80::1
    00 00 00 00 00 01 00 00
    """)
  static let multipath6 = hex(
    """
    74 00 00 00 18 00 22 00 01 00 00 00 57 51 00 00  // RTM_NEWROUTE
    0A 30 00 00 FE 03 00 01 00 00 00 00              // IPv6, /48, main, boot, unicast
    14 00 01 00 20 01 0D B8 00 01 00 00 00 00 00 00 00 00 00 00  // RTA_DST 2001:db8:1::
    08 00 06 00 00 04 00 00                          // RTA_PRIORITY 1024
    3C 00 09 00                                      // RTA_MULTIPATH
    1C 00 00 00 03 00 00 00                          //   dev 3
    14 00 05 00 20 01 0D B8 00 00 00 00 00 00 00 00 00 00 00 03  // via 2001:db8::3
    1C 00 00 00 03 00 00 00                          //   dev 3
    14 00 05 00 20 01 0D B8 00 00 00 00 00 00 00 00 00 00 00 02  // via 2001:db8::2
    """)
  static let neighbour = hex(
    """
    30 00 00 00 1C 00 02 00 01 00 00 00 57 51 00 00  // RTM_NEWNEIGH
    02 00 00 00 03 00 00 00 80 00 00 01              // IPv4, 3, permanent
    08 00 01 00 0A 00 00 02                          // NDA_DST 10.0.0.2
    0A 00 02 00 02 00 00 00 00 01 00 00              // NDA_LLADDR
    """)
  static let forwarding = hex(
    """
    28 00 00 00 1C 00 02 00 01 00 00 00 57 51 00 00  // RTM_NEWNEIGH
    07 00 00 00 03 00 00 00 80 00 02 00              // AF_BRIDGE: a forwarding table's entry
    0A 00 02 00 02 00 00 00 00 01 00 00              // NDA_LLADDR
    """)
  static let rule = hex(
    """
    50 00 00 00 20 00 02 00 01 00 00 00 57 51 00 00  // RTM_NEWRULE
    02 10 18 00 FC 00 00 01 00 00 00 00              // IPv4, to /16, from /24, to table
    08 00 0F 00 E8 03 00 00                          // FRA_TABLE 1000
    09 00 03 00 65 74 68 30 00 00 00 00              // FRA_IIFNAME eth0
    08 00 06 00 64 00 00 00                          // FRA_PRIORITY 100
    08 00 0A 00 07 00 00 00                          // FRA_FWMARK 7
    08 00 01 00 0A 07 00 00                          // FRA_DST 10.7.0.0
    08 00 02 00 0A 00 00 00                          // FRA_SRC 10.0.0.0
    """)
  static let localRule = hex(
    """
    24 00 00 00 20 00 02 00 01 00 00 00 57 51 00 00  // RTM_NEWRULE
    0A 00 00 00 FF 00 00 01 00 00 00 00              // IPv6, table local
    08 00 0F 00 FF 00 00 00                          // FRA_TABLE local
    """)

  static let all = [
    bridgePort, loopback, address, pointToPoint, tentative, multipath, defaultRoute, blackhole,
    viaIPv6, multipath6, neighbour, forwarding, rule, localRule,
  ]
}

@Suite struct NetlinkDecoderTests {
  @Test func readsALinkThatIsAPortOfABridge() {
    #expect(
      withMessage(KernelMessages.bridgePort) { Link($0) }
        == Link(
          index: 2, name: "eth1", kind: "veth", hardwareType: 1, flags: 0x11043,
          operationalState: 6, hasCarrier: true, mtu: 1500,
          address: [0x96, 0xC8, 0x78, 0xED, 0x52, 0xB7], master: 4, link: 3, linkNamespace: 2,
          qdisc: "noqueue"))
  }

  @Test func readsTheLoopbackLink() {
    #expect(
      withMessage(KernelMessages.loopback) { Link($0) }
        == Link(
          index: 1, name: "lo", hardwareType: 772, flags: 0x10049, hasCarrier: true, mtu: 65536))
  }

  @Test func passesOverMessagesAboutABridgesPorts() {
    var bytes = KernelMessages.bridgePort
    bytes[16] = 7  // ifi_family AF_BRIDGE
    bytes[4] = 17  // RTM_DELLINK: "no longer a port"
    #expect(withMessage(bytes) { Link($0) } == nil)
  }

  @Test func readsAddresses() {
    #expect(
      withMessage(KernelMessages.address) { Address($0) }
        == Address(
          interface: 3, address: "10.0.0.1", prefixLength: 24, flags: 0x80, label: "eth0"))
    #expect(
      withMessage(KernelMessages.pointToPoint) { Address($0) }
        == Address(interface: 3, address: "10.9.0.1", prefixLength: 32, flags: 0x80))
    #expect(
      withMessage(KernelMessages.tentative) { Address($0) }
        == Address(
          interface: 2, address: "fe80::94c8:78ff:feed:52b7", prefixLength: 64, scope: 253,
          flags: 0x1C0))
  }

  @Test func readsAMultipathRoute() {
    #expect(
      withMessage(KernelMessages.multipath) { Route($0) }
        == Route(
          family: 2, table: 1000, destination: "10.7.0.0/16", protocolNumber: 3,
          nexthops: [
            Nexthop(interface: 3, gateway: "10.0.0.2", weight: 2),
            Nexthop(interface: 4, gateway: "10.0.0.3", flags: 16),
          ]))
  }

  @Test func readsADefaultRouteWithItsMetrics() {
    #expect(
      withMessage(KernelMessages.defaultRoute) { Route($0) }
        == Route(
          family: 2, table: 254, destination: "default", protocolNumber: 3, metric: 7,
          preferredSource: "10.0.0.1", mtu: 1400,
          nexthops: [Nexthop(interface: 3, gateway: "10.0.0.254", flags: 16)]))
  }

  @Test func readsARouteThatLeadsNowhere() {
    #expect(
      withMessage(KernelMessages.blackhole) { Route($0) }
        == Route(family: 2, table: 254, destination: "10.8.0.0/24", type: 6, protocolNumber: 3))
  }

  @Test func readsAnIPv4RouteViaAnIPv6Gateway() {
    #expect(
      withMessage(KernelMessages.viaIPv6) { Route($0) }?.nexthops
        == [Nexthop(interface: 3, gateway: "fe80::1")])
  }

  @Test func sortsTheWaysOfAnIPv6Route() {
    let route = withMessage(KernelMessages.multipath6) { Route($0) }
    #expect(route?.destination == "2001:db8:1::/48")
    #expect(route?.metric == 1024)
    #expect(route?.nexthops.map(\.gateway) == ["2001:db8::2", "2001:db8::3"])
  }

  @Test func passesOverCachedRoutes() {
    var bytes = KernelMessages.defaultRoute
    bytes[25] = 2  // RTM_F_CLONED
    #expect(withMessage(bytes) { Route($0) } == nil)
  }

  @Test func readsANeighbourAndPassesOverForwardingEntries() {
    #expect(
      withMessage(KernelMessages.neighbour) { Neighbour($0) }
        == Neighbour(
          interface: 3, address: "10.0.0.2", linkAddress: [2, 0, 0, 0, 0, 1], state: 128))
    #expect(withMessage(KernelMessages.forwarding) { Neighbour($0) } == nil)
  }

  @Test func readsRules() {
    #expect(
      withMessage(KernelMessages.rule) { Rule($0) }
        == Rule(
          family: 2, priority: 100, source: "10.0.0.0/24", destination: "10.7.0.0/16",
          inputInterface: "eth0", mark: 7, table: 1000, action: 1))
    #expect(
      withMessage(KernelMessages.localRule) { Rule($0) }
        == Rule(family: 10, priority: 0, table: 255, action: 1))
  }

  @Test(arguments: [
    ("127.0.0.1", 2, 4), ("10.0.0.0", 2, 4), ("::", 10, 16), ("::1", 10, 16),
    ("2001:db8::1", 10, 16), ("fe80::1:0:0:1", 10, 16),
  ])
  func writesAddressesAsTheyAreRead(_ text: String, _ family: UInt8, _ length: Int) throws {
    let read = try #require(InternetAddress.bytes(of: text))
    #expect(read.family == family)
    #expect(read.bytes.count == length)
    #expect(read.bytes.withUnsafeBytes { InternetAddress.text($0, family: family) } == text)
  }

  @Test(arguments: ["", "10.0.0", "10.0.0.256", "1::2::3", "10.0.0.1/24", "example.org"])
  func readsNoAddressWhereThereIsNone(_ text: String) {
    #expect(InternetAddress.bytes(of: text) == nil)
  }

  @Test(arguments: [
    "", "sl local_address rem_address st", "0: 0100007F:22C4 00000000:0000",
    "0: 0100007F-22C4 00000000:0000 0A 0:0 00:0 0 0 0 1", "0: 01:1 1:0 0A 0:0 00:0 0 0 0 1",
    "0: XXXXXXXX:22C4 00000000:0000 0A 0:0 00:0 0 0 0 1",
  ])
  func passesOverLinesThatAreNoSocket(_ line: String) {
    let socket = Array(line.utf8).withUnsafeBytes {
      RawSocket(line: $0, family: 2, protocolNumber: 6)
    }
    #expect(socket == nil)
  }

  /// Decodes a message as everything that it could be.
  private func decodeAll(_ bytes: [UInt8]) -> Int {
    var decoded = 0
    bytes.withUnsafeBytes { raw in
      for message in NetlinkMessages(raw) {
        for type in [
          message.type, RTM_NEWLINK, RTM_NEWADDR, RTM_NEWROUTE, RTM_NEWNEIGH, RTM_NEWRULE,
        ] {
          var message = message
          message.type = type
          decoded += Link(message) == nil ? 0 : 1
          decoded += Address(message) == nil ? 0 : 1
          decoded += Route(message) == nil ? 0 : 1
          decoded += Neighbour(message) == nil ? 0 : 1
          decoded += Rule(message) == nil ? 0 : 1
        }
        _ = message.errorCode
        _ = message.errorText
      }
    }
    return decoded
  }

  @Test func survivesMessagesCutAnywhere() {
    for message in KernelMessages.all {
      let whole = decodeAll(message)
      for count in 0..<message.count {
        // Cut, with the length in the header as it was, and put right.
        #expect(decodeAll(Array(message[..<count])) == 0)
        guard count >= 16 else { continue }
        var cut = Array(message[..<count])
        cut[0] = UInt8(count)
        #expect(decodeAll(cut) <= max(whole, 6 * 5))
      }
    }
  }

  @Test func survivesMessagesWithAnyByteChanged() {
    var decoded = 0
    for message in KernelMessages.all {
      for index in message.indices {
        for value: UInt8 in [0, 1, 3, 4, 0x7F, 0x80, 0xFF] {
          var changed = message
          changed[index] = value
          decoded += decodeAll(changed)
        }
      }
    }
    #expect(decoded > 0)
  }
}
