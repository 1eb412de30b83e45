package import LabEvidence
import LabModel
import LabReport

/// A network at one instant as a drawing (SVG 1.1): hosts as boxes with their interfaces, and lines between them.
package struct TopologyDiagram: Sendable {
  private let snapshot: NetworkSnapshot

  package init(_ snapshot: NetworkSnapshot) { self.snapshot = snapshot }

  /// The drawing for a page, which has the style.
  var markup: Markup { drawing(Markup()) }

  /// The drawing as a file of its own.
  package var document: String {
    drawing(.element("style", [:], Markup(trusted: Self.style))).renderText + "\n"
  }

  /// What is left out, in a sentence; nil where nothing is.
  package var omission: String? {
    let layout = TopologyLayout(snapshot)
    return Self.omission(layout)
  }

  private static func omission(_ layout: TopologyLayout) -> String? {
    let parts = [
      (layout.omittedHosts, "host"), (layout.omittedInterfaces, "interface"),
      (layout.omittedConnections, "link"),
    ].filter { $0.0 > 0 }.map { Count.of($0.0, $0.1) }
    return parts.isEmpty ? nil : "left out of the drawing: " + parts.joined(separator: ", ")
  }

  private func drawing(_ style: Markup) -> Markup {
    let layout = TopologyLayout(snapshot)
    let words = InterfaceWords(snapshot)
    var content = Markup.element("title", ["id": "topology-title"], .text(title))
    content += .element(
      "desc", ["id": "topology-desc"], .text(description(layout, words)))
    content += style
    for route in layout.routes { content += line(route, words) }
    for box in layout.boxes { content += self.box(box) }
    return .element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "topology", "role": "img",
        "aria-labelledby": "topology-title topology-desc", "width": "\(layout.width)",
        "height": "\(layout.height)", "viewBox": "0 0 \(layout.width) \(layout.height)",
      ], content)
  }

  private var title: String {
    "Network of \(Count.of(snapshot.hosts.count, "host"))"
  }

  private func description(_ layout: TopologyLayout, _ words: InterfaceWords) -> String {
    let interfaces = snapshot.hosts.reduce(0) { $0 + $1.interfaces.count }
    var text =
      "\(Count.of(interfaces, "interface")) and \(Count.of(snapshot.connections.count, "link")), "
      + "the same as in the table"
    if let omission = Self.omission(layout) { text += "; " + omission }
    return text
  }

  // MARK: - Parts

  private func line(_ route: TopologyLayout.Route, _ words: InterfaceWords) -> Markup {
    guard let start = route.points.first, let end = route.points.last else { return Markup() }
    let connection = route.connection
    let isOpen = [connection.from, connection.to].contains { end in
      let link = snapshot.hosts.first { $0.number == end.host }?.interface(end.index)?.link
      return link.map { InterfaceWords.state($0) != .up } ?? true
    }
    let name =
      words.name(of: connection.from, seenFrom: 0) + " – "
      + words.name(of: connection.to, seenFrom: 0) + " (\(connection.kind.rawValue))"
    let path = route.points.enumerated().map { index, point in
      (index == 0 ? "M" : "L") + "\(point.x) \(point.y)"
    }.joined(separator: " ")
    let ends = [start, end].reduce(into: Markup()) { ends, point in
      ends += .element("circle", ["cx": "\(point.x)", "cy": "\(point.y)", "r": "3"])
    }
    return .element(
      "g", ["class": "cable \(connection.kind.rawValue)\(isOpen ? " open" : "")"],
      .element("title", [:], .text(name)) + .element("path", ["d": path]) + ends)
  }

  private func box(_ box: TopologyBox) -> Markup {
    var content = Markup.element(
      "rect",
      [
        "x": "\(box.x)", "y": "\(box.y)", "width": "\(TopologyBox.width)",
        "height": "\(box.height)", "rx": "6",
      ])
    content += .element(
      "text", ["class": "host", "x": "\(box.x + 12)", "y": "\(box.y + 25)"],
      .text(TextWidth.cut(VisibleText.of(box.host.name), to: 36, mark: "…")))
    for (index, line) in box.lines.enumerated() {
      content += self.line(line, box, baseline: box.top(ofLine: index) + 14)
    }
    return .element("g", ["class": "box"], content)
  }

  private func line(_ line: TopologyBox.Line, _ box: TopologyBox, baseline: Int) -> Markup {
    let x = box.x + 12 + 14 * line.depth
    func text(_ name: String, _ text: String, at x: Int, isEnd: Bool = false) -> Markup {
      .element(
        "text",
        [
          "class": name, "x": "\(x)", "y": "\(baseline)",
          "text-anchor": isEnd ? "end" : "start",
        ], .text(text))
    }
    switch line.role {
    case .interface(let state):
      var markup = text("name", line.text, at: x)
      if !line.kind.isEmpty {
        markup += text("kind", line.kind, at: x + 8 * TextWidth.columns(line.text) + 8)
      }
      return markup
        + text(
          "state \(state.className)", state.sign(unicode: true) + " " + state.rawValue,
          at: box.x + TopologyBox.width - 12, isEnd: true)
    case .address: return text("address", line.text, at: x + 14)
    case .connection: return text("soft", line.text, at: x + 14)
    case .omission: return text("soft", line.text, at: x)
    }
  }

  // MARK: - Style

  /// The style of a drawing that stands alone; page.css has the same for pages.
  private static let style = """
    svg.topology{background:#fcfcfa;font:12px sans-serif}
    .topology text{fill:#1c1f23;font-family:"DejaVu Sans Mono",monospace}
    .topology .box rect{fill:#f2f2ee;stroke:#8a8f96}
    .topology .host{font-weight:700;font-size:14px;font-family:sans-serif}
    .topology .name{font-weight:700}
    .topology .soft,.topology .kind,.topology .address{fill:#565c64}
    .topology .state{font-family:sans-serif}
    .topology .state.up{fill:#1a6b35}
    .topology .state.no-carrier{fill:#7a5200}
    .topology .cable path{fill:none;stroke:#2f6fb3;stroke-width:1.5}
    .topology .cable circle{fill:#2f6fb3}
    .topology .cable.lower path{stroke-dasharray:6 3}
    .topology .cable.tunnel path{stroke-dasharray:2 3}
    .topology .cable.open path{stroke:#8a8f96;stroke-dasharray:1 4}
    .topology .cable.open circle{fill:#8a8f96}
    @media (prefers-color-scheme:dark){
    svg.topology{background:#16181b}
    .topology text{fill:#e4e6e8}
    .topology .box rect{fill:#1f2226;stroke:#7a818a}
    .topology .soft,.topology .kind,.topology .address{fill:#a4abb3}
    .topology .state.up{fill:#7ed197}
    .topology .state.no-carrier{fill:#eabf62}
    .topology .cable path{stroke:#79b0ea}
    .topology .cable circle{fill:#79b0ea}
    }
    """
}

extension InterfaceWords.State {
  /// The state as a class of the style sheet.
  var className: String { self == .noCarrier ? "no-carrier" : rawValue }
}
