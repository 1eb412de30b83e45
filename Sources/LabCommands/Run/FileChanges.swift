import Glibc

/// Tells when files change: inotify(7) on the folders that hold them, since editors put a new file
/// in the place of the old one.
final class FileChanges {
  private let descriptor: Int32
  private var folders: Set<String> = []

  /// - Throws: `CommandFailure` where the kernel has no more inotify instances.
  init() throws(CommandFailure) {
    descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    guard descriptor >= 0 else {
      throw CommandFailure(.failed, "watch files: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// Watches a folder, or the folders that hold a file and what it points to.
  func watch(_ path: String) {
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    if isFolder {
      add(path)
      return
    }
    add(Self.folder(of: path))
    guard let real = realpath(path, nil) else { return }
    add(Self.folder(of: String(cString: real)))
    free(real)
  }

  private func add(_ folder: String) {
    guard folders.insert(folder).inserted else { return }
    let events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE
    _ = inotify_add_watch(descriptor, folder, UInt32(events))
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Waits for a change, and then until none comes for 50 ms; false where a signal came instead.
  func wait(_ interruption: Interruption) -> Bool {
    while true {
      waitForInput([descriptor, interruption.descriptor], milliseconds: -1)
      if interruption.next() != nil { return false }
      guard take() else { continue }
      // An editor's several steps are one change.
      repeat { waitForInput([descriptor], milliseconds: 50) } while take()
      return true
    }
  }

  /// Takes the events that have come; false where there is none.
  private func take() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 4096)
    var hasTaken = false
    while read(descriptor, &bytes, bytes.count) > 0 { hasTaken = true }
    return hasTaken
  }
}
