import LabEvidence
import LabModel

/// Draws a ladder diagram: time downwards, interfaces as columns, packets as arrows, rows that decided
/// marked with `*`.
struct LadderText {
  private let style: TextStyle
  private let columns: LadderColumns
  private let words: LadderWords
  private let start: Int64
  private let indices: [Int: Int32]
  /// The width of a column, an even number.
  private let columnWidth: Int
  private let width: Int

  private static let timeWidth = 10
  private static let narrowest = 8
  private static let widest = 14
  /// The least room for text.
  private static let textWidth = 30
  /// Time, mark and the blanks around them.
  private static let margin = timeWidth + 4

  /// The rows and columns of a diagram in `style`'s width, at least 80 and at most 120.
  init(
    _ rows: [LadderRow], of evidence: RunEvidence, style: TextStyle,
    summarize: @escaping (PacketRow) -> String
  ) {
    self.style = style
    width = min(120, max(80, style.width))
    let most = (width - Self.margin - Self.textWidth) / Self.narrowest
    let columns = LadderColumns(rows, of: evidence, atMost: most)
    self.columns = columns
    let longest = columns.columns.reduce(0) {
      max($0, TextWidth.columns($1.name), TextWidth.columns($1.hostName))
    }
    let room = (width - Self.margin - Self.textWidth) / max(1, columns.count)
    columnWidth = max(Self.narrowest, min(Self.widest, longest + 2, room)) / 2 * 2
    words = LadderWords(evidence, summarize: summarize)
    start = evidence.run.start
    indices = Dictionary(
      evidence.interfaces.map { ($0.number, $0.index) }, uniquingKeysWith: { first, _ in first })
  }

  /// The head: hosts above their interfaces.
  var header: [String] {
    guard columns.count > 0 else { return [] }
    var hosts: [String] = []
    for (index, column) in columns.columns.enumerated() {
      let isFirst = index == 0 || columns.columns[index - 1].host != column.host
      hosts.append(centred(isFirst ? column.hostName : ""))
    }
    let names = columns.columns.map { centred($0.name) }
    let indent = String(repeating: " ", count: Self.margin)
    var lines = [hosts, names].map { trimmed(indent + $0.joined()) }
    if columns.leftOut > 0 {
      lines.append(
        indent
          + style.tinted("(no room for \(Count.of(columns.leftOut, "more interface")))", .dim))
    }
    return lines
  }

  /// The line of one row.
  func line(_ row: LadderRow) -> String {
    let (lanes, isDrawn) = lanes(row)
    var text = style.escape.line(words.text(row))
    if !isDrawn, let place = place(row) { text = style.escape.line(place) + " " + text }
    var time = TextWidth.rightAligned(Elapsed.instant(row.time - start), to: Self.timeWidth)
    if case .gap = row.body {
      time = TextWidth.rightAligned(style.ellipsis, to: Self.timeWidth)
    }
    let room = width - Self.margin - columns.count * columnWidth - 1
    text = style.cut(text, to: room)
    let mark = row.isDeciding ? style.tinted("*", .bold) : " "
    let tints: TextStyle.Tint = row.isDeciding ? .bold : tint(row)
    return trimmed(
      style.tinted(time, .dim) + " \(mark)  " + lanes + " "
        + (text.isEmpty ? "" : style.tinted(text, tints)))
  }

  private func tint(_ row: LadderRow) -> TextStyle.Tint {
    switch row.body {
    case .packet: .cyan
    case .change, .host: .yellow
    case .output: .green
    case .loss, .outputCut, .crash, .taint: .red
    case .kernelLog(let row): row.line.level <= 4 ? .red : .dim
    case .stepStarted, .stepEnded: .magenta
    case .fence, .gap: .dim
    }
  }

  // MARK: - Columns

  private func centre(_ column: Int) -> Int { column * columnWidth + columnWidth / 2 }

  /// The columns' part of a row, and whether what it is about is drawn there.
  private func lanes(_ row: LadderRow) -> (text: String, isDrawn: Bool) {
    var cells = [Character](repeating: " ", count: columns.count * columnWidth)
    let bar: Character = style.usesUnicode ? "│" : "|"
    for column in 0..<columns.count { cells[centre(column)] = bar }
    var isDrawn = false
    switch row.body {
    case .gap:
      for column in 0..<columns.count { cells[centre(column)] = style.usesUnicode ? "⋮" : ":" }
      isDrawn = true
    case .packet(let packet, let peer):
      isDrawn = draw(packet, peer, &cells)
    case .change(let change):
      if let column = columns.nearest(host: change.host, interface: change.interface) {
        cells[centre(column)] = style.usesUnicode ? "◆" : "#"
        isDrawn = true
      }
    default: isDrawn = true
    }
    return (String(cells), isDrawn)
  }

  private func draw(
    _ packet: PacketRow, _ peer: PacketRow?, _ cells: inout [Character]
  ) -> Bool {
    guard let from = column(of: packet) else { return false }
    let dash: Character = style.usesUnicode ? "─" : "-"
    let right: Character = style.usesUnicode ? "→" : ">"
    let left: Character = style.usesUnicode ? "←" : "<"
    if let peer, let to = column(of: peer), to != from {
      let range = min(centre(from), centre(to)) + 1..<max(centre(from), centre(to))
      for cell in range { cells[cell] = dash }
      cells[to > from ? centre(to) - 1 : centre(to) + 1] = to > from ? right : left
      return true
    }
    let middle = centre(from)
    if packet.hardwareType == 772 {
      // Loopback's packets leave and come back at once.
      cells[middle + 1] = style.usesUnicode ? "↺" : "o"
    } else if packet.direction.isLeaving {
      cells[middle + 1] = dash
      cells[middle + 2] = right
    } else {
      cells[middle + 1] = left
      cells[middle + 2] = dash
    }
    return true
  }

  private func column(of packet: PacketRow) -> Int? {
    columns.column(host: packet.host, interface: indices[packet.interface])
  }

  /// Where a row happened that has no column of its own.
  private func place(_ row: LadderRow) -> String? {
    switch row.body {
    case .packet(let packet, _): words.names.place(row: packet.interface)
    case .change(let change): words.names.host(change.host)
    default: nil
    }
  }

  private func centred(_ name: String) -> String {
    let text = TextWidth.cut(style.escape.line(name), to: columnWidth - 1, mark: style.ellipsis)
    let before = max(0, columnWidth / 2 - TextWidth.columns(text) / 2)
    return TextWidth.padded(String(repeating: " ", count: before) + text, to: columnWidth)
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}
