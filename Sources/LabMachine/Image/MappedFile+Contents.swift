extension MappedFile {
  /// A copy of the first `count` bytes, or of all.
  func contents(_ count: Int? = nil) -> [UInt8] { range(0, count ?? self.count) ?? [] }

  /// All as UTF-8 text; what is none becomes U+FFFD.
  var text: String { String(decoding: contents(), as: UTF8.self) }
}
