/// Appends values to bytes, in the form that `WireReader` reads: numbers as LEB128 (signed ones
/// zigzag), texts and arrays with their length before them.
package struct WireWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Appends an unsigned number in as few bytes as it needs.
  package mutating func write(unsigned value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Appends a signed number; small ones of either sign take few bytes.
  package mutating func write(signed value: Int64) {
    write(unsigned: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  /// Appends bytes with their count before them.
  package mutating func write(bytes more: [UInt8]) {
    write(unsigned: UInt64(more.count))
    bytes.append(contentsOf: more)
  }

  /// Appends any value of the protocol's.
  package mutating func write(_ value: some WireValue) {
    value.write(to: &self)
  }
}

/// Reads what a `WireWriter` wrote.
///
/// Wrong bytes throw; they never crash.
package struct WireReader {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  /// Reads `bytes` from their beginning.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = 0
    end = bytes.count
  }

  /// Whether everything has been read.
  package var isAtEnd: Bool { position == end }

  /// - Throws: `WireError` at the end of the bytes, or where the number has over 64 bits.
  package mutating func unsigned() throws(WireError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = bytes[position]
      position += 1
      if shift == 63, byte > 1 { throw .malformed("number over 64 bits") }
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
      if shift > 63 { throw .malformed("number over 64 bits") }
    }
    throw .truncated
  }

  /// - Throws: `WireError`, as `unsigned`.
  package mutating func signed() throws(WireError) -> Int64 {
    let value = try unsigned()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// - Throws: `WireError` where fewer bytes are left than the count says.
  package mutating func byteArray() throws(WireError) -> [UInt8] {
    let count = try unsigned()
    guard count <= UInt64(end - position) else { throw .truncated }
    defer { position += Int(count) }
    return Array(bytes[position..<position + Int(count)])
  }

  /// - Throws: what the value's own reading throws.
  package mutating func value<Value: WireValue>(_ type: Value.Type = Value.self)
    throws(WireError) -> Value
  {
    try Value(from: &self)
  }

  /// A count of things of at least one byte each, so that a wrong one cannot ask for all memory.
  mutating func count() throws(WireError) -> Int {
    let count = try unsigned()
    guard count <= UInt64(end - position) else { throw .truncated }
    return Int(count)
  }
}

/// Why bytes are not what they should be.
package enum WireError: Error, Sendable, Hashable {
  case truncated
  case malformed(String)
}

/// A value that goes over the wire between recorder and agent.
///
/// Both are always of one build, so the form has no versions.
package protocol WireValue {
  /// Appends the value.
  func write(to writer: inout WireWriter)
  /// - Throws: `WireError` where the bytes are not such a value.
  init(from reader: inout WireReader) throws(WireError)
}
