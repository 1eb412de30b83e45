import Glibc

/// Files of `/proc` and others that are read whole.
enum SmallFile {
  /// The bytes of the file at `path`; nil where it cannot be read.
  static func bytes(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return bytes(of: file)
  }

  /// What is left to read of `file`.
  static func bytes(of file: Int32) -> [UInt8]? {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count == 0 { return content }
      guard count > 0 else {
        if errno == EINTR { continue }
        return nil
      }
      content.append(contentsOf: buffer[..<count])
    }
  }

  /// The text of the file at `path`; nil where it cannot be read.
  static func text(_ path: String) -> String? {
    bytes(path).map { String(decoding: $0, as: UTF8.self) }
  }
}
