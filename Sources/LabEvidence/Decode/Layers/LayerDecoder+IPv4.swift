extension LayerDecoder {
  /// RFC 791.
  mutating func readIPv4(at start: Int, _ frame: FrameBytes) {
    var reader = FieldReader(frame)
    let version = reader.number("version", at: start, bits: 4..<8)
    guard version == 4 else { return readPayload(at: start, frame, note: "its version is not 4") }
    let headerSize =
      (reader.number("header length", at: start, bits: 0..<4) {
        "\($0 * 4) bytes"
      } ?? 0) * 4
    reader.number(
      "differentiated services", at: start + 1, bits: 2..<8, meaning: InternetProtocol.codePoint)
    reader.number(
      "congestion notification", at: start + 1, bits: 0..<2, meaning: InternetProtocol.congestion)
    let length = reader.number("total length", at: start + 2, 2) {
      $0 == 0 ? "a segment that the card is to cut up" : nil
    }
    reader.number("identification", at: start + 4, 2, .hexadecimal)
    reader.flag("do not fragment", at: start + 6, bit: 6)
    let hasMore = reader.flag("more fragments", at: start + 6, bit: 5)
    let place = reader.number("fragment offset", at: start + 6, 2, bits: 0..<13) {
      $0 == 0 ? nil : "from byte \($0 * 8) on"
    }
    reader.number("time to live", at: start + 8)
    let ipProtocol = reader.number("protocol", at: start + 9, meaning: InternetProtocol.fullName)
    reader.checksum(at: start + 10) {
      InternetChecksum.check(frame, start..<start + max(20, headerSize), at: start + 10)
    }
    let source = reader.ipv4("source", at: start + 12)
    let destination = reader.ipv4("destination", at: start + 16)
    guard let length, let hasMore, let place, let ipProtocol, let source, let destination else {
      return add("IPv4", start..<frame.count, reader)
    }
    guard headerSize >= 20 else {
      return add("IPv4", start..<start + 20, reader, note: "its header is shorter than 20 bytes")
    }
    readIPv4Options(start + 20..<start + headerSize, &reader)
    let size = length == 0 ? frame.count - start : length
    let missing = max(0, size - (frame.count - start))
    add(
      "IPv4", start..<start + headerSize, reader,
      note: missing > 0 && !isQuoted ? "\(missing) of its bytes are missing" : nil)
    let end = min(frame.count, start + size)
    if self.end == nil { self.end = end }
    guard size >= headerSize, place == 0 else {
      return readPayload(
        at: start + headerSize, frame.prefix(end), note: place > 0 ? "a later fragment" : nil)
    }
    readTransport(
      UInt8(truncatingIfNeeded: ipProtocol),
      CarriedBytes(
        frame: frame.prefix(end), start: start + headerSize, size: size - headerSize,
        source: source, destination: destination,
        hindrance: isQuoted ? "it is quoted in part" : hasMore ? "this is a fragment" : nil))
  }

  /// RFC 791, section 3.1, and IANA's "IP Option Numbers".
  private func readIPv4Options(_ range: Range<Int>, _ reader: inout FieldReader) {
    var next = range.lowerBound
    while next < range.upperBound, reader.fields.count < FieldReader.most {
      guard let kind = reader.frame.u8(next) else { return reader.text("option", "", range) }
      let hasLength = kind > 1
      let size = hasLength ? Int(reader.frame.u8(next + 1) ?? 0) : 1
      guard size >= (hasLength ? 2 : 1), next + size <= range.upperBound else {
        reader.bytes("malformed options", next..<range.upperBound)
        return
      }
      let value = next + 2..<max(next + 2, next + size)
      reader.group("option", "\(kind)", next..<next + size, meaning: Self.option(kind)) { reader in
        reader.bytes("data", value)
      }
      next += size
      if kind == 0 { return }
    }
  }

  private static func option(_ kind: UInt8) -> String? {
    switch kind {
    case 0: "end of options"
    case 1: "no operation"
    case 7: "record route"
    case 68: "time stamps"
    case 131: "loose source route"
    case 137: "strict source route"
    case 148: "router alert"
    default: nil
    }
  }
}
