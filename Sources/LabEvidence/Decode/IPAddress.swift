/// An IPv4 or IPv6 address.
package enum IPAddress: Sendable, Hashable, CustomStringConvertible {
  case v4(UInt32)
  /// The upper and the lower half.
  case v6(UInt64, UInt64)

  /// The longest text, in bytes.
  static let longestText = 46

  /// As inet_ntop(3) writes it: `10.0.0.1`, `fe80::1`, `::ffff:10.0.0.1`.
  package var description: String {
    String(unsafeUninitializedCapacity: Self.longestText) { buffer in
      buffer.withMemoryRebound(to: CChar.self) { write(to: $0) }
    }
  }

  /// Writes the text to `buffer`, which has room for `longestText`, and returns its length.
  func write(to buffer: UnsafeMutableBufferPointer<CChar>) -> Int {
    var text = AddressText(buffer)
    switch self {
    case .v4(let bits): text.append(ipv4: bits)
    case .v6(let upper, let lower): text.append(ipv6: upper, lower)
    }
    return text.count
  }
}

/// Text that grows in a buffer with room for one address: made for every packet, so nothing is
/// allocated.
private struct AddressText {
  private let buffer: UnsafeMutableBufferPointer<CChar>
  private(set) var count = 0

  init(_ buffer: UnsafeMutableBufferPointer<CChar>) {
    self.buffer = buffer
  }

  mutating func append(ipv4 bits: UInt32) {
    var shift: UInt32 = 32
    while shift > 0 {
      if shift < 32 { append(UInt8(ascii: ".")) }
      shift -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> shift)
      if byte >= 100 { append(0x30 + byte / 100) }
      if byte >= 10 { append(0x30 + byte / 10 % 10) }
      append(0x30 + byte % 10)
    }
  }

  /// RFC 5952: the first longest run of two or more zero groups becomes `::`.
  mutating func append(ipv6 upper: UInt64, _ lower: UInt64) {
    func group(_ place: Int) -> UInt16 {
      UInt16(truncatingIfNeeded: (place < 4 ? upper : lower) >> UInt64(48 - 16 * (place & 3)))
    }
    var zeros = 0..<0
    var place = 0
    while place < 8 {
      var end = place
      while end < 8, group(end) == 0 { end += 1 }
      if end - place > max(1, zeros.count) { zeros = place..<end }
      place = max(end, place + 1)
    }
    // As glibc does: IPv4-mapped, and IPv4-compatible but for `::` and `::1`.
    let embedsIPv4 =
      upper == 0 && (lower >> 32 == 0xffff || (lower >> 32 == 0 && lower > 0xffff))
    place = 0
    while place < 8 {
      if place == zeros.lowerBound, !zeros.isEmpty {
        append(UInt8(ascii: ":"))
        append(UInt8(ascii: ":"))
        place = zeros.upperBound
        continue
      }
      if place > 0, place != zeros.upperBound || zeros.isEmpty { append(UInt8(ascii: ":")) }
      if embedsIPv4, place == 6 { return append(ipv4: UInt32(truncatingIfNeeded: lower)) }
      append(hexadecimal: group(place))
      place += 1
    }
  }

  private mutating func append(hexadecimal group: UInt16) {
    var shift: UInt16 = 12
    while shift > 0, group >> shift == 0 { shift -= 4 }
    while true {
      let digit = UInt8(truncatingIfNeeded: group >> shift & 15)
      append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      if shift == 0 { return }
      shift -= 4
    }
  }

  private mutating func append(_ character: UInt8) {
    buffer[count] = CChar(bitPattern: character)
    count += 1
  }
}
