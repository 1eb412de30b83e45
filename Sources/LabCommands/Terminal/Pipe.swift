import Glibc

/// A pipe(7) that no program started later inherits.
///
/// Swift's Glibc has no pipe2, so a program that another thread starts at the same instant could
/// have it: pipes are made before such threads.
struct Pipe: Sendable {
  let readEnd: Int32
  let writeEnd: Int32

  /// Makes a pipe; with `isNonblocking`, neither end ever waits.
  ///
  /// - Throws: `CommandFailure` where none is to be had.
  init(isNonblocking: Bool) throws(CommandFailure) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw CommandFailure(.failed, "make a pipe: \(String(cString: strerror(errno)))")
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      if isNonblocking { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }
}
