import LabModel
import LabReport

/// Lines of a difference, each with its sign in front, so that nothing hangs on colour.
enum DifferenceMarkup {
  /// Longer differences are cut.
  private static let mostLines = 200
  /// Columns of a line that are shown.
  private static let widest = 1000

  /// The first `most` lines with a sign each; nothing where there is no difference.
  static func of(_ lines: [DifferenceLine], most: Int = mostLines) -> Markup {
    guard !lines.isEmpty else { return Markup() }
    var content = Markup()
    for line in lines.prefix(most) {
      let text = Markup.text(TextWidth.cut(line.content, to: widest, mark: "…"))
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

  /// The same with what the signs mean below.
  static func of(_ lines: [DifferenceLine], expected: String, came: String) -> Markup {
    guard !lines.isEmpty else { return Markup() }
    return of(lines) + .element("p", ["class": "legend"], .text("- \(expected); + \(came)"))
  }

  private static let end = Markup(trusted: "\n")
}
