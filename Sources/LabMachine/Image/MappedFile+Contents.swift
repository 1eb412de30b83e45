extension MappedFile {
  /// A copy of the first `count` bytes, or of all.
  ///
  /// `bytes` is valid as long as the object lives, and a local object may end with its last use, before
  /// what was made of its bytes is used.
  func contents(_ count: Int? = nil) -> [UInt8] {
    withExtendedLifetime(self) {
      Array(UnsafeRawBufferPointer(rebasing: bytes.prefix(count ?? bytes.count)))
    }
  }

  /// All as UTF-8 text; what is none becomes U+FFFD.
  var text: String { withExtendedLifetime(self) { String(decoding: bytes, as: UTF8.self) } }
}
