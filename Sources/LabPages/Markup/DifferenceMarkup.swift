import LabModel
import LabReport

/// Lines of a difference, each with its sign in front, so that nothing hangs on colour.
enum DifferenceMarkup {
  /// Longer differences are cut.
  private static let mostLines = 200
  /// Longer lines lose their end.
  private static let mostColumns = 1000

  /// The lines with a sign each, and what the signs mean; nothing where there is no difference.
  static func of(_ lines: [DifferenceLine], expected: String, came: String) -> Markup {
    guard !lines.isEmpty else { return Markup() }
    return of(lines, most: mostLines)
      + .element("p", ["class": "legend"], .text("- \(expected)   + \(came)"))
  }

  /// The first `most` of the lines with a sign each.
  static func of(_ lines: [DifferenceLine], most: Int) -> Markup {
    var content = Markup()
    for line in lines.prefix(most) {
      let text = Markup.text(TextWidth.cut(line.content, to: mostColumns, mark: "…"))
      switch line.kind {
      case .same: content += .element("span", ["class": "line"], .text("  ") + text + end)
      case .missing: content += .element("del", ["class": "line"], .text("- ") + text + end)
      case .extra: content += .element("ins", ["class": "line"], .text("+ ") + text + end)
      case .omitted:
        content += .element("span", ["class": "line omitted"], .text("  … ") + text + end)
      }
    }
    if lines.count > most {
      content += .element(
        "span", ["class": "line omitted"], .text("  … \(lines.count - most) more lines") + end)
    }
    return .element("pre", ["class": "difference"], content)
  }

  private static let end = Markup(trusted: "\n")
}
