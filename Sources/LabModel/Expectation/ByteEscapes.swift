/// The escapes of a line that ends in ` (esc)`.
///
/// `\\`, `\0`, `\a`, `\b`, `\e`, `\f`, `\r`, `\t` and `\v` as in C (`\e` is ESC), `\xHH` for a byte
/// and `\u{H…}` for a Unicode scalar.
package enum ByteEscapes {
  /// The bytes that `text` stands for.
  ///
  /// - Throws: `ByteEscapeFailure` at the first backslash that begins no escape.
  package static func bytes(of text: String) throws(ByteEscapeFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var scalars = Array(text.unicodeScalars)[...]
    let count = scalars.count
    while let scalar = scalars.popFirst() {
      guard scalar == "\\" else {
        bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        continue
      }
      let offset = count - scalars.count - 1
      guard let escape = resolve(&scalars) else {
        throw ByteEscapeFailure(offset: offset)
      }
      bytes.append(contentsOf: escape)
    }
    return bytes
  }

  /// `bytes` (which hold no line feed) as text that `bytes(of:)` reads back.
  package static func text(for bytes: some Sequence<UInt8>) -> String {
    var text = ""
    VisibleText.forEachScalar(of: bytes) { part in
      switch part {
      case .success("\\"): text += "\\\\"
      case .success("\u{1b}"): text += "\\e"
      case .success(let scalar): text += VisibleText.escaped(scalar)
      case .failure(let invalid):
        text += invalid.bytes.map(VisibleText.hexadecimal).joined()
      }
    }
    return text
  }

  private static let simple: [Unicode.Scalar: UInt8] = [
    "\\": 0x5c, "0": 0, "a": 7, "b": 8, "e": 0x1b, "f": 0xc, "r": 0xd, "t": 9, "v": 0xb,
  ]

  private static func resolve(_ scalars: inout ArraySlice<Unicode.Scalar>) -> [UInt8]? {
    guard let kind = scalars.popFirst() else { return nil }
    if let byte = simple[kind] { return [byte] }
    switch kind {
    case "x":
      let digits = scalars.prefix(2)
      guard digits.count == 2, let value = number(digits), let byte = UInt8(exactly: value) else {
        return nil
      }
      scalars = scalars.dropFirst(2)
      return [byte]
    case "u":
      guard scalars.first == "{", let end = scalars.firstIndex(of: "}") else { return nil }
      let digits = scalars[scalars.startIndex + 1..<end]
      guard let value = number(digits), let scalar = Unicode.Scalar(value) else { return nil }
      scalars = scalars[(end + 1)...]
      return UTF8.encode(scalar).map(Array.init)
    default:
      return nil
    }
  }

  private static func number(_ digits: ArraySlice<Unicode.Scalar>) -> UInt32? {
    guard (1...6).contains(digits.count), digits.allSatisfy(\.properties.isASCIIHexDigit) else {
      return nil
    }
    return UInt32(String(String.UnicodeScalarView(digits)), radix: 16)
  }
}

/// A backslash in a line of escapes that begins none.
package struct ByteEscapeFailure: Error, Sendable, Hashable {
  /// The backslash's offset from 0, in Unicode scalars.
  package var offset: Int

  package init(offset: Int) { self.offset = offset }
}
