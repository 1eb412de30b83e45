import Glibc

/// How a file looked when an image was made from it: one that looks the same is the same.
///
/// Unlike `FileIdentity` it is of the name itself, be it a link, a folder or nothing at all.
struct FileStamp: Sendable, Hashable {
  /// Mode, size in bytes, times of the last change of contents and of the inode in ns (lstat(2)); `-`
  /// where there is nothing.
  let text: String

  init(text: String) {
    self.text = text
  }

  /// That of what is at `path` now.
  init(of path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      text = "-"
      return
    }
    let times = [status.st_mtim, status.st_ctim].map { "\($0.tv_sec).\($0.tv_nsec)" }
    text = "\(String(status.st_mode, radix: 8)):\(status.st_size):\(times[0]):\(times[1])"
  }
}
