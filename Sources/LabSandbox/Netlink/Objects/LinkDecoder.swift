import CLinux
package import LabModel

extension Link {
  /// The interface that an RTM_NEWLINK or RTM_DELLINK message is about (rtnetlink(7)).
  ///
  /// nil for a message that is too short, and for those that describe something else by the same
  /// type: a bridge's ports (family AF_BRIDGE; their RTM_DELLINK means "no longer a port") and
  /// wireless events. `linkHost` is left 0.
  package init?(_ message: NetlinkMessage) {
    guard message.type == RTM_NEWLINK || message.type == RTM_DELLINK,
      let header = message.payload.value(as: ifinfomsg.self), header.ifi_family == 0
    else { return nil }
    self.init(
      index: header.ifi_index, name: "", hardwareType: header.ifi_type, flags: header.ifi_flags,
      mtu: 0)
    for attribute in message.attributes(after: MemoryLayout<ifinfomsg>.size) {
      switch attribute.type {
      case IFLA_IFNAME: name = attribute.value.text
      case IFLA_MTU: mtu = attribute.uint32
      case IFLA_ADDRESS: address = Array(attribute.value)
      case IFLA_OPERSTATE: operationalState = attribute.uint8
      case IFLA_CARRIER: hasCarrier = attribute.uint8 != 0
      case IFLA_MASTER: master = attribute.int32
      case IFLA_LINK: link = attribute.int32
      case IFLA_LINK_NETNSID: linkNamespace = attribute.int32
      case IFLA_QDISC: qdisc = attribute.value.text
      case IFLA_LINKINFO:
        for information in attribute.nested where information.type == IFLA_INFO_KIND {
          kind = information.value.text
        }
      case IFLA_WIRELESS: return nil
      default: break
      }
    }
    guard !name.isEmpty else { return nil }
  }
}
