extension LayerDecoder {
  /// Extension headers beyond this many are not read.
  private static let mostHeaders = 16

  /// RFC 8200.
  mutating func readIPv6(at start: Int, _ frame: FrameBytes) {
    var reader = FieldReader(frame)
    let version = reader.number("version", at: start, bits: 4..<8)
    guard version == 6 else { return readPayload(at: start, frame, note: "its version is not 6") }
    reader.number(
      "differentiated services", at: start, 2, bits: 6..<12, meaning: InternetProtocol.codePoint)
    reader.number(
      "congestion notification", at: start + 1, bits: 4..<6, meaning: InternetProtocol.congestion)
    reader.number("flow label", at: start, 4, bits: 0..<20, .hexadecimal)
    let length = reader.number("payload length", at: start + 4, 2) {
      $0 == 0 ? "more than 65,535 bytes, or none" : nil
    }
    let next = reader.number("next header", at: start + 6, meaning: InternetProtocol.fullName)
    reader.number("hop limit", at: start + 7)
    let source = reader.ipv6("source", at: start + 8)
    let destination = reader.ipv6("destination", at: start + 24)
    guard let length, let next, let source, let destination else {
      return add("IPv6", start..<frame.count, reader)
    }
    let size = length == 0 ? frame.count - start - 40 : length
    let missing = max(0, size - (frame.count - start - 40))
    add(
      "IPv6", start..<start + 40, reader,
      note: missing > 0 && !isQuoted ? "\(missing) of its bytes are missing" : nil)
    let end = min(frame.count, start + 40 + size)
    if self.end == nil { self.end = end }
    readExtensions(
      UInt8(truncatingIfNeeded: next),
      CarriedBytes(
        frame: frame.prefix(end), start: start + 40, size: size, source: source,
        destination: destination, hindrance: isQuoted ? "it is quoted in part" : nil))
  }

  private mutating func readExtensions(_ first: UInt8, _ carried: CarriedBytes) {
    var header = first
    var carried = carried
    for _ in 0..<Self.mostHeaders {
      let start = carried.start
      var reader = FieldReader(carried.frame)
      var isLater = false
      let name: String
      switch header {
      case InternetProtocol.hopByHop: name = "Hop-by-hop options"
      case InternetProtocol.destination: name = "Destination options"
      case InternetProtocol.routing: name = "Routing header"
      case InternetProtocol.mobility: name = "Mobility header"
      case InternetProtocol.authentication: name = "Authentication header"
      case InternetProtocol.fragment: name = "Fragment header"
      default: return readTransport(header, carried)
      }
      let next = reader.number("next header", at: start, meaning: InternetProtocol.fullName)
      var size = 8
      if header != InternetProtocol.fragment {
        let unit = header == InternetProtocol.authentication ? 4 : 8
        let least = header == InternetProtocol.authentication ? 2 : 1
        let units = reader.number("header length", at: start + 1) {
          "\(unit * ($0 + least)) bytes"
        }
        size = unit * ((units ?? 0) + least)
      }
      switch header {
      case InternetProtocol.hopByHop, InternetProtocol.destination:
        IPv6Options.read(start + 2..<start + size, &reader)
      case InternetProtocol.routing:
        if readRouting(at: start, size: size, &reader) > 0 {
          carried.hindrance = carried.hindrance ?? "the final destination is in the routing header"
        }
      case InternetProtocol.fragment:
        let place = reader.number("fragment offset", at: start + 2, 2, bits: 3..<16) {
          $0 == 0 ? nil : "from byte \($0 * 8) on"
        }
        let hasMore = reader.flag("more fragments", at: start + 3, bit: 0)
        reader.number("identification", at: start + 4, 4, .hexadecimal)
        isLater = place ?? 0 > 0
        if isLater || hasMore == true { carried.hindrance = "this is a fragment" }
      case InternetProtocol.authentication:
        reader.number("security parameters index", at: start + 4, 4, .hexadecimal)
        reader.number("sequence number", at: start + 8, 4)
        reader.bytes("integrity check value", start + 12..<max(start + 12, start + size))
      default: reader.bytes("data", start + 2..<start + size)
      }
      add(name, start..<start + size, reader)
      carried.start += size
      carried.size -= size
      guard let next, carried.size > 0 else { return }
      if isLater {
        return readPayload(at: carried.start, carried.frame, note: "a later fragment")
      }
      header = UInt8(truncatingIfNeeded: next)
    }
    readPayload(at: carried.start, carried.frame, note: "too many extension headers")
  }

  /// RFC 8200, section 4.4, with the addresses of RFC 8754; returns how many segments are left.
  private func readRouting(at start: Int, size: Int, _ reader: inout FieldReader) -> Int {
    let type = reader.number("routing type", at: start + 2) {
      [0: "source route", 2: "mobility", 3: "RPL source route", 4: "segment routing"][$0]
    }
    let left = reader.number("segments left", at: start + 3)
    var next = start + 8
    if type == 4 {
      let last = reader.number("last entry", at: start + 4) ?? 0
      reader.number("flags", at: start + 5, 1, .hexadecimal)
      reader.number("tag", at: start + 6, 2, .hexadecimal)
      while next + 16 <= start + size, (next - start - 8) / 16 <= last {
        reader.ipv6("segment \((next - start - 8) / 16)", at: next)
        next += 16
      }
    }
    reader.bytes("data", next..<max(next, start + size))
    return left ?? 0
  }
}
