import LabClaims

/// Finds the packet that a tunnel carries.
///
/// IPIP and 6in4 (RFC 2003, RFC 4213), GRE (RFC 2784, RFC 2890) and, where the run has such an
/// interface, VXLAN (RFC 7348).
struct Encapsulation: Sendable {
  /// Whether UDP on VXLAN's ports is taken for VXLAN.
  var knowsVXLAN: Bool

  /// The most layers that are opened.
  static let deepest = 4

  /// Where the inner packet begins, and the hardware type whose frames look like it; nil for a
  /// packet that carries none.
  func inner(of packet: DecodedPacket, in frame: FrameBytes) -> (offset: Int, hardwareType: UInt16)?
  {
    guard let transport = packet.transportOffset, packet.fragmentOffset ?? 0 == 0 else {
      return nil
    }
    switch packet.ipProtocol {
    case 4, 41: return (transport, Self.withoutHeader)
    case 47: return gre(frame, at: transport)
    case InternetProtocol.udp:
      // 4789 is IANA's, 8472 the kernel's default.
      guard knowsVXLAN, packet.destinationPort == 4789 || packet.destinationPort == 8472,
        frame.u8(transport + 8).map({ $0 & 0x08 != 0 }) == true
      else { return nil }
      return (transport + 16, Self.ethernet)
    default: return nil
    }
  }

  private func gre(_ frame: FrameBytes, at start: Int) -> (offset: Int, hardwareType: UInt16)? {
    guard let flags = frame.u16(start), flags & 0x0007 == 0, let type = frame.u16(start + 2)
    else { return nil }
    // Checksum, key and sequence number take four bytes each.
    let options = [0x8000, 0x2000, 0x1000].count { flags & $0 != 0 }
    let next = start + 4 + 4 * options
    switch type {
    case EtherType.ipv4, EtherType.ipv6: return (next, Self.withoutHeader)
    case 0x6558: return (next, Self.ethernet)
    default: return nil
    }
  }

  /// ARPHRD_NONE and ARPHRD_ETHER of linux/if_arp.h.
  private static let withoutHeader: UInt16 = 0xfffe
  private static let ethernet: UInt16 = 1
}
