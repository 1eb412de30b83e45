extension Command: WireValue {
  package func write(to writer: inout WireWriter) {
    switch self {
    case .run(let value):
      writer.write(unsigned: 1)
      writer.write(value)
    case .fence:
      writer.write(unsigned: 2)
    case .openTerminal(let value):
      writer.write(unsigned: 3)
      writer.write(value)
    case .terminalInput(let value):
      writer.write(unsigned: 4)
      writer.write(bytes: value)
    case .resizeTerminal(let rows, let columns):
      writer.write(unsigned: 5)
      writer.write(rows)
      writer.write(columns)
    case .end:
      writer.write(unsigned: 6)
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    switch try reader.unsigned() {
    case 1: self = .run(try reader.value())
    case 2: self = .fence
    case 3: self = .openTerminal(try reader.value())
    case 4: self = .terminalInput(try reader.byteArray())
    case 5:
      self = .resizeTerminal(rows: try reader.value(), columns: try reader.value())
    case 6: self = .end
    case let other: throw .malformed("no such command: \(other)")
    }
  }
}
