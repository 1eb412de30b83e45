import Glibc

/// A folder of this process's own below TMPDIR or /tmp.
struct TemporaryFolder {
  let path: String

  /// nil, with errno, where none can be made.
  init?() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/labbook-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes it with all that is in it.
  func remove() { Self.remove(path) }

  /// Removes the folder at `folder`, if there is one, with all that is in it.
  static func remove(_ folder: String) {
    if let stream = opendir(folder) {
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard name != ".", name != ".." else { continue }
        let path = "\(folder)/\(name)"
        // A folder refuses unlink(2); so does nothing else of ours.
        if unlink(path) != 0 { remove(path) }
      }
      closedir(stream)
    }
    rmdir(folder)
  }
}
