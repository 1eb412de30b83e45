import Glibc

extension UnsafeRawBufferPointer {
  /// The value at `offset`, in host byte order; nil where the bytes end before it does.
  ///
  /// Needs no alignment. Everything that is read from a netlink message goes through here, so a
  /// short message is a missing value, never a read out of bounds.
  package func value<Value: BitwiseCopyable>(
    at offset: Int = 0, as type: Value.Type = Value.self
  ) -> Value? {
    guard offset >= 0, offset <= count - MemoryLayout<Value>.size else { return nil }
    return loadUnaligned(fromByteOffset: offset, as: type)
  }

  /// The bytes from `offset` on; none where there are fewer.
  package func dropping(_ offset: Int) -> UnsafeRawBufferPointer {
    guard offset < count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(rebasing: self[Swift.max(0, offset)...])
  }

  /// Whether both are the same bytes.
  func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let start = baseAddress, let otherStart = other.baseAddress else { return true }
    return memcmp(start, otherStart, count) == 0
  }

  /// Whether the bytes are these characters.
  func isEqual(to text: StaticString) -> Bool {
    isEqual(to: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// The bytes up to the first NUL as text; what is not UTF-8 becomes U+FFFD.
  package var text: String {
    String(decoding: prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// Rounds up to a multiple of 4 (NLMSG_ALIGNTO, RTA_ALIGNTO).
func netlinkAligned(_ length: Int) -> Int { (length + 3) & ~3 }
