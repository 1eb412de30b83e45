import CLinux
package import LabModel

/// What tells one neighbour of a host from another.
struct NeighbourKey: Hashable {
  var interface: Int32
  var address: String
  /// `ip neigh add proxy`: a table of its own.
  var isProxy: Bool
}

extension Neighbour {
  /// The entry that an RTM_NEWNEIGH or RTM_DELNEIGH message is about.
  ///
  /// nil for another family than IPv4 and IPv6 (a bridge's forwarding table comes by the same
  /// messages, with AF_BRIDGE), and for a message that is too short.
  package init?(_ message: NetlinkMessage) {
    guard message.type == RTM_NEWNEIGH || message.type == RTM_DELNEIGH,
      let header = message.payload.value(as: ndmsg.self)
    else { return nil }
    var text: String?
    var linkAddress: [UInt8] = []
    for attribute in message.attributes(after: MemoryLayout<ndmsg>.size) {
      switch attribute.type {
      case NDA_DST: text = InternetAddress.text(attribute.value, family: header.ndm_family)
      case NDA_LLADDR: linkAddress = Array(attribute.value)
      default: break
      }
    }
    guard let text else { return nil }
    self.init(
      interface: header.ndm_ifindex, address: text, linkAddress: linkAddress,
      state: header.ndm_state, flags: header.ndm_flags)
  }

  var key: NeighbourKey {
    NeighbourKey(
      interface: interface, address: address, isProxy: Int32(flags) & NTF_PROXY != 0)
  }
}
