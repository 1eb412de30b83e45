import LabModel

/// Makes bytes from a sandbox safe to print: whatever could steer a terminal, hide or reorder text
/// is shown as an escape instead.
///
/// - Control characters (C0, DEL) become `\x1b`, or `\r` for a carriage return; C1, bidirectional
///   and other invisible characters become `\u{202e}`; a byte that is not UTF-8 becomes `\xff`
///   (the rules are those of `VisibleText`).
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
    VisibleText.forEachScalar(of: bytes) { unit in
      switch unit {
      case .success("\n"):
        result.append("\n")
        column = 0
      case .success("\t"):
        let blanks = 8 - column % 8
        result.append(String(repeating: " ", count: blanks))
        column += blanks
      case .success(let scalar):
        let shown = shown(scalar)
        result.append(shown)
        column += TextWidth.columns(shown)
      case .failure(let invalid):
        for byte in invalid.bytes { result.append(VisibleText.hexadecimal(byte)) }
        column += 4 * invalid.bytes.count
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
    guard asciiOnly, scalar.value > 0x7E else { return VisibleText.escaped(scalar) }
    return "\\u{" + String(scalar.value, radix: 16) + "}"
  }
}
