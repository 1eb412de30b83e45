package import LabEvidence
import LabModel

/// What a query found, as text: a table for people, or comma-separated values (RFC 4180).
package struct QueryTable: Sendable {
  private let style: TextStyle
  private let widest: Int

  /// Makes tables whose cells take at most `widest` columns where lines are cut.
  package init(style: TextStyle, widest: Int = 60) {
    self.style = style
    self.widest = widest
  }

  /// A title row and a row for each row given; numbers stand on the right, and long values are
  /// cut where lines are.
  package func lines(_ names: [String], _ rows: [[StoreQuery.Value]]) -> [String] {
    let columns: [(title: String, alignment: TextTable.Alignment)] = names.indices.map { column in
      let isNumeric =
        !rows.isEmpty
        && rows.allSatisfy { row in
          switch row[column] {
          case .null, .integer, .real: true
          case .text, .blob: false
          }
        }
      return (style.escape.line(names[column]), isNumeric ? .right : .left)
    }
    var table = TextTable(columns: columns)
    for row in rows {
      table.add(
        row.map { value in
          TextTable.Cell(
            style.cut(shown(value), to: widest),
            value == .null ? .dim : nil)
        })
    }
    // A table of the user's own making is as wide as it is.
    var wide = style
    wide.width = Int.max / 4
    return table.lines(style: wide)
  }

  private func shown(_ value: StoreQuery.Value) -> String {
    switch value {
    case .null: style.dash
    case .integer(let number): String(number)
    case .real(let number): "\(number)"
    case .text(let bytes), .blob(let bytes):
      // What a cell can show and little more: values can be long.
      style.escape.lines(style.cutsLines ? bytes.prefix(8 * widest) : bytes[...]).lines
        .joined(separator: "\\n")
    }
  }

  /// One line of comma-separated values, without its end: NULL is empty, and bytes that are no text are
  /// shown as in a terminal.
  package static func csv(_ values: [StoreQuery.Value]) -> [UInt8] {
    Array(
      values.map { value -> [UInt8] in
        switch value {
        case .null: []
        case .integer(let number): Array(String(number).utf8)
        case .real(let number): Array("\(number)".utf8)
        case .text(let bytes): field(bytes)
        case .blob(let bytes): field(Array(VisibleText.of(bytes: bytes).utf8))
        }
      }.joined(separator: [UInt8(ascii: ",")]))
  }

  /// `bytes` in quotes where they need them.
  private static func field(_ bytes: [UInt8]) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    let special: Set<UInt8> = [quote, UInt8(ascii: ","), 0x0a, 0x0d]
    // An empty text is quoted, for nothing at all is NULL.
    guard bytes.isEmpty || bytes.contains(where: special.contains) else { return bytes }
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }

}

extension JSONWriter {
  /// A value of a query: bytes that are no text as an object with `base64`.
  package mutating func value(_ value: StoreQuery.Value) {
    switch value {
    case .null: null()
    case .integer(let number): self.value(number)
    case .real(let number): self.value(number)
    case .text(let bytes): self.value(String(decoding: bytes, as: UTF8.self))
    case .blob(let bytes): object { $0.member("base64", Base64.encoded(bytes)) }
    }
  }
}
