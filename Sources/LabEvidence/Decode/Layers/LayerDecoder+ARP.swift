extension LayerDecoder {
  /// RFC 826, for IPv4 over any link layer.
  mutating func readARP(at start: Int, _ frame: FrameBytes) {
    var reader = FieldReader(frame)
    reader.number("hardware type", at: start, 2) { $0 == 1 ? "Ethernet" : nil }
    let type = reader.number("protocol type", at: start + 2, 2, .hexadecimal) {
      EtherType.name(UInt16(truncatingIfNeeded: $0))
    }
    let size = reader.number("hardware size", at: start + 4)
    let protocolSize = reader.number("protocol size", at: start + 5)
    reader.number("operation", at: start + 6, 2, meaning: Self.operation)
    guard let type, let size, let protocolSize, !reader.isCut else {
      return add("ARP", start..<frame.count, reader)
    }
    let isIPv4 = type == Int(EtherType.ipv4) && protocolSize == 4
    var next = start + 8
    for end in ["sender", "target"] {
      reader.linkAddress("\(end) link address", at: next, size: size)
      next += size
      if isIPv4 {
        reader.ipv4("\(end) address", at: next)
      } else {
        reader.bytes("\(end) address", next..<next + protocolSize)
      }
      next += protocolSize
    }
    add("ARP", start..<next, reader)
    if depth == 0, !isQuoted { end = min(next, frame.count) }
  }

  /// IANA, "Address Resolution Protocol Parameters".
  private static func operation(_ number: Int) -> String? {
    switch number {
    case 1: "request"
    case 2: "reply"
    case 3: "reverse request"
    case 4: "reverse reply"
    case 8: "inverse request"
    case 9: "inverse reply"
    default: nil
    }
  }
}
