import LabModel
import LabReport

/// Lines of a difference, each with its sign in front, so that nothing hangs on colour.
enum DifferenceMarkup {
  /// Columns of a line that are shown.
  private static let longest = 1000

  static func of(_ lines: [DifferenceLine]) -> Markup {
    var markup = Markup()
    for line in lines {
      let text = TextWidth.cut(line.content, to: longest, mark: "…")
      switch line.kind {
      case .same: markup += .text("  " + text)
      case .missing: markup += .element("del", [:], .text("- " + text))
      case .extra: markup += .element("ins", [:], .text("+ " + text))
      case .omitted: markup += .element("span", ["class": "soft"], .text("  … " + text))
      }
      markup += Markup(trusted: "\n")
    }
    return .element("pre", ["class": "difference"], markup)
  }
}
