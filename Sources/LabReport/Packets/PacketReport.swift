package import LabEvidence
import LabModel

/// One packet for a person: its layers, its bytes, its path, and what rests on it.
package struct PacketReport: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// The lines about `packet`.
  package func lines(_ packet: ExaminedPacket) -> [String] {
    var lines = [
      style.tinted("packet \(packet.row.number)", .bold) + " of \(packet.total): "
        + style.escape.line(packet.line)
    ]
    lines.append("  " + style.escape.line(PacketWords.origin(packet)))
    if let moment = packet.moment {
      lines.append("  " + style.escape.line(PacketWords.moment(moment)))
    }
    for claim in packet.claims {
      lines.append(
        "  " + style.escape.line("claim \(claim.number) rests on it: \(claim.text)")
          + " (\(claim.answer.rawValue))")
    }
    for layer in packet.layers { lines += ["", head(layer)] + fields(layer.fields, indent: 1) }
    lines += ["", style.tinted("Bytes", .bold)] + HexDump.lines(packet.row.bytes).map { "  " + $0 }
    lines += ["", style.tinted("Path", .bold)] + path(packet)
    return lines
  }

  private func head(_ layer: PacketLayer) -> String {
    style.tinted(PacketWords.name(layer), .bold) + ", \(PacketWords.bytes(layer.range))"
      + (layer.note.map { ": " + style.escape.line($0) } ?? "")
  }

  private func fields(_ fields: [PacketField], indent: Int) -> [String] {
    let width = fields.reduce(0) { max($0, TextWidth.columns($1.name)) }
    return fields.flatMap { field in
      var line = String(repeating: "  ", count: indent)
      line += style.tinted(TextWidth.padded(field.name, to: width), .dim)
      if !field.value.isEmpty { line += "  " + style.escape.line(field.value) }
      if let meaning = field.meaning {
        let isWrong = if case .wrong? = field.checksum { true } else { false }
        let text = "  (\(style.escape.line(meaning)))"
        line += isWrong ? style.tinted(text, .red) : text
      }
      return [line] + self.fields(field.fields, indent: indent + 1)
    }
  }

  private func path(_ packet: ExaminedPacket) -> [String] {
    let report = PathReport(style: style, summarize: { _ in "" })
    var lines = report.hops(
      packet.path.journey, InterfaceNames(packet.outline), start: packet.run.start)
    lines += packet.path.ends.map { end in
      "  " + style.escape.line(PacketWords.end(end, of: packet))
    }
    return lines + ["  " + style.tinted(PacketWords.looked(packet), .dim)]
  }
}
