extension LayerDecoder {
  /// RFC 4443, RFC 4861, RFC 2710, RFC 3810.
  mutating func readICMP6(_ carried: CarriedBytes) {
    let (frame, start) = (carried.frame, carried.start)
    var reader = FieldReader(frame)
    let type = reader.number("type", at: start, meaning: Self.icmp6Type)
    reader.number("code", at: start + 1) { code in type.flatMap { Self.icmp6Code($0, code) } }
    reader.checksum(at: start + 2) { carried.check(at: start + 2, InternetProtocol.icmp6) }
    guard let type else { return add("ICMPv6", start..<frame.count, reader) }
    var next = start + 8
    switch type {
    case 2: reader.number("MTU", at: start + 4, 4)
    case 4: reader.number("pointer", at: start + 4, 4)
    case 128, 129:
      reader.number("identifier", at: start + 4, 2)
      reader.number("sequence number", at: start + 6, 2)
    case 130, 131, 132:
      reader.number("longest response delay", at: start + 4, 2)
      reader.ipv6("group", at: start + 8)
      next = start + 24
      if type == 130, carried.size >= 28 {
        readListenerQuery(at: next, &reader)
        next = frame.count
      }
    case 133...137: next = NeighbourDiscovery.read(type, at: start, carried.size, &reader)
    case 143:
      readListenerReport(at: start, &reader)
      next = frame.count
    default: reader.bytes("rest of header", start + 4..<start + 8)
    }
    add("ICMPv6", start..<max(start + 4, min(next, frame.count)), reader)
    guard (1...4).contains(type) else { return readPayload(at: next, frame) }
    readQuoted(at: next, frame) { $0.readIPv6(at: $1, $2) }
  }

  /// What version 2 of a query adds (RFC 3810, section 5.1).
  private func readListenerQuery(at start: Int, _ reader: inout FieldReader) {
    reader.flag("suppress router processing", at: start, bit: 3)
    reader.number("robustness", at: start, bits: 0..<3)
    reader.number("query interval code", at: start + 1)
    let count = reader.number("sources", at: start + 2, 2) ?? 0
    for index in 0..<min(count, FieldReader.most) where !reader.isCut {
      reader.ipv6("source", at: start + 4 + 16 * index)
    }
  }

  /// RFC 3810, section 5.2.
  private func readListenerReport(at start: Int, _ reader: inout FieldReader) {
    let count = reader.number("group records", at: start + 6, 2) ?? 0
    var next = start + 8
    for _ in 0..<min(count, FieldReader.most) where !reader.isCut {
      let sources = Int(reader.frame.u16(next + 2) ?? 0)
      let size = 20 + 16 * sources + 4 * Int(reader.frame.u8(next + 1) ?? 0)
      reader.group("group record", "", next..<next + size) { reader in
        reader.number("record type", at: next, meaning: Self.recordType)
        reader.number("sources", at: next + 2, 2)
        reader.ipv6("group", at: next + 4)
        for index in 0..<min(sources, FieldReader.most) where !reader.isCut {
          reader.ipv6("source", at: next + 20 + 16 * index)
        }
      }
      next += size
    }
  }

  /// IANA, "ICMPv6 'type' Numbers".
  private static func icmp6Type(_ type: Int) -> String? {
    switch type {
    case 1: "destination unreachable"
    case 2: "packet too big"
    case 3: "time exceeded"
    case 4: "parameter problem"
    case 128: "echo request"
    case 129: "echo reply"
    case 130: "multicast listener query"
    case 131: "multicast listener report"
    case 132: "multicast listener done"
    case 133: "router solicitation"
    case 134: "router advertisement"
    case 135: "neighbour solicitation"
    case 136: "neighbour advertisement"
    case 137: "redirect"
    case 143: "multicast listener report, version 2"
    default: nil
    }
  }

  private static func icmp6Code(_ type: Int, _ code: Int) -> String? {
    let names: [String] =
      switch type {
      case 1:
        [
          "no route", "administratively prohibited", "beyond the scope of the source",
          "address unreachable", "port unreachable", "source address failed policy",
          "route rejected",
        ]
      case 3: ["in transit", "in reassembly"]
      case 4:
        [
          "erroneous header field", "unknown next header", "unknown option",
          "incomplete header chain",
        ]
      default: []
      }
    return names.indices.contains(code) ? names[code] : nil
  }
}
