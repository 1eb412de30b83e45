/// Bytes as hexadecimal digits and ASCII.
package enum HexDump {
  /// Bytes of a line.
  package static let width = 16

  /// Lines as xxd(1) has them: `00000000: 0200 0000 0002  ......`.
  package static func lines(_ bytes: [UInt8]) -> [String] {
    stride(from: 0, to: bytes.count, by: width).map { start in
      let row = bytes[start..<min(bytes.count, start + width)]
      var digits = ""
      for (place, byte) in row.enumerated() {
        digits += hexadecimal(byte) + (place % 2 == 1 ? " " : "")
      }
      digits += String(repeating: " ", count: max(0, width / 2 * 5 - digits.utf8.count))
      return "\(offset(start)): \(digits) " + String(row.map(character))
    }
  }

  /// Where a line begins, in eight hexadecimal digits.
  package static func offset(_ offset: Int) -> String {
    let text = String(offset, radix: 16)
    return String(repeating: "0", count: max(0, 8 - text.utf8.count)) + text
  }

  /// A byte as two digits.
  package static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  /// A byte as a printable ASCII character, else a full stop.
  package static func character(_ byte: UInt8) -> Character {
    (0x20..<0x7f).contains(byte) ? Character(Unicode.Scalar(byte)) : "."
  }
}
