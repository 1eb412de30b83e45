import Glibc

/// What dpkg knows of this machine, read from its files (dpkg(1), deb-control(5)): asking dpkg takes
/// seconds.
struct InstalledPackages: Sendable {
  private let folder: String
  private let status: [UInt8]
  /// Lists of files, by the name that they have in `info`: `bash`, `libc6:amd64`.
  private let lists: [(name: String, text: [UInt8])]

  /// Reads them; nil where this machine has no dpkg.
  ///
  /// - Parameter folder: Absolute path of dpkg's folder.
  init?(folder: String = "/var/lib/dpkg") {
    guard let status = Self.read(folder + "/status") else { return nil }
    self.folder = folder
    self.status = status
    lists = FileTree.names(folder + "/info").compactMap { name in
      guard name.hasSuffix(".list"), let text = Self.read("\(folder)/info/\(name)") else {
        return nil
      }
      return (String(name.dropLast(5)), text)
    }
  }

  /// The package that the file at `path` came with; nil where it came otherwise.
  ///
  /// `path` has no symbolic links. Packages may know it by the name from before /bin became a link to
  /// /usr/bin.
  func owner(of path: String) -> String? {
    var names = [path]
    if path.hasPrefix("/usr/") { names.append(String(path.dropFirst(4))) }
    for name in names {
      let line = Array(("\n" + name + "\n").utf8)
      if let list = lists.first(where: { Self.find(line, in: $0.text) != nil }) {
        return String(list.name.prefix { $0 != ":" })
      }
    }
    return nil
  }

  /// The files and folders of `package`.
  func files(of package: String) -> [String] {
    let list = lists.first { $0.name == package || $0.name.hasPrefix(package + ":") }
    guard let list else { return [] }
    return list.text.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether `package` is installed.
  func has(_ package: String) -> Bool {
    lists.contains { $0.name == package || $0.name.hasPrefix(package + ":") }
  }

  /// Packages that `package` depends on and that are installed: of alternatives, the first that is.
  func dependencies(of package: String) -> [String] {
    guard let paragraph = paragraph(of: package) else { return [] }
    var found: [String] = []
    for line in paragraph.split(separator: "\n") {
      guard line.hasPrefix("Depends:") || line.hasPrefix("Pre-Depends:") else { continue }
      for group in line.drop(while: { $0 != ":" }).dropFirst().split(separator: ",") {
        let alternatives = group.split(separator: "|").map { alternative in
          // `python3:any (>= 3.11)`.
          String(alternative.drop { $0 == " " }.prefix { !" (:".contains($0) })
        }
        if let one = alternatives.first(where: has), !found.contains(one) { found.append(one) }
      }
    }
    return found
  }

  private func paragraph(of package: String) -> String? {
    let name = Array("Package: \(package)\n".utf8)
    var start = 0
    while let hit = Self.find(name, in: status, from: start) {
      start = hit + name.count
      guard hit == 0 || status[hit - 1] == 10 else { continue }
      let end = Self.find([10, 10], in: status, from: hit) ?? status.count
      let text = String(decoding: status[hit..<end], as: UTF8.self)
      if text.contains("\nStatus: install ok installed") { return text }
    }
    return nil
  }

  private static func find(_ text: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let first = text.first else { return nil }
      var start = start
      while start <= bytes.count - text.count {
        guard let hit = memchr(base + start, Int32(first), bytes.count - text.count - start + 1)
        else {
          return nil
        }
        if memcmp(hit, text, text.count) == 0 { return UnsafeRawPointer(hit) - base }
        start = UnsafeRawPointer(hit) - base + 1
      }
      return nil
    }
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = try? MappedFile(path) else { return nil }
    return file.contents()
  }
}
