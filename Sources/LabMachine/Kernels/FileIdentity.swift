import Glibc

/// Which file something was read from, and when that was last changed: all of stat(2) that changes when
/// a file does.
struct FileIdentity: Equatable {
  private var device: UInt64
  private var inode: UInt64
  private var size: Int64
  /// st_mtim and st_ctim in ns.
  private var modified: Int64
  private var changed: Int64

  /// That of the regular file at `path`, through symbolic links; nil where there is none.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = Self.time(status.st_mtim)
    changed = Self.time(status.st_ctim)
  }

  /// Reads `text`; nil where it is not one's.
  init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 5, let device = UInt64(parts[0]), let inode = UInt64(parts[1]),
      let size = Int64(parts[2]), let modified = Int64(parts[3]), let changed = Int64(parts[4])
    else { return nil }
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
  }

  var text: String { "\(device):\(inode):\(size):\(modified):\(changed)" }

  private static func time(_ value: timespec) -> Int64 {
    Int64(value.tv_sec) * 1_000_000_000 + Int64(value.tv_nsec)
  }
}
