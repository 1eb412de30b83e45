import LabEvidence
import LabReport

/// The layers of a packet as nested definition lists.
struct LayersMarkup {
  /// The bytes that the page shows: a field's bytes are a link where they are among them.
  let shown: Range<Int>

  func sections(_ layers: [PacketLayer]) -> Markup {
    layers.enumerated().map { place, layer in
      section(layer, isOdd: place % 2 == 1)
    }.reduce(Markup(), +)
  }

  private func section(_ layer: PacketLayer, isOdd: Bool) -> Markup {
    var content = Markup.element(
      "h3", [:],
      .text(PacketWords.name(layer) + " ")
        + .element("span", ["class": "soft small"], .text(PacketWords.bytes(layer.range))))
    if let note = layer.note { content += .element("p", ["class": "note"], .text(note)) }
    if !layer.fields.isEmpty { content += list(layer.fields) }
    return .element("section", ["class": isOdd ? "layer odd" : "layer even"], content)
  }

  private func list(_ fields: [PacketField]) -> Markup {
    .element("dl", ["class": "layer-fields"], fields.map(entry).reduce(Markup(), +))
  }

  private func entry(_ field: PacketField) -> Markup {
    var content = place(field)
    if !field.value.isEmpty {
      content += .element("span", ["class": "mono"], .text(field.value)) + .text(" ")
    }
    if let meaning = field.meaning {
      content += .element("span", ["class": Self.kind(field)], .text("(\(meaning))")) + .text(" ")
    }
    if !field.fields.isEmpty { content += list(field.fields) }
    return .element(
      "div", ["data-field": "\(field.range.lowerBound)-\(field.range.upperBound)"],
      .element("dt", [:], .text(field.name)) + .element("dd", [:], content))
  }

  private static func kind(_ field: PacketField) -> String {
    switch field.checksum {
    case .wrong?: "meaning wrong"
    default: "meaning"
    }
  }

  /// `20`, `14–15`: where the field lies, with a link to the bytes.
  private func place(_ field: PacketField) -> Markup {
    guard !field.range.isEmpty else { return Markup() }
    let (first, last) = (field.range.lowerBound, field.range.upperBound - 1)
    let text =
      Markup.element(
        "span", ["class": "hidden-text"], .text(first == last ? "byte " : "bytes "))
      + .text(first == last ? "\(first)" : "\(first)–\(last)")
    guard shown.contains(first) else { return .element("span", ["class": "place"], text) }
    return .element("a", ["class": "place", "href": "#byte-\(first)"], text)
  }
}
