extension FixedWidthInteger {
  package func write(to writer: inout WireWriter) {
    if Self.isSigned {
      writer.write(signed: Int64(truncatingIfNeeded: self))
    } else {
      writer.write(unsigned: UInt64(truncatingIfNeeded: self))
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    if Self.isSigned {
      guard let value = Self(exactly: try reader.signed()) else {
        throw .malformed("number out of range")
      }
      self = value
    } else {
      guard let value = Self(exactly: try reader.unsigned()) else {
        throw .malformed("number out of range")
      }
      self = value
    }
  }
}

extension Int: WireValue {}
extension Int32: WireValue {}
extension Int64: WireValue {}
extension UInt8: WireValue {}
extension UInt16: WireValue {}
extension UInt32: WireValue {}
extension UInt64: WireValue {}

extension Bool: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(unsigned: self ? 1 : 0)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    switch try reader.unsigned() {
    case 0: self = false
    case 1: self = true
    default: throw .malformed("not a truth value")
    }
  }
}

extension String: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(bytes: Array(utf8))
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self = String(decoding: try reader.byteArray(), as: UTF8.self)
  }
}

extension Optional: WireValue where Wrapped: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(self != nil)
    if let value = self { value.write(to: &writer) }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    self = try reader.value(Bool.self) ? try reader.value(Wrapped.self) : nil
  }
}

extension Array: WireValue where Element: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(unsigned: UInt64(count))
    for element in self { element.write(to: &writer) }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    let count = try reader.count()
    self = []
    reserveCapacity(count)
    for _ in 0..<count { append(try reader.value()) }
  }
}

extension WireValue where Self: RawRepresentable, RawValue: WireValue {
  package func write(to writer: inout WireWriter) {
    rawValue.write(to: &writer)
  }

  package init(from reader: inout WireReader) throws(WireError) {
    let raw = try reader.value(RawValue.self)
    guard let value = Self(rawValue: raw) else { throw .malformed("no such case: \(raw)") }
    self = value
  }
}
