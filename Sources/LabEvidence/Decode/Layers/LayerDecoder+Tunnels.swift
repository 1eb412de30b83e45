extension LayerDecoder {
  /// An inner packet that begins where `carried` does; one in too many tunnels is not opened.
  mutating func readInner(
    _ carried: CarriedBytes, _ read: (inout LayerDecoder, Int, FrameBytes) -> Void
  ) {
    guard depth < Encapsulation.deepest, carried.start < carried.frame.count else {
      return readPayload(at: carried.start, carried.frame)
    }
    depth += 1
    read(&self, carried.start, carried.frame)
  }

  /// RFC 7348.
  mutating func readVXLAN(at start: Int, _ frame: FrameBytes) {
    guard let flags = frame.u8(start), flags & 0x08 != 0, depth < Encapsulation.deepest
    else { return readPayload(at: start, frame) }
    var reader = FieldReader(frame)
    reader.number("flags", at: start, 1, .hexadecimal) { _ in "network identifier is valid" }
    reader.number("network identifier", at: start + 4, 4, bits: 8..<32)
    add("VXLAN", start..<start + 8, reader)
    guard !reader.isCut, start + 8 < frame.count else { return }
    depth += 1
    readEthernet(at: start + 8, frame)
  }

  /// RFC 2784, RFC 2890.
  mutating func readGRE(_ carried: CarriedBytes) {
    let (frame, start) = (carried.frame, carried.start)
    var reader = FieldReader(frame)
    let hasChecksum = reader.flag("checksum present", at: start, bit: 7) ?? false
    let hasKey = reader.flag("key present", at: start, bit: 5) ?? false
    let hasSequence = reader.flag("sequence number present", at: start, bit: 4) ?? false
    let version = reader.number("version", at: start + 1, bits: 0..<3)
    let type = reader.number("protocol", at: start + 2, 2, .hexadecimal) {
      EtherType.name(UInt16(truncatingIfNeeded: $0))
    }
    guard let type, version == 0 else { return add("GRE", start..<start + 4, reader) }
    var next = start + 4
    if hasChecksum {
      reader.checksum(at: next) { carried.check(at: next, nil) }
      next += 4
    }
    if hasKey {
      reader.number("key", at: next, 4, .hexadecimal)
      next += 4
    }
    if hasSequence {
      reader.number("sequence number", at: next, 4)
      next += 4
    }
    add("GRE", start..<next, reader)
    guard next < frame.count else { return }
    var inner = carried
    inner.start = next
    if type == 0x6558 {
      readInner(inner) { $0.readEthernet(at: $1, $2) }
    } else {
      readInner(inner) { $0.readNetwork(UInt16(truncatingIfNeeded: type), at: $1, $2) }
    }
  }
}
