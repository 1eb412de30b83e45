/// What a frame's headers say, as far as they are understood.
package struct DecodedPacket: Sendable, Hashable {
  /// EtherType of the payload after all VLAN tags: 0x0800 IPv4, 0x0806 ARP, 0x86dd IPv6, …; nil where
  /// the frame has none.
  package var etherType: UInt16?
  /// VLAN id of the outermost tag.
  package var vlan: UInt16?
  /// IPPROTO_* of what follows the IP header and its extensions.
  package var ipProtocol: UInt8?
  /// Source (for ARP: sender) address.
  package var source: IPAddress?
  /// Destination (for ARP: target) address.
  package var destination: IPAddress?
  package var sourcePort: UInt16?
  package var destinationPort: UInt16?
  /// The eight flags of TCP's 14th byte: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128.
  package var tcpFlags: UInt8?
  /// The type of ICMP or ICMPv6, or the operation of ARP.
  package var type: UInt16?
  /// IPv4's identification field.
  package var identification: UInt16?
  /// Where in the frame the innermost payload lies that is understood: that of TCP, UDP and ICMP
  /// after their headers, else that of the last header.
  package var payload: Range<Int>

  package init(payload: Range<Int>) {
    self.payload = payload
  }

  /// Decodes the frame `bytes` of an interface of type `hardwareType` (ARPHRD_*).
  ///
  /// Never fails: what is cut short or not understood is left out.
  package init(_ bytes: [UInt8], hardwareType: UInt16) {
    self.init(payload: 0..<bytes.count)
  }
}
