package import LabEvidence
import LabModel

/// What `labbook topology` prints: hosts with their interfaces and routes at one instant.
package struct TopologyReport: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// The instant and the hosts, below the heading of a run.
  package func lines(_ snapshot: NetworkSnapshot, in run: RunNetwork) -> [String] {
    var lines = [style.escape.line(InstantWords.text(snapshot.time, in: run))]
    if snapshot.pending > 0 {
      lines.append(
        Count.of(snapshot.pending, "change")
          + " read later may have happened before this instant")
    }
    if snapshot.hosts.isEmpty { return lines + ["", "there was no host"] }
    let words = InterfaceWords(snapshot)
    for host in snapshot.hosts { lines += [""] + self.lines(host, snapshot, words) }
    return lines
  }

  private func lines(
    _ host: NetworkSnapshot.Host, _ snapshot: NetworkSnapshot, _ words: InterfaceWords
  ) -> [String] {
    var lines = [style.tinted(style.escape.line(host.name), .bold)]
    let rows = InterfaceWords.tree(host, snapshot.connections).map { row in
      (
        String(repeating: "  ", count: min(row.depth, 8) + 1)
          + style.escape.line(row.interface.link.name),
        row.interface
      )
    }
    let width = rows.reduce(0) { max($0, TextWidth.columns($1.0)) }
    let stateWidth = 2 + "no carrier".utf8.count
    for (name, interface) in rows {
      let state = InterfaceWords.state(interface.link)
      let text = state.sign(unicode: style.usesUnicode) + " " + state.rawValue
      let tint: TextStyle.Tint = state == .up ? .green : state == .down ? .dim : .yellow
      let start =
        TextWidth.padded(name, to: width) + "  "
        + style.tinted(TextWidth.padded(text, to: stateWidth), tint) + "  "
      var facts = interface.link.kind.isEmpty ? [] : [interface.link.kind]
      facts += words.connections(of: interface.link, host: host.number)
      facts.append("mtu \(interface.link.mtu)")
      facts += InterfaceWords.addresses(interface)
      let indent = width + stateWidth + 4
      let wrapped = TextWidth.wrapped(
        style.escape.line(facts.joined(separator: ", ")), to: max(20, style.width - indent))
      lines.append(start + (wrapped.first ?? ""))
      lines += wrapped.dropFirst().map { String(repeating: " ", count: indent) + $0 }
    }
    // The kernel's own for addresses of this host say nothing that those do not.
    let shown = host.routes.filter { $0.table != 255 }
    let own = host.routes.count - shown.count
    if !host.routes.isEmpty { lines.append("  " + style.tinted("routes", .dim)) }
    for route in shown {
      lines.append("    " + style.escape.line(words.route(route, host: host.number)))
    }
    if own > 0 { lines.append(style.tinted("    \(own) in table local", .dim)) }
    return lines
  }
}
