import LabModel

/// How many columns text takes on a terminal.
package enum TextWidth {
  /// Columns of `text`, which must hold no control characters and no colour sequences.
  package static func columns(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + VisibleText.width(of: $1) }
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
      let next = VisibleText.width(of: scalar)
      guard used + next <= room else { break }
      result.unicodeScalars.append(scalar)
      used += next
    }
    return result + mark
  }

  /// `text` cut at its beginning to `width` columns, starting with `mark` where something was cut.
  package static func cutStart(_ text: String, to width: Int, mark: String) -> String {
    guard columns(text) > width else { return text }
    let room = max(0, width - columns(mark))
    var used = 0
    let end = text.unicodeScalars.reversed().prefix { scalar in
      used += VisibleText.width(of: scalar)
      return used <= room
    }
    var result = mark
    result.unicodeScalars.append(contentsOf: end.reversed())
    return result
  }

  /// `text` broken into lines of at most `width` columns, behind a blank where one is near the end;
  /// nothing is left out.
  package static func folded(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var rest = Substring(text)
    while columns(String(rest)) > width {
      var head = cut(String(rest), to: width, mark: "")
      guard !head.isEmpty else { break }
      if let blank = head.lastIndex(of: " "), columns(String(head[..<blank])) > width / 2 {
        head = String(head[...blank])
      }
      lines.append(head)
      rest.unicodeScalars.removeFirst(head.unicodeScalars.count)
    }
    return lines + [String(rest)]
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
