import Glibc

/// A program that a run used.
package struct ToolRecord: Sendable, Hashable {
  /// As the notebook names it.
  package var name: String
  /// Where it was found, links resolved.
  package var path: String
  package var file: FileIdentity
  /// SHA-256 of its file in hexadecimal; nil where it cannot be read.
  package var hash: String?

  package init(name: String, path: String, file: FileIdentity, hash: String?) {
    self.name = name
    self.path = path
    self.file = file
    self.hash = hash
  }
}

/// What tells that a file is the one that was looked at before.
package struct FileIdentity: Sendable, Hashable {
  package var device: UInt64
  package var inode: UInt64
  /// In bytes.
  package var size: Int64
  /// Time of the last change of its content, ns since 1970.
  package var modified: Int64

  package init(device: UInt64, inode: UInt64, size: Int64, modified: Int64) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
  }

  /// The identity of the file at `path`; nil where there is none.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }
}

/// Finds commands as a shell does.
enum SearchPath {
  /// The file that `command` means, links resolved; nil where no folder of `searchPath` has it.
  static func find(_ command: String, in searchPath: String) -> String? {
    if command.contains("/") { return executable(command) }
    for folder in searchPath.split(separator: ":") {
      if let path = executable("\(folder)/\(command)") { return path }
    }
    return nil
  }

  private static func executable(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0,
      let resolved = realpath(path, nil)
    else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
