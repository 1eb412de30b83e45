import CLinux
package import LabModel

/// What tells one address of a host from another.
struct AddressKey: Hashable {
  var interface: Int32
  var address: String
  /// The other end of a point-to-point address; else the address itself.
  var peer: String
  var prefixLength: UInt8
}

extension Address {
  /// The address that an RTM_NEWADDR or RTM_DELADDR message is about; nil for another family than
  /// IPv4 and IPv6, and for a message that is too short.
  package init?(_ message: NetlinkMessage) {
    guard let decoded = Address.decode(message) else { return nil }
    self = decoded.object
  }

  /// The address with its key.
  static func decode(_ message: NetlinkMessage) -> (key: AddressKey, object: Address)? {
    guard message.type == RTM_NEWADDR || message.type == RTM_DELADDR,
      let header = message.payload.value(as: ifaddrmsg.self)
    else { return nil }
    let family = header.ifa_family
    var flags = UInt32(header.ifa_flags)
    var local: String?
    var peer: String?
    var label = ""
    for attribute in message.attributes(after: MemoryLayout<ifaddrmsg>.size) {
      switch attribute.type {
      case IFA_LOCAL: local = InternetAddress.text(attribute.value, family: family)
      case IFA_ADDRESS: peer = InternetAddress.text(attribute.value, family: family)
      case IFA_LABEL: label = attribute.value.text
      // The header has room for 8 of them only.
      case IFA_FLAGS: flags = attribute.uint32
      default: break
      }
    }
    guard let text = local ?? peer else { return nil }
    let interface = Int32(truncatingIfNeeded: header.ifa_index)
    return (
      AddressKey(
        interface: interface, address: text, peer: peer ?? text,
        prefixLength: header.ifa_prefixlen),
      Address(
        interface: interface, address: text, prefixLength: header.ifa_prefixlen,
        scope: header.ifa_scope, flags: flags, label: label)
    )
  }
}
