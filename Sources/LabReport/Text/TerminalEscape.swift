/// Makes bytes from a sandbox safe to print: whatever could steer a terminal, hide or reorder text
/// is shown as an escape instead.
///
/// - Control characters (C0, DEL) become `\x1b`, or `\r` for a carriage return; C1, bidirectional
///   and other invisible format characters become `\u{202e}`; a byte that is not UTF-8 becomes
///   `\xff`.
/// - Line feeds are kept by `text`, split at by `lines`; tabs are expanded to columns of eight.
/// - A backslash stays as it is, so the form is for reading, not for getting the bytes back: JSON
///   has them.
package struct TerminalEscape: Sendable, Hashable {
  /// True where the reader's locale is not UTF-8: every scalar above U+007E is escaped.
  package var asciiOnly: Bool

  package init(asciiOnly: Bool = false) { self.asciiOnly = asciiOnly }

  /// `bytes` as text with its line feeds.
  package func text<Bytes: RandomAccessCollection>(_ bytes: Bytes) -> String
  where Bytes.Element == UInt8 {
    var result = ""
    var column = 0
    var scanner = ByteScanner(bytes)
    while let unit = scanner.next() {
      switch unit {
      case .scalar("\n"):
        result.append("\n")
        column = 0
      case .scalar("\t"):
        let blanks = 8 - column % 8
        result.append(String(repeating: " ", count: blanks))
        column += blanks
      case .scalar(let scalar):
        let shown = shown(scalar)
        result.append(shown)
        column += TextWidth.columns(shown)
      case .invalid(let byte):
        result.append(Self.hexadecimal(byte))
        column += 4
      }
    }
    return result
  }

  /// A string's own text, escaped in the same way.
  package func text(_ string: String) -> String { text(Array(string.utf8)) }

  /// `string` on one line: line feeds become `\n`, tabs one blank.
  package func line(_ string: String) -> String {
    var result = ""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\n": result.append("\\n")
      case "\t": result.append(" ")
      default: result.append(shown(scalar))
      }
    }
    return result
  }

  /// The lines of `bytes`, escaped, and whether the last one lacks its line feed.
  package func lines<Bytes: RandomAccessCollection>(
    _ bytes: Bytes
  ) -> (lines: [String], endsWithNewline: Bool) where Bytes.Element == UInt8 {
    guard !bytes.isEmpty else { return ([], true) }
    var lines = text(bytes).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    let endsWithNewline = bytes.last == 0x0A
    if endsWithNewline { lines.removeLast() }
    return (lines, endsWithNewline)
  }

  private func shown(_ scalar: Unicode.Scalar) -> String {
    if scalar.value < 0x7F {
      guard scalar.value < 0x20 else { return String(scalar) }
      return scalar == "\r" ? "\\r" : Self.hexadecimal(UInt8(scalar.value))
    }
    if scalar.value == 0x7F { return "\\x7f" }
    guard !asciiOnly, !Self.isHidden(scalar) else {
      return "\\u{" + String(scalar.value, radix: 16) + "}"
    }
    return String(scalar)
  }

  /// Whether `scalar` shows nothing of its own but changes how what is around it looks.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // The zero-width joiners build words and emoji; all other format characters are suspicious.
    case .format: scalar.value != 0x200C && scalar.value != 0x200D
    default: false
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
