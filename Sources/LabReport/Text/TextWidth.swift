/// How many columns text takes on a terminal.
package enum TextWidth {
  /// Columns of `text`, which must hold no control characters and no colour sequences.
  package static func columns(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  /// Columns of one scalar: 0 for combining marks, 2 for the wide ones of UAX #11.
  package static func columns(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0..<0x300: 1
    case 0x200B...0x200F, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      2
    default:
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark: 0
      default: 1
      }
    }
  }

  /// `text` with blanks at its end up to `width` columns.
  package static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - columns(text)))
  }

  /// `text` with blanks before it up to `width` columns.
  package static func rightAligned(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - columns(text))) + text
  }

  /// `text` cut to `width` columns, ending in `mark` where something was cut.
  package static func cut(_ text: String, to width: Int, mark: String) -> String {
    guard columns(text) > width else { return text }
    let room = max(0, width - columns(mark))
    var result = ""
    var used = 0
    for scalar in text.unicodeScalars {
      let next = columns(scalar)
      guard used + next <= room else { break }
      result.unicodeScalars.append(scalar)
      used += next
    }
    return result + mark
  }

  /// `text` broken at blanks into lines of at most `width` columns; a longer word is broken where
  /// the line ends.
  package static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: true).map(String.init) {
      if !line.isEmpty, columns(line) + 1 + columns(word) <= width {
        line += " " + word
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = word
      while columns(line) > max(1, width) {
        let head = cut(line, to: max(1, width), mark: "")
        guard !head.isEmpty else { break }
        lines.append(head)
        line.unicodeScalars.removeFirst(head.unicodeScalars.count)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
