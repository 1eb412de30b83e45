/// What an archive has under one name.
enum ImageEntry: Sendable, Hashable {
  case folder(mode: UInt32)
  case link(target: String)
  case bytes([UInt8], mode: UInt32)
  /// A regular file of this machine, of `size` bytes, read when the archive is written.
  case file(path: String, mode: UInt32, size: Int)
  /// A character device.
  case device(major: UInt32, minor: UInt32, mode: UInt32)
}
