/// The files of an image that is being put together, by their names without the leading slash.
struct ImageTree: Sendable {
  private(set) var entries: [String: ImageEntry] = [:]

  /// Whether there is something at `path`.
  func has(_ path: String) -> Bool { entry(path) != nil }

  /// What is at `path`; nil where there is nothing.
  func entry(_ path: String) -> ImageEntry? { entries[Self.name(path)] }

  /// Puts `entry` at the absolute `path`, which no symbolic link of the tree leads through, and makes the
  /// folders above it that are not there yet.
  mutating func put(_ path: String, _ entry: ImageEntry) {
    let name = Self.name(path)
    guard !name.isEmpty else { return }
    entries[name] = entry
    var rest = name[...]
    while let slash = rest.lastIndex(of: "/") {
      rest = rest[..<slash]
      let above = String(rest)
      if entries[above] != nil { return }
      entries[above] = .folder(mode: 0o755)
    }
  }

  /// Puts a file with `text` at the absolute `path`.
  mutating func put(_ path: String, text: String, mode: UInt32 = 0o644) {
    put(path, .bytes(Array(text.utf8), mode: mode))
  }

  private static func name(_ path: String) -> String { String(path.drop { $0 == "/" }) }
}
