import Glibc
import LabPages

/// The folder that pages are written to.
///
/// A file in it lists its files, so that a folder of ours can be told from one of somebody else's, and what an
/// older report left can be taken away.
struct ReportFolder {
  var path: String
  /// Whether it may have files of others.
  var replaces: Bool

  /// The file that lists all others.
  static let list = "labbook-report.txt"
  private static let heading = "labbook report 1"

  /// Makes the folder, or looks whether it may be written to; gives the files of the report that is there.
  ///
  /// - Throws: `CommandFailure` (status 2) where it may not.
  func begin() throws(CommandFailure) -> Set<String> {
    if mkdir(path, 0o777) != 0, errno != EEXIST { throw failed(path) }
    let old = try listed()
    if old == nil, !replaces, try !isEmpty() {
      throw CommandFailure(
        .mistake, "write to \(path): the folder has files that are no report of labbook's",
        remedy: "name another one, or write into it with --force")
    }
    // From here on it is a report, also where this ends too early.
    try writeList(old ?? [])
    return old ?? []
  }

  /// Writes a file, with the folders on the way to it.
  ///
  /// - Throws: `CommandFailure` where it cannot be written.
  func write(_ file: FolderSite.File) throws(CommandFailure) {
    var folder = path
    for part in file.path.split(separator: "/").dropLast() {
      folder += "/" + part
      if mkdir(folder, 0o777) != 0, errno != EEXIST { throw failed(folder) }
      guard Self.isFolder(folder) else {
        throw CommandFailure(
          .mistake, "write to \(folder): it leads out of the report's folder, or is a file",
          remedy: "remove it, or write to another folder")
      }
    }
    let target = try ExportFile(path + "/" + file.path, replaces: true)
    target.output.write(file.bytes)
    try target.finish(syncs: false)
  }

  /// Takes away what only the report before had, and lists what there is.
  ///
  /// - Throws: `CommandFailure` where the list cannot be written.
  func finish(_ names: Set<String>, instead old: Set<String>) throws(CommandFailure) {
    for name in old.subtracting(names) where staysInside(name) {
      unlink(path + "/" + name)
      var parts = name.split(separator: "/").dropLast()
      // Folders go where nothing is in them.
      while !parts.isEmpty, rmdir(path + "/" + parts.joined(separator: "/")) == 0 {
        parts.removeLast()
      }
    }
    try writeList(names)
  }

  /// Whether the folders on the way to a file are this one's own: a list of somebody else's may name what a
  /// symbolic link leads to.
  private func staysInside(_ name: String) -> Bool {
    var folder = path
    return name.split(separator: "/").dropLast().allSatisfy { part in
      folder += "/" + part
      return Self.isFolder(folder)
    }
  }

  /// Whether a path is a folder itself, and no symbolic link to one.
  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private func writeList(_ names: Set<String>) throws(CommandFailure) {
    let file = try ExportFile(path + "/" + Self.list, replaces: true)
    file.output.lines([Self.heading] + names.sorted())
    try file.finish(syncs: false)
  }

  /// What the list names; nil where there is none of ours.
  private func listed() throws(CommandFailure) -> Set<String>? {
    let descriptor = open(path + "/" + Self.list, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw failed(path + "/" + Self.list)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < 64 << 20, case let count = read(descriptor, &buffer, buffer.count),
      count > 0
    {
      bytes += buffer[..<count]
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    guard lines.first == Self.heading else { return nil }
    return Set(lines.dropFirst().filter(Self.isOurs))
  }

  /// Whether a name is one that we give: it leads to nowhere else.
  private static func isOurs(_ name: String) -> Bool {
    name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part.first != "."
        && part.utf8.allSatisfy { byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
          default: false
          }
        }
    }
  }

  private func isEmpty() throws(CommandFailure) -> Bool {
    guard let folder = opendir(path) else { throw failed(path) }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { return false }
    }
    return true
  }

  private func failed(_ path: String) -> CommandFailure {
    CommandFailure(.mistake, "write to \(path): \(String(cString: strerror(errno)))")
  }
}
