import Glibc

/// A lock on a folder, which goes with the process that holds it (flock(2)).
final class FolderLock {
  private let descriptor: Int32

  /// Waits for the lock.
  ///
  /// - Throws: `MachineFailure` where the folder cannot be opened or locked.
  init(_ folder: String) throws(MachineFailure) {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw MachineFailure("open", folder, errno: errno) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let reason = errno
        throw MachineFailure("lock", folder, errno: reason)
      }
    }
  }

  /// Takes the lock where nobody holds it; nil otherwise.
  init?(ifFree folder: String) {
    descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}
