import CLinux
import Glibc
package import LabModel

extension Route {
  /// The route that an RTM_NEWROUTE or RTM_DELROUTE message is about.
  ///
  /// nil for another family than IPv4 and IPv6, for a cached route (RTM_F_CLONED), and for a
  /// message that is too short. IPv6 keeps the ways of a route in no order that means anything:
  /// they are sorted, so that two messages about one route compare equal. A route over a nexthop
  /// object has the ways that the kernel writes beside RTA_NH_ID, or none.
  package init?(_ message: NetlinkMessage) {
    guard message.type == RTM_NEWROUTE || message.type == RTM_DELROUTE,
      let header = message.payload.value(as: rtmsg.self),
      header.rtm_flags & UInt32(RTM_F_CLONED) == 0
    else { return nil }
    let family = header.rtm_family
    var destination: UnsafeRawBufferPointer?
    var way = Nexthop(interface: 0, flags: header.rtm_flags & 0xFF)
    self.init(
      family: family, table: UInt32(header.rtm_table), destination: "", type: header.rtm_type,
      scope: header.rtm_scope, protocolNumber: header.rtm_protocol)
    for attribute in message.attributes(after: MemoryLayout<rtmsg>.size) {
      switch UInt32(truncatingIfNeeded: attribute.type) {
      case RTA_TABLE.rawValue: table = attribute.uint32
      case RTA_DST.rawValue: destination = attribute.value
      case RTA_PRIORITY.rawValue: metric = attribute.uint32
      case RTA_PREFSRC.rawValue:
        preferredSource = InternetAddress.text(attribute.value, family: family) ?? ""
      case RTA_OIF.rawValue: way.interface = attribute.int32
      case RTA_GATEWAY.rawValue, RTA_VIA.rawValue:
        way.gateway = Nexthop.gateway(attribute, family: family)
      case RTA_METRICS.rawValue:
        for metric in attribute.nested where metric.type == RTAX_MTU { mtu = metric.uint32 }
      case RTA_MULTIPATH.rawValue:
        nexthops = Nexthop.ways(attribute.value, family: family)
      default: break
      }
    }
    guard
      let text = InternetAddress.prefix(
        destination, length: header.rtm_dst_len, family: family, whole: "default"),
      Int32(family) == AF_INET || Int32(family) == AF_INET6
    else { return nil }
    self.destination = text
    if nexthops.isEmpty, way.interface != 0 || !way.gateway.isEmpty { nexthops = [way] }
    if Int32(family) == AF_INET6 {
      nexthops.sort { ($0.gateway, $0.interface) < ($1.gateway, $1.interface) }
    }
  }
}

extension Nexthop {
  /// The gateway of RTA_GATEWAY, or of RTA_VIA (`struct rtvia`: a family and an address of it).
  fileprivate static func gateway(_ attribute: NetlinkAttribute, family: UInt8) -> String {
    guard attribute.type == Int(RTA_VIA.rawValue) else {
      return InternetAddress.text(attribute.value, family: family) ?? ""
    }
    return InternetAddress.text(
      attribute.value.dropping(2), family: UInt8(truncatingIfNeeded: attribute.uint16)) ?? ""
  }

  /// The ways in RTA_MULTIPATH: `struct rtnexthop`, each with attributes of its own.
  fileprivate static func ways(_ bytes: UnsafeRawBufferPointer, family: UInt8) -> [Nexthop] {
    let headerLength = MemoryLayout<rtnexthop>.size
    var rest = bytes
    var ways: [Nexthop] = []
    while let header = rest.value(as: rtnexthop.self) {
      let length = Int(header.rtnh_len)
      guard length >= headerLength, length <= rest.count else { break }
      var way = Nexthop(
        interface: header.rtnh_ifindex, flags: UInt32(header.rtnh_flags),
        weight: UInt16(header.rtnh_hops) + 1)
      let attributes = UnsafeRawBufferPointer(rebasing: rest[headerLength..<length])
      for attribute in NetlinkAttributes(attributes)
      where attribute.type == Int(RTA_GATEWAY.rawValue)
        || attribute.type == Int(RTA_VIA.rawValue)
      {
        way.gateway = gateway(attribute, family: family)
      }
      ways.append(way)
      rest = rest.dropping(netlinkAligned(length))
    }
    return ways
  }
}
