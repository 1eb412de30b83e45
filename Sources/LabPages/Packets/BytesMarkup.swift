import LabEvidence
import LabReport

/// The bytes of a frame as a table of digits and characters, with the fields marked.
struct BytesMarkup {
  private let bytes: [UInt8]
  private let marks: FieldMarks

  /// The most bytes of a page.
  static let most = 4096

  init(_ bytes: [UInt8], _ layers: [PacketLayer]) {
    self.bytes = bytes
    marks = FieldMarks(layers, count: bytes.count)
  }

  /// The rows of a table for the bytes in `range`, which begins with a whole row.
  func rows(_ range: Range<Int>) -> Markup {
    var rows = Markup()
    var span = marks.spans.firstIndex { $0.range.upperBound > range.lowerBound } ?? 0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: HexDump.width) {
      let row = start..<min(range.upperBound, start + HexDump.width)
      var digits = Markup()
      var characters = Markup()
      while span < marks.spans.count, marks.spans[span].range.lowerBound < row.upperBound {
        let one = marks.spans[span]
        let part = one.range.clamped(to: row)
        digits += digitsMarkup(part, of: one)
        characters += element(
          part, of: one, text: String(bytes[part].map(HexDump.character)), hasID: false)
        guard one.range.upperBound <= row.upperBound else { break }
        span += 1
      }
      rows +=
        .element(
          "tr", [:],
          .element("th", ["scope": "row"], .text(HexDump.offset(start)))
            + .element("td", [:], digits) + .element("td", [:], characters))
    }
    return rows
  }

  private func digitsMarkup(_ part: Range<Int>, of span: FieldMarks.Span) -> Markup {
    let text = part.map { HexDump.hexadecimal(bytes[$0]) }.joined(separator: " ")
    return element(part, of: span, text: text, hasID: part.lowerBound == span.range.lowerBound)
      + .text(" ")
  }

  private func element(
    _ part: Range<Int>, of span: FieldMarks.Span, text: String, hasID: Bool
  ) -> Markup {
    let kind = span.layer.map { $0 % 2 == 0 ? "even" : "odd" } ?? "none"
    let range = "\(span.range.lowerBound)-\(span.range.upperBound)"
    guard hasID else {
      return .element(
        "span", ["class": kind, "data-bytes": range, "title": span.name], .text(text))
    }
    return .element(
      "span",
      [
        "class": kind, "data-bytes": range, "title": span.name,
        "id": "byte-\(span.range.lowerBound)",
      ], .text(text))
  }
}
