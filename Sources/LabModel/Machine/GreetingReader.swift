/// Finds greetings in a stream of anything.
package struct GreetingReader {
  /// What every greeting begins with.
  package static let mark: [UInt8] = [0x16, 0x6c, 0x61, 0x62, 0x62, 0x6f, 0x6f, 0x6b]
  /// The longest greeting that is believed, in bytes.
  static let limit = 2048

  /// What came and is not yet judged; after a greeting, what came behind it.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Takes in bytes that came.
  package mutating func append(_ more: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: more)
  }

  /// The next greeting, or nil until more bytes come.
  ///
  /// What stands before it is dropped; what looks like one and is not is skipped.
  package mutating func next() -> Greeting? {
    var start = 0
    defer { bytes.removeFirst(min(start, bytes.count)) }
    while start < bytes.count {
      guard let found = bytes[start...].firstIndex(of: Self.mark[0]) else {
        start = bytes.count
        return nil
      }
      start = found
      let head = bytes[start...].prefix(Self.mark.count)
      guard head.elementsEqual(Self.mark.prefix(head.count)) else {
        start += 1
        continue
      }
      let body = start + Self.mark.count + 2
      guard body <= bytes.count else { return nil }
      let count = Int(bytes[body - 2]) | Int(bytes[body - 1]) << 8
      guard count <= Self.limit else {
        start += 1
        continue
      }
      guard body + count + 4 <= bytes.count else { return nil }
      guard let greeting = Self.value(bytes[body..<body + count + 4]) else {
        start += 1
        continue
      }
      start = body + count + 4
      return greeting
    }
    return nil
  }

  /// The value in `body`, which ends in its sum; nil where that is wrong.
  private static func value(_ body: ArraySlice<UInt8>) -> Greeting? {
    let content = body.dropLast(4)
    var sum: UInt32 = 0
    for byte in body.suffix(4).reversed() { sum = sum << 8 | UInt32(byte) }
    guard sum == Self.sum(content) else { return nil }
    var reader = WireReader(Array(content))
    guard let greeting = try? reader.value(Greeting.self), reader.isAtEnd else { return nil }
    return greeting
  }

  /// FNV-1a of 32 bits (draft-eastlake-fnv).
  static func sum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return hash
  }
}
