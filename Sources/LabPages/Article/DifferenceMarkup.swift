import LabModel

/// Expected and actual lines side by side.
enum DifferenceMarkup {
  /// Longer differences are cut.
  private static let mostLines = 200

  /// The lines with a sign each, and what the signs mean; nothing where there is no difference.
  static func of(_ lines: [DifferenceLine], expected: String, came: String) -> Markup {
    guard !lines.isEmpty else { return Markup() }
    var content = Markup()
    for line in lines.prefix(mostLines) {
      let text = Markup.text(line.content)
      switch line.kind {
      case .same: content += .element("span", ["class": "line"], .text("  ") + text + end)
      case .missing: content += .element("del", ["class": "line"], .text("- ") + text + end)
      case .extra: content += .element("ins", ["class": "line"], .text("+ ") + text + end)
      case .omitted:
        content += .element("span", ["class": "line omitted"], .text("  … ") + text + end)
      }
    }
    if lines.count > mostLines {
      content += .element(
        "span", ["class": "line omitted"], .text("  … \(lines.count - mostLines) more lines") + end)
    }
    return .element("pre", ["class": "difference"], content)
      + .element("p", ["class": "legend"], .text("- \(expected)   + \(came)"))
  }

  private static let end = Markup(trusted: "\n")
}
