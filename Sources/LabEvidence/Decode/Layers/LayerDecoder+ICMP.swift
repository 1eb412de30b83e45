extension LayerDecoder {
  /// RFC 792, RFC 1191.
  mutating func readICMP(_ carried: CarriedBytes) {
    let (frame, start) = (carried.frame, carried.start)
    var reader = FieldReader(frame)
    let type = reader.number("type", at: start, meaning: Self.icmpType)
    reader.number("code", at: start + 1) { code in type.flatMap { Self.icmpCode($0, code) } }
    reader.checksum(at: start + 2) { carried.check(at: start + 2, nil) }
    switch type {
    case 0, 8:
      reader.number("identifier", at: start + 4, 2)
      reader.number("sequence number", at: start + 6, 2)
    case 3: reader.number("next-hop MTU", at: start + 6, 2)
    case 5: reader.ipv4("gateway", at: start + 4)
    case 12: reader.number("pointer", at: start + 4)
    case 13, 14:
      reader.number("identifier", at: start + 4, 2)
      reader.number("sequence number", at: start + 6, 2)
    default: reader.bytes("rest of header", start + 4..<start + 8)
    }
    add("ICMP", start..<start + 8, reader)
    guard let type, [3, 4, 5, 11, 12].contains(type) else {
      return readPayload(at: start + 8, frame)
    }
    readQuoted(at: start + 8, frame) { $0.readIPv4(at: $1, $2) }
  }

  /// The packet that an error is about, as much of it as it quotes.
  mutating func readQuoted(
    at start: Int, _ frame: FrameBytes, _ read: (inout LayerDecoder, Int, FrameBytes) -> Void
  ) {
    guard start < frame.count else { return }
    // An error about an error is none (RFC 1122, 3.2.2): it is not opened again.
    guard !isQuoted else { return readPayload(at: start, frame) }
    isQuoted = true
    read(&self, start, frame)
    isQuoted = false
  }

  /// IANA, "ICMP Type Numbers".
  private static func icmpType(_ type: Int) -> String? {
    switch type {
    case 0: "echo reply"
    case 3: "destination unreachable"
    case 4: "source quench"
    case 5: "redirect"
    case 8: "echo request"
    case 9: "router advertisement"
    case 10: "router solicitation"
    case 11: "time exceeded"
    case 12: "parameter problem"
    case 13: "timestamp request"
    case 14: "timestamp reply"
    case 42: "extended echo request"
    case 43: "extended echo reply"
    default: nil
    }
  }

  private static func icmpCode(_ type: Int, _ code: Int) -> String? {
    let names: [String] =
      switch type {
      case 3:
        [
          "network unreachable", "host unreachable", "protocol unreachable", "port unreachable",
          "fragmentation needed", "source route failed", "network unknown", "host unknown",
          "source host isolated", "network prohibited", "host prohibited",
          "network unreachable for this service", "host unreachable for this service",
          "administratively prohibited", "host precedence violation", "precedence cutoff",
        ]
      case 5:
        [
          "for the network", "for the host", "for the service and network",
          "for the service and host",
        ]
      case 11: ["in transit", "in reassembly"]
      case 12: ["the pointer tells", "a required option is missing", "bad length"]
      default: []
      }
    return names.indices.contains(code) ? names[code] : nil
  }

  /// IGMP, versions 1 to 3 (RFC 3376, section 4).
  mutating func readIGMP(_ carried: CarriedBytes) {
    let (frame, start) = (carried.frame, carried.start)
    var reader = FieldReader(frame)
    let type = reader.number("type", at: start, 1, .hexadecimal) {
      [
        0x11: "membership query", 0x12: "version 1 report", 0x16: "version 2 report",
        0x17: "leave group", 0x22: "version 3 report",
      ][$0]
    }
    reader.number("longest response time", at: start + 1)
    reader.checksum(at: start + 2) { carried.check(at: start + 2, nil) }
    guard type == 0x22 else {
      reader.ipv4("group", at: start + 4)
      add("IGMP", start..<start + 8, reader)
      return readPayload(at: start + 8, frame)
    }
    let count = reader.number("group records", at: start + 6, 2) ?? 0
    var next = start + 8
    for _ in 0..<min(count, FieldReader.most) where !reader.isCut {
      let sources = Int(frame.u16(next + 2) ?? 0)
      let size = 8 + 4 * sources + 4 * Int(frame.u8(next + 1) ?? 0)
      reader.group("group record", "", next..<next + size) { reader in
        reader.number("record type", at: next, meaning: Self.recordType)
        reader.number("sources", at: next + 2, 2)
        reader.ipv4("group", at: next + 4)
        for index in 0..<min(sources, FieldReader.most) where !reader.isCut {
          reader.ipv4("source", at: next + 8 + 4 * index)
        }
      }
      next += size
    }
    add("IGMP", start..<max(start + 8, min(next, frame.count)), reader)
    readPayload(at: next, frame)
  }

  /// Records of group membership (RFC 3376, 4.2.12; RFC 3810, 5.2.12).
  static func recordType(_ type: Int) -> String? {
    [
      1: "include these sources", 2: "exclude these sources", 3: "change to include",
      4: "change to exclude", 5: "allow new sources", 6: "block old sources",
    ][type]
  }
}
