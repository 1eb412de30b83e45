import Glibc

/// Takes files of this machine into an image, each under its own name, with every symbolic link on the
/// way to it.
struct HostFiles: Sendable {
  private(set) var tree = ImageTree()
  /// What the image rests on: how each name looked, and which names were not there.
  private(set) var stamps: [String: FileStamp] = [:]
  private var resolved: [String: String] = [:]

  /// Takes what is at the absolute `path`.
  ///
  /// - Returns: Its path without symbolic links; nil where there is no file or folder, or where it cannot
  ///   be read.
  mutating func add(_ path: String) -> String? {
    if let known = resolved[path] { return known }
    var found: [(path: String, entry: ImageEntry)] = []
    // The next name is last.
    var names = Self.names(path)
    var place = ""
    var links = 0
    while let name = names.popLast() {
      if name == ".." {
        place = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
        continue
      }
      let next = place + "/" + name
      var status = stat()
      note(next)
      guard lstat(next, &status) == 0 else { return nil }
      let mode = status.st_mode & 0o7777
      switch status.st_mode & S_IFMT {
      case S_IFLNK:
        links += 1
        // As many as the kernel follows (path_resolution(7)).
        guard links <= 40, let target = Self.target(of: next) else { return nil }
        found.append((next, .link(target: target)))
        if target.hasPrefix("/") { place = "" }
        names += Self.names(target)
      case S_IFDIR:
        found.append((next, .folder(mode: mode)))
        place = next
      case S_IFREG:
        guard names.isEmpty, access(next, R_OK) == 0 else { return nil }
        found.append((next, .file(path: next, mode: mode, size: Int(status.st_size))))
        place = next
      default:
        return nil
      }
    }
    for item in found where !tree.has(item.path) { tree.put(item.path, item.entry) }
    resolved[path] = place
    return place
  }

  /// Takes everything below the folder at `path`.
  ///
  /// - Returns: The files, without symbolic links in their paths.
  mutating func addFolder(_ path: String) -> [String] {
    guard let folder = add(path), FileTree.kind(folder) == S_IFDIR else { return [] }
    return FileTree.names(folder).flatMap { name in
      let path = folder + "/" + name
      return FileTree.kind(path) == S_IFDIR ? addFolder(path) : add(path).map { [$0] } ?? []
    }
  }

  /// Notes that the image rests on how `path` looks.
  mutating func note(_ path: String) {
    // The index has a line for each.
    if stamps[path] == nil, !path.contains("\n") { stamps[path] = FileStamp(of: path) }
  }

  /// Puts something into the image that this machine does not have.
  mutating func put(_ path: String, _ entry: ImageEntry) {
    tree.put(path, entry)
  }

  /// Takes the executable at `path`, without symbolic links, as one that cannot be executed.
  mutating func forbidExecution(of path: String) {
    guard case .file(let source, let mode, let size) = tree.entry(path) else { return }
    tree.put(path, .file(path: source, mode: mode & ~0o111, size: size))
  }

  private static func names(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init).filter { $0 != "." }.reversed()
  }

  private static func target(of path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(validating: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
