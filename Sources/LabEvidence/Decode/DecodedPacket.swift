import LabClaims

/// What a frame's headers say, as far as they are understood.
package struct DecodedPacket: Sendable, Hashable {
  /// EtherType after all VLAN tags: 0x0800 IPv4, 0x0806 ARP, 0x86dd IPv6, …; nil where the frame
  /// has none.
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
  /// TCP's 14th byte: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128.
  package var tcpFlags: UInt8?
  /// The type of ICMP or ICMPv6, or the operation of ARP.
  package var type: UInt16?
  /// IPv4's identification field.
  package var identification: UInt16?
  /// Where in its datagram a fragment's payload belongs, in bytes; nil for a whole datagram.
  package var fragmentOffset: Int?
  /// Where the IP or ARP header begins in the frame.
  package var networkOffset: Int?
  /// Where what `ipProtocol` names begins in the frame; nil for a fragment other than the first.
  package var transportOffset: Int?
  /// Where in the frame the innermost payload lies that is understood: that of TCP, UDP and ICMP
  /// after their headers, else that of the last header.
  package var payload: Range<Int>

  /// Decodes the frame `bytes` of an interface of type `hardwareType` (ARPHRD_*).
  ///
  /// Never fails: what is cut short or not understood is left out.
  package init(_ bytes: [UInt8], hardwareType: UInt16) {
    self = bytes.withUnsafeBytes { DecodedPacket($0, hardwareType: hardwareType) }
  }

  /// Decodes a frame in place.
  init(_ bytes: UnsafeRawBufferPointer, hardwareType: UInt16) {
    payload = 0..<bytes.count
    let frame = FrameBytes(bytes)
    switch LinkType(hardwareType: hardwareType) {
    case .some(.ethernet): decodeEthernet(frame)
    case .some(.rawIP): decodeRawIP(frame)
    default: break
    }
  }

  /// Name of the innermost protocol that is known: `arp`, `tcp`, `udp`, `icmp`, `icmp6`; else the IP
  /// protocol's number; nil where there is neither.
  package var protocolName: String? {
    knownProtocol.map { "\($0)" } ?? ipProtocol.map { "\($0)" }
  }

  /// `protocolName` where it is a name.
  var knownProtocol: StaticString? {
    guard let ipProtocol else { return etherType == EtherType.arp ? "arp" : nil }
    return InternetProtocol.name(ipProtocol)
  }

  // MARK: - Link layer

  /// IEEE 802.3 with 802.1Q and 802.1ad tags.
  private mutating func decodeEthernet(_ frame: FrameBytes) {
    var offset = 12
    guard var type = frame.u16(offset) else { return }
    while EtherType.isTag(type), let tag = frame.u16(offset + 2), let next = frame.u16(offset + 4) {
      if vlan == nil { vlan = tag & 0xfff }
      offset += 4
      type = next
    }
    offset += 2
    payload = offset..<max(offset, frame.count)
    // Below 1536 it is the length of an LLC frame.
    guard type >= 0x600 else { return }
    etherType = type
    switch type {
    case EtherType.ipv4: decodeIPv4(frame, at: offset)
    case EtherType.ipv6: decodeIPv6(frame, at: offset)
    case EtherType.arp: decodeARP(frame, at: offset)
    default: break
    }
  }

  /// Interfaces without a link header: the version tells which IP it is.
  private mutating func decodeRawIP(_ frame: FrameBytes) {
    switch frame.u8(0).map({ $0 >> 4 }) {
    case 4:
      etherType = EtherType.ipv4
      decodeIPv4(frame, at: 0)
    case 6:
      etherType = EtherType.ipv6
      decodeIPv6(frame, at: 0)
    default: break
    }
  }

  /// RFC 826, for IPv4 over any link layer.
  private mutating func decodeARP(_ frame: FrameBytes, at start: Int) {
    networkOffset = start
    type = frame.u16(start + 6)
    guard frame.u16(start + 2) == EtherType.ipv4, let hardwareSize = frame.u8(start + 4),
      frame.u8(start + 5) == 4
    else { return }
    let sender = start + 8 + Int(hardwareSize)
    source = frame.ipv4(sender)
    destination = frame.ipv4(sender + 4 + Int(hardwareSize))
    let end = min(frame.count, start + 16 + 2 * Int(hardwareSize))
    payload = end..<max(end, frame.count)
  }

  // MARK: - Network layer

  /// RFC 791.
  private mutating func decodeIPv4(_ frame: FrameBytes, at start: Int) {
    guard let first = frame.u8(start), first >> 4 == 4, first & 15 >= 5, frame.has(20, at: start)
    else { return }
    networkOffset = start
    let headerSize = Int(first & 15) * 4
    identification = frame.u16(start + 4)
    source = frame.ipv4(start + 12)
    destination = frame.ipv4(start + 16)
    ipProtocol = frame.u8(start + 9)
    let fragment = frame.u16(start + 6) ?? 0
    if fragment & 0x3fff != 0 { fragmentOffset = Int(fragment & 0x1fff) * 8 }
    // A segment that the card cuts up later has length 0.
    let length = frame.u16(start + 2).map(Int.init) ?? 0
    let end = length >= headerSize ? min(frame.count, start + length) : frame.count
    let next = start + headerSize
    payload = min(next, end)..<end
    guard next <= frame.count, fragmentOffset ?? 0 == 0 else { return }
    decodeTransport(frame.prefix(end), at: next)
  }

  /// RFC 8200, with its extension headers.
  private mutating func decodeIPv6(_ frame: FrameBytes, at start: Int) {
    guard let first = frame.u8(start), first >> 4 == 6, frame.has(40, at: start) else { return }
    networkOffset = start
    source = frame.ipv6(start + 8)
    destination = frame.ipv6(start + 24)
    let length = frame.u16(start + 4).map(Int.init) ?? 0
    let end = length > 0 ? min(frame.count, start + 40 + length) : frame.count
    var header = frame.u8(start + 6) ?? InternetProtocol.noNext
    var next = start + 40
    walk: while next < end {
      guard let following = frame.u8(next), let size = frame.u8(next + 1) else { break }
      switch header {
      case InternetProtocol.hopByHop, InternetProtocol.routing, InternetProtocol.destination,
        InternetProtocol.mobility:
        next += 8 * (Int(size) + 1)
      case InternetProtocol.authentication:
        next += 4 * (Int(size) + 2)
      case InternetProtocol.fragment:
        guard let fragment = frame.u16(next + 2) else { break walk }
        fragmentOffset = Int(fragment & 0xfff8)
        next += 8
        if fragmentOffset != 0 {
          header = following
          break walk
        }
      default: break walk
      }
      header = following
    }
    ipProtocol = header
    payload = min(next, end)..<end
    guard next <= end, fragmentOffset ?? 0 == 0 else { return }
    decodeTransport(frame.prefix(end), at: next)
  }

  // MARK: - Transport layer

  private mutating func decodeTransport(_ frame: FrameBytes, at start: Int) {
    transportOffset = start
    var headerSize = 0
    switch ipProtocol {
    case InternetProtocol.tcp:
      // RFC 9293.
      decodePorts(frame, at: start)
      tcpFlags = frame.u8(start + 13)
      headerSize = frame.u8(start + 12).map { Int($0 >> 4) * 4 } ?? 0
      if headerSize < 20 { headerSize = 20 }
    case InternetProtocol.udp:
      // RFC 768.
      decodePorts(frame, at: start)
      headerSize = 8
    case InternetProtocol.icmp, InternetProtocol.icmp6:
      // RFC 792, RFC 4443.
      type = frame.u8(start).map(UInt16.init)
      headerSize = 8
    default: break
    }
    payload = min(start + headerSize, frame.count)..<frame.count
  }

  private mutating func decodePorts(_ frame: FrameBytes, at start: Int) {
    sourcePort = frame.u16(start)
    destinationPort = frame.u16(start + 2)
  }
}
