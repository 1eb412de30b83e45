import LabEvidence

/// Which bytes of a frame belong to which field: the innermost one counts.
struct FieldMarks: Sendable {
  /// Bytes that follow each other and belong to one field.
  struct Span: Sendable, Hashable {
    var range: Range<Int>
    /// `IPv4: time to live`; empty where no field has them.
    var name: String
    /// The place of the layer among all; nil where no layer has them.
    var layer: Int?
  }

  /// In order; together they are all bytes.
  private(set) var spans: [Span] = []

  init(_ layers: [PacketLayer], count: Int) {
    var owners = [Int](repeating: -1, count: count)
    var names: [(name: String, layer: Int)] = []
    func mark(_ fields: [PacketField], _ prefix: String, _ layer: Int) {
      for field in fields {
        names.append(("\(prefix): \(field.name)", layer))
        for byte in field.range.clamped(to: 0..<count) { owners[byte] = names.count - 1 }
        mark(field.fields, "\(prefix): \(field.name)", layer)
      }
    }
    for (place, layer) in layers.enumerated() { mark(layer.fields, layer.name, place) }
    for (byte, owner) in owners.enumerated() {
      if let last = spans.indices.last, byte > 0, owners[byte - 1] == owner {
        spans[last].range = spans[last].range.lowerBound..<byte + 1
      } else {
        let known = names.indices.contains(owner) ? names[owner] : nil
        spans.append(Span(range: byte..<byte + 1, name: known?.name ?? "", layer: known?.layer))
      }
    }
  }
}
