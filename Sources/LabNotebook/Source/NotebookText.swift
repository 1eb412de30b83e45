import LabModel

/// A notebook's bytes as lines of text, the way CommonMark divides them.
struct NotebookText {
  /// One line.
  struct Line {
    /// The line without its end; bytes that are no text are U+FFFD.
    var text: String
    /// The line's bytes in the notebook, without its end.
    var bytes: Range<Int>
    /// Where the next line begins.
    var next: Int
  }

  /// The notebook's path as the user named it.
  let path: String
  let bytes: [UInt8]
  private(set) var lines: [Line] = []

  /// Divides `bytes` at LF, CR LF and CR; a byte order mark at the beginning belongs to no line.
  ///
  /// NUL bytes and bytes that are no UTF-8 are reported to `findings`, once a line.
  init(path: String, bytes: [UInt8], findings: Findings) {
    self.path = path
    self.bytes = bytes
    var start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var troubles: [(position: SourcePosition, isNUL: Bool)] = []
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 == 0x0a || $0 == 0x0d } ?? bytes.count
      var next = min(end + 1, bytes.count)
      if next < bytes.count, bytes[end] == 0x0d, bytes[next] == 0x0a { next += 1 }
      let decoded = Self.decode(bytes[start..<end])
      for trouble in decoded.troubles {
        troubles.append(
          (SourcePosition(line: lines.count + 1, column: trouble.column), trouble.isNUL))
      }
      lines.append(Line(text: decoded.text, bytes: start..<end, next: next))
      start = next
    }
    findings.sourceLines = lines.map(\.text)
    for trouble in troubles {
      findings.add(
        trouble.isNUL ? "a NUL byte cannot stand in a notebook" : "these bytes are no UTF-8",
        at: trouble.position,
        remedy: trouble.isNUL
          ? "remove it; a command can print one with `printf '\\0'`"
          : "save the notebook as UTF-8; output that is none is written with escapes and ` (esc)`")
    }
  }

  /// The line with this number, from 1; empty where there is none.
  func line(_ number: Int) -> String {
    lines.indices.contains(number - 1) ? lines[number - 1].text : ""
  }

  /// The lines as text for the Markdown parser, in which the first `skipped` (the front matter) are blank.
  func markdown(skippingLines skipped: Int) -> String {
    var source = ""
    for (index, line) in lines.enumerated() {
      if index >= skipped { source += line.text }
      source += "\n"
    }
    return source
  }

  private static func decode(
    _ line: ArraySlice<UInt8>
  ) -> (text: String, troubles: [(column: Int, isNUL: Bool)]) {
    if line.allSatisfy({ $0 > 0 && $0 < 0x80 }) {
      return (String(decoding: line, as: UTF8.self), [])
    }
    var text = String.UnicodeScalarView()
    var column = 0
    var nul: Int?
    var invalid: Int?
    VisibleText.forEachScalar(of: line) { part in
      column += 1
      switch part {
      case .success("\0"):
        nul = nul ?? column
        text.append("\u{fffd}")
      case .success(let scalar): text.append(scalar)
      case .failure:
        invalid = invalid ?? column
        text.append("\u{fffd}")
      }
    }
    let troubles = [nul.map { ($0, true) }, invalid.map { ($0, false) }].compactMap { $0 }
    return (String(text), troubles)
  }
}
