/// The bytes of a frame, read in network order and never beyond their end.
struct FrameBytes {
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  var count: Int { bytes.count }

  /// The bytes before `end`: what lies beyond a datagram is padding.
  func prefix(_ end: Int) -> FrameBytes {
    FrameBytes(UnsafeRawBufferPointer(rebasing: bytes.prefix(end)))
  }

  /// Whether the `size` bytes from `offset` are there.
  func has(_ size: Int, at offset: Int) -> Bool {
    offset >= 0 && size <= bytes.count - offset
  }

  func u8(_ offset: Int) -> UInt8? {
    has(1, at: offset) ? bytes[offset] : nil
  }

  func u16(_ offset: Int) -> UInt16? {
    has(2, at: offset)
      ? UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)) : nil
  }

  func u32(_ offset: Int) -> UInt32? {
    has(4, at: offset)
      ? UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) : nil
  }

  func u64(_ offset: Int) -> UInt64? {
    has(8, at: offset)
      ? UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) : nil
  }

  func ipv4(_ offset: Int) -> IPAddress? {
    u32(offset).map { .v4($0) }
  }

  func ipv6(_ offset: Int) -> IPAddress? {
    guard let upper = u64(offset), let lower = u64(offset + 8) else { return nil }
    return .v6(upper, lower)
  }
}
