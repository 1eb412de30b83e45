extension LayerDecoder {
  /// RFC 9293.
  mutating func readTCP(_ carried: CarriedBytes) {
    let (frame, start) = (carried.frame, carried.start)
    let isOuter = depth == 0 && !isQuoted
    var reader = FieldReader(frame)
    reader.number("source port", at: start, 2)
    reader.number("destination port", at: start + 2, 2)
    reader.number("sequence number", at: start + 4, 4) {
      isOuter ? Self.relative($0, origin.sequence) : nil
    }
    let flags = frame.u8(start + 13) ?? 0
    reader.number("acknowledgement number", at: start + 8, 4) {
      guard flags & 0x10 != 0 else { return "not in use" }
      return isOuter ? Self.relative($0, origin.acknowledgement) : nil
    }
    let headerSize =
      (reader.number("data offset", at: start + 12, bits: 4..<8) {
        "\($0 * 4) bytes"
      } ?? 0) * 4
    reader.number("flags", at: start + 13, 1, .hexadecimal) { Self.flags($0) }
    reader.number("window", at: start + 14, 2)
    reader.checksum(at: start + 16) { carried.check(at: start + 16, InternetProtocol.tcp) }
    reader.number("urgent pointer", at: start + 18, 2)
    guard !reader.isCut else { return add("TCP", start..<frame.count, reader) }
    guard headerSize >= 20, headerSize <= max(20, carried.size) else {
      return add(
        "TCP", start..<start + 20, reader,
        note: "its header is \(headerSize < 20 ? "shorter than 20 bytes" : "longer than it is")")
    }
    TCPOptions.read(
      start + 20..<start + headerSize, relativeTo: isOuter ? origin.selective : 0, &reader)
    add("TCP", start..<start + headerSize, reader)
    readPayload(at: start + headerSize, frame)
  }

  /// `1 from the beginning of the connection`; nil where that is not known.
  private static func relative(_ number: Int, _ origin: UInt32) -> String? {
    guard origin != 0 else { return nil }
    return "\(UInt32(truncatingIfNeeded: number) &- origin) from the connection's beginning"
  }

  private static func flags(_ flags: Int) -> String {
    let names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"]
    let set = names.indices.filter { flags >> $0 & 1 == 1 }.map { names[$0] }
    return set.isEmpty ? "none" : set.joined(separator: ", ")
  }
}
