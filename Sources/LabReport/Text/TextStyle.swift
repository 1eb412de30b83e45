/// How a report looks on the reader's terminal: its width, its colours and its signs.
package struct TextStyle: Sendable, Hashable {
  /// A colour or weight of ECMA-48's SGR; meaning is never carried by it alone.
  package enum Tint: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case magenta = "35"
    case cyan = "36"
  }

  /// Columns that a line may take.
  package var width: Int
  package var usesColor: Bool
  /// False where the locale is not UTF-8: signs are ASCII then.
  package var usesUnicode: Bool
  /// False for a pipe or a file, which have room: what is longer than the width is whole there.
  package var cutsLines: Bool

  package init(
    width: Int = 100, usesColor: Bool = false, usesUnicode: Bool = true, cutsLines: Bool = true
  ) {
    self.width = max(40, width)
    self.usesColor = usesColor
    self.usesUnicode = usesUnicode
    self.cutsLines = cutsLines
  }

  /// The escape for text that the reader did not write.
  package var escape: TerminalEscape { TerminalEscape(asciiOnly: !usesUnicode) }

  /// `text` in the tints given, where colours are on.
  package func tinted(_ text: String, _ tints: Tint...) -> String {
    guard usesColor, !text.isEmpty, !tints.isEmpty else { return text }
    return "\u{1B}[" + tints.map(\.rawValue).joined(separator: ";") + "m" + text + "\u{1B}[0m"
  }

  /// `text` in `width` columns, with a mark where its end is left out; whole where lines are not cut.
  func cut(_ text: String, to width: Int) -> String {
    cutsLines ? TextWidth.cut(text, to: width, mark: ellipsis) : text
  }

  /// `✓`, or `+` in ASCII.
  package var checkMark: String { usesUnicode ? "✓" : "+" }
  /// `✗`, or `x` in ASCII.
  package var cross: String { usesUnicode ? "✗" : "x" }
  /// `–`, or `-` in ASCII.
  package var dash: String { usesUnicode ? "–" : "-" }
  /// `…`, or `...` in ASCII.
  package var ellipsis: String { usesUnicode ? "…" : "..." }
  /// ` · ` between the parts of a heading.
  package var separator: String { usesUnicode ? " · " : " - " }
  /// `→`, or `->` in ASCII.
  package var arrow: String { usesUnicode ? "→" : "->" }
  /// `│` at the left of further lines of output.
  package var bar: String { usesUnicode ? "│" : "|" }
  /// `─`, the line over and under a table.
  package var rule: String { usesUnicode ? "─" : "-" }
}
