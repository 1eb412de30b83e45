/// Text that is safe to show: whatever a terminal would act on, or a reader could not see, becomes
/// an escape.
package enum VisibleText {
  /// `bytes` as text; bytes that are no UTF-8 become `\xff`, invisible scalars `\x1b` or `\u{202e}`.
  package static func of(bytes: some Sequence<UInt8>) -> String {
    // A string and not its view of scalars: that one copies all it has each time something is added.
    var shown = ""
    forEachScalar(of: bytes) { part in
      switch part {
      case .success(let scalar): shown += escaped(scalar)
      case .failure(let invalid):
        for byte in invalid.bytes { shown += hexadecimal(byte) }
      }
    }
    return shown
  }

  /// `text` with its invisible scalars escaped.
  package static func of(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text }
    return of(bytes: text.utf8)
  }

  /// One scalar as it is shown: itself, or its escape.
  package static func escaped(_ scalar: Unicode.Scalar) -> String {
    if isVisible(scalar) { return String(scalar) }
    switch scalar {
    case "\t": return "\\t"
    case "\r": return "\\r"
    case "\n": return "\\n"
    default: break
    }
    return scalar.value < 0x80
      ? hexadecimal(UInt8(scalar.value)) : "\\u{\(String(scalar.value, radix: 16))}"
  }

  /// Whether a reader sees the scalar for what it is: no control, format or private character, no
  /// separator but the plain blank.
  package static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7f { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default:
      return true
    }
  }

  /// How many columns of a terminal a visible scalar takes: 0, 1 or 2.
  ///
  /// The wide ranges are those of Unicode's EastAsianWidth.txt, joined generously.
  package static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff,
      0x20000...0x3fffd:
      return 2
    default:
      return 1
    }
  }

  /// Bytes that are no UTF-8.
  package struct InvalidBytes: Error, Sendable, Hashable {
    package var bytes: [UInt8]
  }

  /// Calls `body` for each scalar of `bytes`, and for each run of bytes that stands for none.
  package static func forEachScalar(
    of bytes: some Sequence<UInt8>, _ body: (Result<Unicode.Scalar, InvalidBytes>) -> Void
  ) {
    let all = Array(bytes)
    var position = 0
    var iterator = all.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        body(.success(Unicode.UTF8.decode(encoded)))
        position += encoded.count
      case .error(let length):
        body(.failure(InvalidBytes(bytes: Array(all[position..<position + length]))))
        position += length
      case .emptyInput:
        return
      }
    }
  }

  /// A byte as `\x1b`.
  package static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)"
  }
}
