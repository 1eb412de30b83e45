import LabEvidence
import LabModel
import LabReport

/// The path of a packet as a ladder diagram: interfaces are columns, time goes downwards, a row for each
/// copy, arrows from copy to copy.
struct PathDiagram {
  private let packet: ExaminedPacket
  private let hops: [PacketHop]
  private let columns: PathColumns

  /// More copies than these are left to the words and the JSON below the diagram.
  static let mostRows = 40
  private static let mostColumns = 12

  private static let timeWidth = 96
  private static let columnWidth = 92
  private static let rowHeight = 34
  private static let headHeight = 58
  private static let textWidth = 440

  init(_ packet: ExaminedPacket) {
    self.packet = packet
    hops = Array(packet.path.journey.hops.prefix(Self.mostRows))
    columns = PathColumns(hops, of: packet.outline, atMost: Self.mostColumns)
  }

  private func x(_ column: Int) -> Int {
    Self.timeWidth + column * Self.columnWidth + Self.columnWidth / 2
  }

  private func y(_ row: Int) -> Int { Self.headHeight + row * Self.rowHeight + Self.rowHeight / 2 }

  private var height: Int { Self.headHeight + hops.count * Self.rowHeight + 8 }
  private var textStart: Int { Self.timeWidth + columns.columns.count * Self.columnWidth + 12 }
  private var width: Int { textStart + Self.textWidth }

  /// The diagram; empty where no copy is known.
  var markup: Markup {
    guard !hops.isEmpty else { return Markup() }
    let arrow = Markup.element(
      "marker",
      [
        "id": "path-arrow", "viewBox": "0 0 8 8", "refX": "7", "refY": "4", "markerWidth": "7",
        "markerHeight": "7", "orient": "auto",
      ], .element("path", ["class": "arrow-head", "d": "M0 0 L8 4 L0 8 z"]))
    var content = Markup.element("defs", [:], arrow)
    content += heads
    for row in hops.indices { content += arrows(to: row) }
    for row in hops.indices { content += self.row(row) }
    return .element(
      "svg",
      [
        "class": "path", "role": "img", "viewBox": "0 0 \(width) \(height)", "width": "\(width)",
        "height": "\(height)",
        "aria-label": "The path of packet \(packet.row.number); the table below says the same",
      ], content)
  }

  // MARK: - Columns

  private var heads: Markup {
    var heads = Markup()
    for group in columns.groups {
      let left = x(group.columns.lowerBound) - Self.columnWidth / 2 + 3
      let room = group.columns.count * Self.columnWidth - 6
      heads += .element(
        "rect",
        [
          "class": "ground", "x": "\(left)", "y": "2", "width": "\(room)",
          "height": "\(height - 4)", "rx": "4",
        ])
      heads += Self.label(
        group.name, x: left + room / 2, y: 19, class: "host", anchor: "middle", room: room)
    }
    for (place, column) in columns.columns.enumerated() {
      heads += Self.label(
        column.name, x: x(place), y: 40, class: "mono", anchor: "middle",
        room: Self.columnWidth - 8)
      heads += .element(
        "line",
        [
          "class": "lifeline", "x1": "\(x(place))", "y1": "48", "x2": "\(x(place))",
          "y2": "\(height - 8)",
        ])
    }
    return heads
  }

  /// A text that is cut where there is no room, with all of it as its title.
  private static func label(
    _ text: String, x: Int, y: Int, class kind: String, anchor: String, room: Int
  ) -> Markup {
    let shown = VisibleText.of(text)
    // Characters are about 6.5 wide.
    let most = max(3, room * 2 / 13)
    let isLong = shown.count > most
    let content = Markup.text(isLong ? shown.prefix(most - 1) + "…" : shown)
    return .element(
      "text", ["class": kind, "x": "\(x)", "y": "\(y)", "text-anchor": anchor],
      content + (isLong ? .element("title", [:], .text(shown)) : Markup()))
  }

  // MARK: - Rows

  private func arrows(to row: Int) -> Markup {
    let hop = hops[row]
    guard let column = columns.column(of: hop) else { return Markup() }
    var arrows = Markup()
    for before in hop.previous where hops.indices.contains(before) {
      guard let from = columns.column(of: hops[before]) else { continue }
      let (x1, y1, x2, y2) = (x(from), y(before), x(column), y(row))
      // The line ends at the rim of the dot.
      let length = Double((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)).squareRoot()
      let part = length > 0 ? 7 / length : 0
      let endX = Double(x2) - Double(x2 - x1) * part
      let endY = Double(y2) - Double(y2 - y1) * part
      arrows += .element(
        "line",
        [
          "class": isCertain ? "arrow" : "arrow doubtful", "x1": "\(x1)", "y1": "\(y1)",
          "x2": Self.rounded(endX), "y2": Self.rounded(endY), "marker-end": "url(#path-arrow)",
        ])
    }
    return arrows
  }

  private static func rounded(_ number: Double) -> String {
    "\((number * 10).rounded() / 10)"
  }

  private var isCertain: Bool { packet.path.journey.certainty == .certain }

  private func row(_ row: Int) -> Markup {
    let hop = hops[row]
    let isThis = hop.packet == packet.row.number
    var content = Markup.element(
      "text",
      ["class": "soft", "x": "\(Self.timeWidth - 10)", "y": "\(y(row) + 4)", "text-anchor": "end"],
      .text(PathRows.time(hop, in: packet)))
    if let column = columns.column(of: hop) {
      let end = packet.path.ends.first { $0.hop == row }?.kind
      let kind = (isThis ? "dot this" : "dot") + (end == .vanished ? " vanished" : "")
      content += .element(
        "circle",
        [
          "class": kind,
          "cx": "\(x(column))", "cy": "\(y(row))", "r": isThis ? "7" : "5",
        ])
      if end == .vanished {
        content += .element(
          "path",
          [
            "class": "cross",
            "d": "M\(x(column) - 4) \(y(row) - 4) l8 8 m0 -8 l-8 8",
          ])
      }
    }
    content += Self.label(
      PathRows.words(row, in: packet, short: true).joined(separator: " · "), x: textStart,
      y: y(row) + 4,
      class: isThis ? "this" : "words", anchor: "start", room: Self.textWidth)
    return .element("g", [:], content)
  }
}
