/// Rows of cells in aligned columns.
package struct TextTable: Sendable {
  /// On which side of its column a cell stands.
  package enum Alignment: Sendable {
    case left
    case right
  }

  /// A cell's text (no control characters) and its tint.
  package struct Cell: Sendable {
    package var text: String
    package var tint: TextStyle.Tint?

    package init(_ text: String, _ tint: TextStyle.Tint? = nil) {
      self.text = text
      self.tint = tint
    }
  }

  private let titles: [String]
  private let alignments: [Alignment]
  private let flexible: Int
  private var rows: [[Cell]] = []

  /// Makes an empty table.
  ///
  /// Where the width does not do and lines are cut, the cells of column `flexible`, that of the paths,
  /// lose their beginning.
  package init(columns: [(title: String, alignment: Alignment)], flexible: Int = 0) {
    precondition(columns.indices.contains(flexible))
    titles = columns.map(\.title)
    alignments = columns.map(\.alignment)
    self.flexible = flexible
  }

  /// Adds a row; it must have as many cells as there are columns.
  package mutating func add(_ cells: [Cell]) {
    precondition(cells.count == titles.count)
    rows.append(cells)
  }

  /// The table's lines, title row first.
  package func lines(style: TextStyle, indent: Int = 0) -> [String] {
    var widths = titles.indices.map { column in
      rows.reduce(TextWidth.columns(titles[column])) {
        max($0, TextWidth.columns($1[column].text))
      }
    }
    let total = widths.reduce(0, +) + 2 * (widths.count - 1) + indent
    if style.cutsLines, total > style.width {
      widths[flexible] = max(8, widths[flexible] - (total - style.width))
    }
    let header = line(titles.map { Cell($0, .dim) }, widths: widths, style: style, indent: indent)
    return [header] + rows.map { line($0, widths: widths, style: style, indent: indent) }
  }

  private func line(_ cells: [Cell], widths: [Int], style: TextStyle, indent: Int) -> String {
    var result = String(repeating: " ", count: indent)
    for (column, cell) in cells.enumerated() {
      if column > 0 { result += "  " }
      let text = TextWidth.cutStart(cell.text, to: widths[column], mark: style.ellipsis)
      let blanks = String(
        repeating: " ", count: max(0, widths[column] - TextWidth.columns(text)))
      let tinted = cell.tint.map { style.tinted(text, $0) } ?? text
      switch alignments[column] {
      case .left: result += column == cells.count - 1 ? tinted : tinted + blanks
      case .right: result += blanks + tinted
      }
    }
    while result.last == " " { result.removeLast() }
    return result
  }
}
