/// Messages of neighbour discovery and their options (RFC 4861).
enum NeighbourDiscovery {
  /// Reads what follows the checksum of a message of `type` (133 to 137) with `size` bytes; returns where
  /// its options end.
  static func read(_ type: Int, at start: Int, _ size: Int, _ reader: inout FieldReader) -> Int {
    var options = start + 8
    switch type {
    case 134:
      reader.number("hop limit", at: start + 4)
      reader.flag("managed addresses", at: start + 5, bit: 7)
      reader.flag("other configuration", at: start + 5, bit: 6)
      reader.number("router preference", at: start + 5, bits: 3..<5) {
        ["medium", "high", "reserved", "low"][$0 & 3]
      }
      reader.number("router lifetime", at: start + 6, 2) { "\($0) s" }
      reader.number("reachable time", at: start + 8, 4) { $0 == 0 ? "unspecified" : "\($0) ms" }
      reader.number("retransmission timer", at: start + 12, 4) {
        $0 == 0 ? "unspecified" : "\($0) ms"
      }
      options = start + 16
    case 135, 136:
      if type == 136 {
        reader.flag("router", at: start + 4, bit: 7)
        reader.flag("solicited", at: start + 4, bit: 6)
        reader.flag("override", at: start + 4, bit: 5)
      }
      reader.ipv6("target", at: start + 8)
      options = start + 24
    case 137:
      reader.ipv6("target", at: start + 8)
      reader.ipv6("destination", at: start + 24)
      options = start + 40
    default: break
    }
    guard !reader.isCut else { return reader.frame.count }
    return readOptions(options..<max(options, min(start + size, reader.frame.count)), &reader)
  }

  private static func readOptions(_ range: Range<Int>, _ reader: inout FieldReader) -> Int {
    var next = range.lowerBound
    while next < range.upperBound, reader.fields.count < FieldReader.most {
      let size = 8 * Int(reader.frame.u8(next + 1) ?? 0)
      guard let kind = reader.frame.u8(next), size > 0, next + size <= range.upperBound else {
        reader.bytes("malformed options", next..<range.upperBound)
        return range.upperBound
      }
      reader.group("option", "\(kind)", next..<next + size, meaning: name(kind)) { reader in
        readOption(kind, next, size, &reader)
      }
      next += size
    }
    return next
  }

  private static func readOption(
    _ kind: UInt8, _ start: Int, _ size: Int, _ reader: inout FieldReader
  ) {
    switch (kind, size) {
    case (1, 8), (2, 8): reader.linkAddress("link address", at: start + 2)
    case (3, 32):
      reader.number("prefix length", at: start + 2)
      reader.flag("on link", at: start + 3, bit: 7)
      reader.flag("autonomous configuration", at: start + 3, bit: 6)
      reader.number("valid lifetime", at: start + 4, 4, meaning: seconds)
      reader.number("preferred lifetime", at: start + 8, 4, meaning: seconds)
      reader.ipv6("prefix", at: start + 16)
    case (5, 8): reader.number("MTU", at: start + 4, 4)
    case (25, 24...):
      reader.number("lifetime", at: start + 4, 4, meaning: seconds)
      for place in stride(from: start + 8, to: start + size - 15, by: 16) {
        reader.ipv6("server", at: place)
      }
    default: reader.bytes("data", start + 2..<start + size)
    }
  }

  private static func seconds(_ number: Int) -> String {
    number == 0xffff_ffff ? "forever" : "\(number) s"
  }

  /// IANA, "IPv6 Neighbor Discovery Option Formats".
  private static func name(_ kind: UInt8) -> String? {
    switch kind {
    case 1: "source link address"
    case 2: "target link address"
    case 3: "prefix information"
    case 4: "redirected header"
    case 5: "MTU"
    case 14: "nonce"
    case 24: "route information"
    case 25: "recursive DNS servers"
    case 31: "DNS search list"
    default: nil
    }
  }
}
