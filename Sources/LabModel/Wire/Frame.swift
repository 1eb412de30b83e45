/// Cuts a byte stream into frames: four bytes of length, least significant first, then the value.
package struct FrameReader {
  /// The longest frame that is believed, in bytes.
  package static let limit = 1 << 28

  private var buffer: [UInt8] = []
  private var start = 0

  package init() {}

  /// Takes in bytes that came.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    if start > 0, start == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      start = 0
    } else if start > 1 << 20 {
      buffer.removeFirst(start)
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next whole value, or nil until more bytes come.
  /// - Throws: `WireError` where the stream is not one of frames of such values.
  package mutating func next<Value: WireValue>(_ type: Value.Type) throws(WireError) -> Value? {
    guard buffer.count - start >= 4 else { return nil }
    var length = 0
    for index in 0..<4 { length |= Int(buffer[start + index]) << (8 * index) }
    guard length <= Self.limit else { throw .malformed("frame of \(length) bytes") }
    guard buffer.count - start - 4 >= length else { return nil }
    var reader = WireReader(Array(buffer[start + 4..<start + 4 + length]))
    start += 4 + length
    let value = try reader.value(type)
    guard reader.isAtEnd else { throw .malformed("bytes after the value") }
    return value
  }

  /// `value` as one frame.
  package static func frame(_ value: some WireValue) -> [UInt8] {
    var writer = WireWriter()
    writer.write(value)
    let length = writer.bytes.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length + 4)
    for index in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: length >> (8 * index))) }
    bytes.append(contentsOf: writer.bytes)
    return bytes
  }
}
