package import LabModel

/// Diagnostics as text: where, what, the line with a caret under it, and what would be right.
package struct DiagnosticReport: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// The lines of one diagnostic.
  package func lines(_ diagnostic: Diagnostic) -> [String] {
    let place =
      "\(style.escape.line(diagnostic.path)):\(diagnostic.position.line)"
      + ":\(diagnostic.position.column)"
    let word =
      switch diagnostic.severity {
      case .error: style.tinted("error", .red, .bold)
      case .warning: style.tinted("warning", .yellow, .bold)
      }
    var lines = [
      style.tinted(place, .bold) + ": " + word + ": " + style.escape.line(diagnostic.message)
    ]
    if !diagnostic.sourceLine.isEmpty { lines += excerpt(diagnostic) }
    if let remedy = diagnostic.remedy {
      lines.append("  " + style.escape.line(remedy))
    }
    return lines
  }

  /// The line of the notebook and, under it, carets where the mistake is; blanks before them are as
  /// wide as what stands above.
  private func excerpt(_ diagnostic: Diagnostic) -> [String] {
    let number = String(diagnostic.position.line)
    let gutter = String(repeating: " ", count: number.count)
    let scalars = Array(diagnostic.sourceLine.unicodeScalars)
    func shown(_ part: ArraySlice<Unicode.Scalar>) -> String {
      var text = ""
      text.unicodeScalars.append(contentsOf: part)
      return style.escape.line(text)
    }
    let start = min(max(0, diagnostic.position.column - 1), scalars.count)
    let end = min(start + diagnostic.length, scalars.count)
    let before = shown(scalars[..<start])
    let marked = shown(scalars[start..<end])
    // A line far wider than the terminal is shown around the mistake.
    let room = style.width - number.count - 3
    let indent = TextWidth.columns(before)
    let carets = String(repeating: "^", count: max(1, TextWidth.columns(marked)))
    guard indent + carets.count <= room else {
      let tail = TextWidth.cut(shown(scalars[start...]), to: room - 4, mark: style.ellipsis)
      return [
        style.tinted("\(number) \(style.bar) ", .dim) + style.ellipsis + tail,
        style.tinted("\(gutter) \(style.bar) ", .dim)
          + String(repeating: " ", count: TextWidth.columns(style.ellipsis))
          + style.tinted(
            TextWidth.cut(carets, to: TextWidth.columns(tail), mark: ""), .red),
      ]
    }
    let line = TextWidth.cut(shown(scalars[...]), to: room, mark: style.ellipsis)
    return [
      style.tinted("\(number) \(style.bar) ", .dim) + line,
      style.tinted("\(gutter) \(style.bar) ", .dim) + String(repeating: " ", count: indent)
        + style.tinted(carets, .red),
    ]
  }
}

extension JSONWriter {
  /// One diagnostic as an object.
  package mutating func value(_ diagnostic: Diagnostic) {
    object { writer in
      writer.member("severity", diagnostic.severity.rawValue)
      writer.member("path", diagnostic.path)
      writer.member("line", diagnostic.position.line)
      writer.member("column", diagnostic.position.column)
      writer.member("length", diagnostic.length)
      writer.member("message", diagnostic.message)
      writer.member("remedy", diagnostic.remedy)
      writer.member("source", diagnostic.sourceLine)
    }
  }
}
