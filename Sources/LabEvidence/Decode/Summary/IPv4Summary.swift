/// An IPv4 datagram (RFC 791) and what it carries.
struct IPv4Summary {
  let frame: FrameBytes
  let start: Int
  /// What the numbers of a TCP segment in it are told from.
  let origin: SequenceOrigin

  var line: String {
    guard let first = frame.u8(start) else { return "[|ip]" }
    guard first >> 4 == 4 else { return "IP\(first >> 4) (invalid)" }
    guard let total = frame.u16(start + 2), let fragment = frame.u16(start + 6),
      let number = frame.u8(start + 9), let source = frame.ipv4(start + 12),
      let destination = frame.ipv4(start + 16)
    else { return "IP [|ip]" }
    let headerSize = Int(first & 15) * 4
    guard headerSize >= 20 else { return "IP bad-hlen \(headerSize)" }
    // A segment that the card cuts up later has length 0.
    let size = total == 0 ? frame.count - start : Int(total)
    guard size >= headerSize else { return "IP bad-len \(total)" }
    let missing = max(0, size - (frame.count - start))
    let prefix = "IP " + (missing > 0 ? "truncated-ip - \(missing) bytes missing! " : "")
    let ends = "\(source) > \(destination)"
    guard fragment & 0x1fff == 0 else { return "\(prefix)\(ends): ip-proto-\(number)" }
    let carried = CarriedSummary(
      frame: frame.prefix(start + size), start: start + headerSize, size: size - headerSize,
      source: source, destination: destination, isFragment: fragment & 0x2000 != 0, origin: origin)
    return switch number {
    case InternetProtocol.tcp: prefix + carried.portEnds + TCPSummary(carried).text
    case InternetProtocol.udp: prefix + carried.portEnds + UDPSummary(carried).text
    case InternetProtocol.icmp: "\(prefix)\(ends): \(ICMPSummary(carried).text)"
    case 2: "\(prefix)\(ends): \(IGMPSummary(carried).text)"
    default: "\(prefix)\(ends):  ip-proto-\(number) \(carried.size)"
    }
  }
}

/// What an IP datagram carries: where it stands, and between which ends.
struct CarriedSummary {
  /// Ends with the datagram, or before where it was cut short.
  let frame: FrameBytes
  let start: Int
  /// In bytes, as the IP header says.
  let size: Int
  let source: IPAddress
  let destination: IPAddress
  let isFragment: Bool
  let origin: SequenceOrigin

  /// `10.0.0.1.5000 > 10.0.0.2.53: `.
  var portEnds: String {
    guard let sourcePort = frame.u16(start), let destinationPort = frame.u16(start + 2) else {
      return "\(source) > \(destination): "
    }
    return "\(source).\(sourcePort) > \(destination).\(destinationPort): "
  }

  /// `5000 > 53: `, after extension headers.
  var ports: String {
    guard let sourcePort = frame.u16(start), let destinationPort = frame.u16(start + 2) else {
      return ""
    }
    return "\(sourcePort) > \(destinationPort): "
  }
}
