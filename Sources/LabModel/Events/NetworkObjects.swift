/// A change of a kernel object: added (`old` nil), changed, or removed (`new` nil).
///
/// Netlink messages carry no time: the change happened between `earliest` and the event's time.
package struct ObjectChange<Object: Sendable & Hashable>: Sendable, Hashable {
  package var host: Int
  /// The last time the socket was found empty before, CLOCK_MONOTONIC in ns.
  package var earliest: Int64
  package var old: Object?
  package var new: Object?
  /// True for an object that was there when recording of the host began.
  package var isInitial: Bool

  package init(host: Int, earliest: Int64, old: Object?, new: Object?, isInitial: Bool = false) {
    self.host = host
    self.earliest = earliest
    self.old = old
    self.new = new
    self.isInitial = isInitial
  }
}

/// A network interface as rtnetlink(7) shows it (RTM_NEWLINK).
package struct Link: Sendable, Hashable {
  package var index: Int32
  package var name: String
  /// IFLA_INFO_KIND: `veth`, `bridge`, …; empty for `lo` and hardware.
  package var kind: String
  /// ARPHRD_*: 1 Ethernet, 772 loopback.
  package var hardwareType: UInt16
  /// IFF_* of netdevice(7).
  package var flags: UInt32
  /// IFLA_OPERSTATE of RFC 2863: 0 unknown, 2 down, 6 up and so on.
  package var operationalState: UInt8
  /// IFLA_CARRIER.
  package var hasCarrier: Bool
  package var mtu: UInt32
  /// The link-layer address's bytes.
  package var address: [UInt8]
  /// Index of the bridge, bond, … it is a port of; 0 is none.
  package var master: Int32
  /// IFLA_LINK: index of the peer or lower interface; 0 is none.
  package var link: Int32
  /// IFLA_LINK_NETNSID: id of the namespace that `link` is in; -1 is this one.
  package var linkNamespace: Int32
  /// The number of the host that `link` is in, where labbook knows it; 0 where not.
  package var linkHost: Int
  package var qdisc: String

  package init(
    index: Int32, name: String, kind: String = "", hardwareType: UInt16 = 1, flags: UInt32 = 0,
    operationalState: UInt8 = 0, hasCarrier: Bool = false, mtu: UInt32 = 1500,
    address: [UInt8] = [], master: Int32 = 0, link: Int32 = 0, linkNamespace: Int32 = -1,
    linkHost: Int = 0, qdisc: String = ""
  ) {
    self.index = index
    self.name = name
    self.kind = kind
    self.hardwareType = hardwareType
    self.flags = flags
    self.operationalState = operationalState
    self.hasCarrier = hasCarrier
    self.mtu = mtu
    self.address = address
    self.master = master
    self.link = link
    self.linkNamespace = linkNamespace
    self.linkHost = linkHost
    self.qdisc = qdisc
  }

  /// IFF_UP: set up by an administrator.
  package var isUp: Bool { flags & 1 != 0 }
}

/// An address of an interface (RTM_NEWADDR).
package struct Address: Sendable, Hashable {
  package var interface: Int32
  /// As text: `10.0.0.1`, `fe80::1`.
  package var address: String
  package var prefixLength: UInt8
  /// RT_SCOPE_*.
  package var scope: UInt8
  /// IFA_F_*.
  package var flags: UInt32
  package var label: String

  package init(
    interface: Int32, address: String, prefixLength: UInt8, scope: UInt8 = 0, flags: UInt32 = 0,
    label: String = ""
  ) {
    self.interface = interface
    self.address = address
    self.prefixLength = prefixLength
    self.scope = scope
    self.flags = flags
    self.label = label
  }
}

/// A route (RTM_NEWROUTE).
package struct Route: Sendable, Hashable {
  /// AF_INET 2, AF_INET6 10.
  package var family: UInt8
  /// 254 main, 255 local, 253 default.
  package var table: UInt32
  /// `default` or `ADDRESS/LENGTH`, host routes too (`172.17.0.1/32`).
  package var destination: String
  /// RTN_*: 1 unicast, 2 local, 3 broadcast and so on.
  package var type: UInt8
  package var scope: UInt8
  /// RTPROT_*.
  package var protocolNumber: UInt8
  package var metric: UInt32
  package var preferredSource: String
  /// RTAX_MTU; 0 is none.
  package var mtu: UInt32
  package var nexthops: [Nexthop]

  package init(
    family: UInt8, table: UInt32, destination: String, type: UInt8 = 1, scope: UInt8 = 0,
    protocolNumber: UInt8 = 0, metric: UInt32 = 0, preferredSource: String = "", mtu: UInt32 = 0,
    nexthops: [Nexthop] = []
  ) {
    self.family = family
    self.table = table
    self.destination = destination
    self.type = type
    self.scope = scope
    self.protocolNumber = protocolNumber
    self.metric = metric
    self.preferredSource = preferredSource
    self.mtu = mtu
    self.nexthops = nexthops
  }
}

/// One way of a route.
package struct Nexthop: Sendable, Hashable {
  package var interface: Int32
  /// Empty for a route without a gateway.
  package var gateway: String
  /// RTNH_F_*: 1 dead, 16 linkdown.
  package var flags: UInt32
  package var weight: UInt16

  package init(interface: Int32, gateway: String = "", flags: UInt32 = 0, weight: UInt16 = 1) {
    self.interface = interface
    self.gateway = gateway
    self.flags = flags
    self.weight = weight
  }
}

/// A neighbour table entry (RTM_NEWNEIGH), ARP or NDISC.
package struct Neighbour: Sendable, Hashable {
  package var interface: Int32
  package var address: String
  package var linkAddress: [UInt8]
  /// NUD_*: 1 incomplete, 2 reachable, 4 stale, 8 delay, 16 probe, 32 failed, 64 noarp, 128 permanent.
  package var state: UInt16
  /// NTF_*.
  package var flags: UInt8

  package init(
    interface: Int32, address: String, linkAddress: [UInt8], state: UInt16, flags: UInt8 = 0
  ) {
    self.interface = interface
    self.address = address
    self.linkAddress = linkAddress
    self.state = state
    self.flags = flags
  }
}

/// A policy routing rule (RTM_NEWRULE).
package struct Rule: Sendable, Hashable {
  package var family: UInt8
  package var priority: UInt32
  /// `all` or `ADDRESS/LENGTH`.
  package var source: String
  package var destination: String
  package var inputInterface: String
  package var outputInterface: String
  package var mark: UInt32
  package var table: UInt32
  /// FR_ACT_*.
  package var action: UInt8

  package init(
    family: UInt8, priority: UInt32, source: String = "all", destination: String = "all",
    inputInterface: String = "", outputInterface: String = "", mark: UInt32 = 0,
    table: UInt32 = 0, action: UInt8 = 0
  ) {
    self.family = family
    self.priority = priority
    self.source = source
    self.destination = destination
    self.inputInterface = inputInterface
    self.outputInterface = outputInterface
    self.mark = mark
    self.table = table
    self.action = action
  }
}
