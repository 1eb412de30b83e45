import LabModel

/// A block of a pcapng file as it is built: its fixed fields, then its options.
///
/// Its form is that of draft-ietf-opsawg-pcapng, section 3, in little-endian byte order.
struct PcapngBlock {
  /// Block types of section 4.
  enum Kind: UInt32 {
    case interface = 1
    case names = 4
    case statistics = 5
    case packet = 6
    case section = 0x0a0d_0d0a
  }

  private var content: [UInt8] = []
  private var hasOptions = false

  init(_ kind: Kind) {
    append(kind.rawValue)
    // The block's length, once it is known.
    append(UInt32(0))
  }

  /// Adds a number.
  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { content.append(contentsOf: $0) }
  }

  /// Adds a time or count of 64 bits as blocks have it: the upper half first.
  mutating func append(halves value: UInt64) {
    append(UInt32(truncatingIfNeeded: value >> 32))
    append(UInt32(truncatingIfNeeded: value))
  }

  /// Adds bytes, filled up with zeros to a whole number of 32-bit words.
  mutating func append(padded bytes: [UInt8]) {
    content += bytes
    while content.count % 4 != 0 { content.append(0) }
  }

  /// Adds an option, which holds at most 65,535 bytes.
  mutating func option(_ code: UInt16, _ bytes: [UInt8]) {
    hasOptions = true
    append(code)
    append(UInt16(clamping: bytes.count))
    append(padded: Array(bytes.prefix(Int(UInt16.max))))
  }

  /// Adds an option of one number.
  mutating func option(_ code: UInt16, _ value: some FixedWidthInteger) {
    option(code, withUnsafeBytes(of: value.littleEndian) { Array($0) })
  }

  /// Adds a time of 64 bits as an option, the upper half first.
  mutating func option(_ code: UInt16, halves value: UInt64) {
    hasOptions = true
    append(code)
    append(UInt16(8))
    append(halves: value)
  }

  /// Adds an option of text, with everything in it visible; nothing for an empty one.
  mutating func option(_ code: UInt16, text: String) {
    let shown = Self.shown(text)
    if !shown.isEmpty { option(code, Array(shown.utf8)) }
  }

  /// The whole block.
  consuming func finished() -> [UInt8] {
    // opt_endofopt
    if hasOptions { append(UInt32(0)) }
    let length = UInt32(content.count + 4)
    append(length)
    withUnsafeBytes(of: length.littleEndian) { content.replaceSubrange(4..<8, with: $0) }
    return content
  }

  /// `text` as programs show it that take it as it is: nothing invisible, at most `bytes` long.
  static func shown(_ text: String, bytes: Int = 1000) -> String {
    let visible = VisibleText.of(text)
    guard visible.utf8.count > bytes else { return visible }
    var cut = String.UnicodeScalarView()
    var count = 0
    for scalar in visible.unicodeScalars {
      count += UTF8.width(scalar)
      guard count <= bytes - 3 else { break }
      cut.append(scalar)
    }
    return String(cut) + "…"
  }
}
