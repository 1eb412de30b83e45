/// Options of hop-by-hop and destination headers (RFC 8200, section 4.2).
enum IPv6Options {
  static func read(_ range: Range<Int>, _ reader: inout FieldReader) {
    var next = range.lowerBound
    while next < range.upperBound {
      guard reader.fields.count < FieldReader.most else {
        return reader.bytes("more options", next..<range.upperBound)
      }
      guard let kind = reader.frame.u8(next) else { return reader.text("option", "", range) }
      if kind == 0 {
        reader.group("option", "0", next..<next + 1, meaning: "one byte of padding")
        next += 1
        continue
      }
      let size = 2 + Int(reader.frame.u8(next + 1) ?? 0)
      guard next + size <= range.upperBound else {
        return reader.bytes("malformed options", next..<range.upperBound)
      }
      let data = next + 2
      reader.group("option", "\(kind)", next..<next + size, meaning: name(kind)) { reader in
        switch (kind, size) {
        case (5, 4):
          reader.number("value", at: data, 2) {
            [0: "multicast listeners", 1: "RSVP", 2: "active networks"][$0]
          }
        case (0xc2, 6): reader.number("jumbo payload length", at: data, 4)
        default: reader.bytes("data", data..<data + size - 2)
        }
      }
      next += size
    }
  }

  /// IANA, "Destination Options and Hop-by-Hop Options".
  private static func name(_ kind: UInt8) -> String? {
    switch kind {
    case 1: "padding"
    case 4: "tunnel encapsulation limit"
    case 5: "router alert"
    case 7: "CALIPSO"
    case 0x31: "IOAM destination option"
    case 0x11: "IOAM hop-by-hop option"
    case 0x63, 0x23: "RPL"
    case 0xc2: "jumbo payload"
    case 0xc9: "home address"
    default: nil
    }
  }
}
