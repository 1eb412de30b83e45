/// Reads bytes as UTF-8 (RFC 3629), one scalar at a time, and gives back what is not UTF-8 byte by
/// byte: nothing is lost and nothing is replaced.
struct ByteScanner<Bytes: RandomAccessCollection> where Bytes.Element == UInt8 {
  /// A scalar, or one byte that belongs to none.
  enum Unit {
    case scalar(Unicode.Scalar)
    case invalid(UInt8)
  }

  private var rest: Bytes.SubSequence

  init(_ bytes: Bytes) { rest = bytes[...] }

  /// The next scalar or stray byte; nil at the end.
  mutating func next() -> Unit? {
    guard let first = rest.first else { return nil }
    guard first >= 0x80 else {
      rest.removeFirst()
      return .scalar(Unicode.Scalar(first))
    }
    guard let (scalar, length) = multibyteScalar(startingWith: first) else {
      rest.removeFirst()
      return .invalid(first)
    }
    rest.removeFirst(length)
    return .scalar(scalar)
  }

  private func multibyteScalar(startingWith first: UInt8) -> (Unicode.Scalar, Int)? {
    let length: Int
    var value: UInt32
    let smallest: UInt32
    switch first {
    case 0xC2...0xDF: (length, value, smallest) = (2, UInt32(first & 0x1F), 0x80)
    case 0xE0...0xEF: (length, value, smallest) = (3, UInt32(first & 0x0F), 0x800)
    case 0xF0...0xF4: (length, value, smallest) = (4, UInt32(first & 0x07), 0x10000)
    default: return nil
    }
    guard rest.count >= length else { return nil }
    for byte in rest.prefix(length).dropFirst() {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    // Overlong forms, surrogates and values over U+10FFFF are not UTF-8.
    guard value >= smallest, let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, length)
  }
}
