/// A 64-bit digest of those parts of a table that are recorded: equal to the one before means that
/// nothing needs decoding.
struct TableDigest: Equatable {
  private var value: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func add(_ word: UInt64) {
    value = (value ^ word) &* 0xFF51_AFD7_ED55_8CCD
    value ^= value >> 32
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    while let word = bytes.value(at: offset, as: UInt64.self) {
      add(word)
      offset += 8
    }
    var last = UInt64(bytes.count)
    for byte in bytes.dropping(offset) { last = last << 8 | UInt64(byte) }
    add(last)
  }

  /// The fixed part of a message, `length` bytes, and those attributes that `counts` says yes to.
  mutating func add(
    _ message: NetlinkMessage, header length: Int, where counts: (NetlinkAttribute) -> Bool
  ) {
    add(UInt64(message.type))
    if length <= message.payload.count {
      add(UnsafeRawBufferPointer(rebasing: message.payload[..<length]))
    }
    for attribute in message.attributes(after: length) where counts(attribute) {
      add(UInt64(attribute.type))
      add(attribute.value)
    }
  }
}
