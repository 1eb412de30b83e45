import LabModel

/// How the columns of a matrix are laid out: with words where they fit, else with signs and letters.
struct MatrixForm {
  /// Whether there is room for signs only; a legend explains them then.
  let isShort: Bool
  /// A column's head.
  let titles: [String]
  /// `A` to `Z`, `a` to `z`, then numbers.
  let keys: [String]
  /// Columns of the terminal that one kernel takes.
  let width: Int
  /// Blanks between columns.
  let gap: Int
  /// Columns of the terminal before the first kernel.
  let textWidth: Int
  /// Whether there is not even room for counts beside the signs.
  private let isTiny: Bool
  private let style: TextStyle

  /// `room` is what all kernels may take.
  init(_ matrix: KernelMatrix, style: TextStyle, room: Int) {
    self.style = style
    keys = matrix.kernels.indices.map { index in
      switch index {
      case ..<26: String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))
      case ..<52: String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index - 26)))
      default: String(index + 1)
      }
    }
    let labels = matrix.kernels.map { style.escape.line($0.label) }
    let cells = matrix.notebooks.flatMap { notebook in
      notebook.differing.flatMap { $0.cells.map { Self.text($0, style) } }
        + notebook.summaries.map { summary in
          summary.ending.map { Self.text($0, style) } ?? Self.text(summary, style)
        }
    }
    let wide = (labels + cells).reduce(0) { max($0, TextWidth.columns($1)) }
    let count = matrix.kernels.count
    isShort = count * (wide + 2) > room
    titles = isShort ? keys : labels
    let short = (keys + matrix.notebooks.flatMap { $0.summaries.map(Self.short) })
      .reduce(1) { max($0, $1.utf8.count) }
    isTiny = isShort && count * (short + 2) > room
    let key = keys.reduce(1) { max($0, $1.utf8.count) }
    width = isTiny ? key : isShort ? short : wide
    gap = isTiny ? 1 : 2
    textWidth = max(16, style.width - count * (width + gap))
  }

  /// A cell's text: sign and word, or the sign alone.
  func cell(_ cell: MatrixCell) -> (text: String, tint: TextStyle.Tint) {
    (isShort ? Self.sign(cell.answer, style) : Self.text(cell, style), Self.tint(cell.answer))
  }

  /// What a notebook that ran to its end came to: `32/32`.
  func counts(_ summary: KernelMatrix.Summary) -> (text: String, tint: TextStyle.Tint) {
    let isGood = summary.good == summary.claims && summary.missed == 0
    let sign = isGood ? style.checkMark : style.cross
    let text = isTiny ? sign : isShort ? Self.short(summary) : Self.text(summary, style)
    return (text, isGood ? .green : .red)
  }

  /// What the signs mean, for as many as there are.
  func signs(_ matrix: KernelMatrix) -> [String] {
    let used = Set(
      matrix.notebooks.flatMap { notebook in
        notebook.differing.flatMap { $0.cells.map(\.answer) }
          + notebook.summaries.compactMap { $0.ending?.answer }
      })
    let words = MatrixCell.Answer.allCases.filter(used.contains)
      .map { "\(Self.sign($0, style)) \($0.rawValue)" }
    return words.isEmpty
      ? [] : TextWidth.wrapped(words.joined(separator: ", "), to: style.width)
  }

  private static func text(_ cell: MatrixCell, _ style: TextStyle) -> String {
    sign(cell.answer, style) + " " + cell.word
  }

  private static func text(_ summary: KernelMatrix.Summary, _ style: TextStyle) -> String {
    let isGood = summary.good == summary.claims && summary.missed == 0
    var text = (isGood ? style.checkMark : style.cross) + " \(summary.good)/\(summary.claims)"
    if summary.missed > 0 { text += ", \(summary.missed) missed" }
    return text
  }

  private static func short(_ summary: KernelMatrix.Summary) -> String {
    summary.ending == nil ? "\(summary.good)/\(summary.claims)" : ""
  }

  static func sign(_ answer: MatrixCell.Answer, _ style: TextStyle) -> String {
    switch answer {
    case .holds, .met: style.checkMark
    case .refuted, .missed: style.cross
    case .inconclusive: "?"
    case .flaky: "~"
    case .notApplicable, .none: style.dash
    case .notRun: "."
    case .blocked: "B"
    case .crashed: "!"
    case .interrupted: "I"
    }
  }

  private static func tint(_ answer: MatrixCell.Answer) -> TextStyle.Tint {
    switch answer {
    case .holds, .met: .green
    case .refuted, .missed, .crashed, .flaky: .red
    case .inconclusive, .blocked, .interrupted: .yellow
    case .notApplicable, .notRun, .none: .dim
    }
  }
}
