/// TCP's options (IANA, "TCP Option Kind Numbers").
enum TCPOptions {
  /// Reads the options in `range`; blocks of selective acknowledgements are also told from `origin`.
  static func read(
    _ range: Range<Int>, relativeTo origin: UInt32, _ reader: inout FieldReader
  ) {
    var next = range.lowerBound
    while next < range.upperBound {
      guard let kind = reader.frame.u8(next) else { return reader.text("option", "", range) }
      let hasLength = kind > 1
      let size = hasLength ? Int(reader.frame.u8(next + 1) ?? 0) : 1
      guard size >= (hasLength ? 2 : 1), next + size <= range.upperBound else {
        return reader.bytes("malformed options", next..<range.upperBound)
      }
      reader.group("option", "\(kind)", next..<next + size, meaning: name(kind)) { reader in
        readOption(kind, next + 2, size, origin, &reader)
      }
      if kind == 0 { return }
      next += size
    }
  }

  private static func readOption(
    _ kind: UInt8, _ value: Int, _ size: Int, _ origin: UInt32, _ reader: inout FieldReader
  ) {
    switch (kind, size) {
    case (2, 4): reader.number("largest segment", at: value, 2) { "\($0) bytes" }
    case (3, 3): reader.number("shift", at: value) { "windows count \(1 << min($0, 14)) times" }
    case (5, 10...) where (size - 2).isMultiple(of: 8):
      for place in stride(from: value, to: value + size - 2, by: 8) {
        let edge = { (number: Int) -> String? in
          origin == 0 ? nil : "\(UInt32(truncatingIfNeeded: number) &- origin) from the beginning"
        }
        reader.number("left edge", at: place, 4, meaning: edge)
        reader.number("right edge", at: place + 4, 4, meaning: edge)
      }
    case (8, 10):
      reader.number("value", at: value, 4)
      reader.number("echo reply", at: value + 4, 4)
    default: reader.bytes("data", value..<max(value, value + size - 2))
    }
  }

  private static func name(_ kind: UInt8) -> String? {
    switch kind {
    case 0: "end of options"
    case 1: "no operation"
    case 2: "maximum segment size"
    case 3: "window scale"
    case 4: "selective acknowledgements permitted"
    case 5: "selective acknowledgement"
    case 8: "timestamps"
    case 19: "MD5 signature"
    case 28: "user timeout"
    case 29: "authentication"
    case 30: "multipath TCP"
    case 34: "fast open cookie"
    default: nil
    }
  }
}
