import LabModel

extension Markup {
  /// Text of several lines, whose line feeds and tabs stay what they are.
  package static func lines(_ text: String) -> Markup {
    var markup = Markup()
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if index > 0 { markup += Markup(trusted: "\n") }
      markup += tabbed(String(line))
    }
    return markup
  }

  /// A line of output: control characters and bytes that are no text are made visible, tabs are kept.
  package static func line(_ bytes: [UInt8]) -> Markup {
    guard bytes.contains(0x09) else { return .text(VisibleText.of(bytes: bytes)) }
    var markup = Markup()
    for (index, part) in bytes.split(separator: 0x09, omittingEmptySubsequences: false).enumerated()
    {
      if index > 0 { markup += Markup(trusted: "\t") }
      markup += .text(VisibleText.of(bytes: part))
    }
    return markup
  }

  private static func tabbed(_ line: String) -> Markup {
    line.utf8.contains(0x09) ? .line(Array(line.utf8)) : .text(line)
  }

  /// A blank.
  static let blank = Markup(trusted: " ")

  /// `content` as a link to `href`; by itself where that is nil.
  static func link(_ content: Markup, _ href: String?) -> Markup {
    guard let href else { return content }
    return .element("a", ["href": href], content)
  }

  /// `parts` with `separator` between them.
  static func joined(_ parts: [Markup], _ separator: Markup) -> Markup {
    var markup = Markup()
    for (index, part) in parts.enumerated() {
      if index > 0 { markup += separator }
      markup += part
    }
    return markup
  }
}
