import Glibc

/// A notebook's file, for rewriting it.
struct NotebookFile {
  var path: String

  /// Puts `new` in place of `old` at once: a reader sees one or the other.
  ///
  /// - Throws: `CommandFailure` where the file is not what was run any more, or cannot be written;
  ///   it is as it was then.
  func replace(_ old: [UInt8], with new: [UInt8]) throws(CommandFailure) {
    // A symbolic link stays one: what it points to is rewritten.
    guard let real = realpath(path, nil) else { throw failure("find") }
    let target = String(cString: real)
    free(real)
    var status = stat()
    guard stat(target, &status) == 0, let now = Self.read(target) else { throw failure("read") }
    guard now == old else {
      throw CommandFailure(
        .failed, "\(path) was changed while it ran, so it is not updated",
        remedy: "run it again with --update")
    }
    let temporary = target + ".labbook-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("write") }
    let isWritten =
      Self.write(new, to: descriptor) && fchmod(descriptor, status.st_mode & 0o7777) == 0
      && fsync(descriptor) == 0
    let error = errno
    close(descriptor)
    guard isWritten, rename(temporary, target) == 0 else {
      let failure = failure("write", isWritten ? errno : error)
      unlink(temporary)
      throw failure
    }
    // Its owner keeps it where that can be: root must not take a user's file away.
    _ = chown(target, status.st_uid, status.st_gid)
  }

  private func failure(_ stage: String, _ error: Int32 = errno) -> CommandFailure {
    CommandFailure(.failed, "\(stage) \(path): \(String(cString: strerror(error)))")
  }

  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += chunk[..<count]
      } else if errno != EINTR {
        return nil
      }
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
