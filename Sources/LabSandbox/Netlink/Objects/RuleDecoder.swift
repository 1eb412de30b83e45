import CLinux
import Glibc
package import LabModel

extension Rule {
  /// The rule that an RTM_NEWRULE or RTM_DELRULE message is about; nil for another family than IPv4
  /// and IPv6 (multicast routing has rules too), and for a message that is too short.
  package init?(_ message: NetlinkMessage) {
    guard message.type == RTM_NEWRULE || message.type == RTM_DELRULE,
      let header = message.payload.value(as: fib_rule_hdr.self),
      Int32(header.family) == AF_INET || Int32(header.family) == AF_INET6
    else { return nil }
    var source: UnsafeRawBufferPointer?
    var destination: UnsafeRawBufferPointer?
    self.init(
      family: header.family, priority: 0, table: UInt32(header.table), action: header.action)
    for attribute in message.attributes(after: MemoryLayout<fib_rule_hdr>.size) {
      switch attribute.type {
      case FRA_SRC: source = attribute.value
      case FRA_DST: destination = attribute.value
      case FRA_IIFNAME: inputInterface = attribute.value.text
      case FRA_OIFNAME: outputInterface = attribute.value.text
      case FRA_FWMARK: mark = attribute.uint32
      case FRA_TABLE: table = attribute.uint32
      case FRA_PRIORITY: priority = attribute.uint32
      default: break
      }
    }
    guard
      let sourceText = InternetAddress.prefix(
        source, length: header.src_len, family: header.family, whole: "all"),
      let destinationText = InternetAddress.prefix(
        destination, length: header.dst_len, family: header.family, whole: "all")
    else { return nil }
    self.source = sourceText
    self.destination = destinationText
  }
}
