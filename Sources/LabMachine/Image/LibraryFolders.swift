import Glibc

/// Where the dynamic linker looks for libraries (ld.so(8)).
struct LibraryFolders: Sendable, Hashable {
  /// Of /etc/ld.so.conf, in its order; the linker knows them from /etc/ld.so.cache.
  let configured: [String]
  /// Built into the linker; after those of the configuration.
  let builtIn: [String]

  /// Those of this machine.
  ///
  /// - Parameters:
  ///   - configuration: Absolute path of ld.so.conf(5).
  ///   - machine: As uname(2) says: `x86_64`.
  init(configuration: String = "/etc/ld.so.conf", machine: String) {
    var seen: Set<String> = []
    configured = Self.read(configuration, &seen)
    let triplet = machine + "-linux-gnu"
    builtIn = [
      "/lib/" + triplet, "/usr/lib/" + triplet, "/lib64", "/usr/lib64", "/lib", "/usr/lib",
    ]
  }

  private static func read(_ path: String, _ seen: inout Set<String>) -> [String] {
    guard seen.insert(path).inserted, let text = FileTree.text(path) else { return [] }
    var folders: [String] = []
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "," }
      guard let first = words.first else { continue }
      if first == "include" {
        for pattern in words.dropFirst() {
          let base = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
          let whole = pattern.hasPrefix("/") ? String(pattern) : "\(base)/\(pattern)"
          for file in matches(whole) { folders += read(file, &seen) }
        }
      } else if first.hasPrefix("/") {
        folders += words.map(String.init)
      }
    }
    return folders
  }

  /// Files that fit a pattern, sorted (glob(3)).
  private static func matches(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
  }
}
