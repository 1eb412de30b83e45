import Glibc

/// Which file a path leads to, for readers that keep it open.
struct OpenedFile: Hashable {
  private var device: dev_t
  private var node: ino_t
  /// Of a file that nobody is thought to write, what would tell that somebody did.
  private var state: State?

  private struct State: Hashable {
    var size: off_t
    var seconds: Int
    var nanoseconds: Int
  }

  /// nil where there is no file.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = status.st_dev
    node = status.st_ino
    if Self.isStill(path) {
      state = State(
        size: status.st_size, seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }
  }

  /// Whether the file at `path` is taken to stay as it is while it is read: SQLite may make no file beside
  /// it, and there is no log.
  static func isStill(_ path: String) -> Bool {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    return access(folder, W_OK) != 0 && access(path + "-wal", F_OK) != 0
  }
}
