import Glibc
import Synchronization

/// The thread that reads the database: it may take a while, and the threads of tasks must not wait.
///
/// One is enough, since a database has one connection that is lent to one reader at a time.
final class AnswerThread: Sendable {
  private let work: Work

  /// What is to be done, in order; the thread keeps it.
  private final class Work: Sendable {
    let jobs = Mutex<[@Sendable () -> Void]>([])
    let readEnd: Int32
    let writeEnd: Int32

    init(_ ends: [Int32]) {
      readEnd = ends[0]
      writeEnd = ends[1]
    }

    /// Does what comes until the pipe is closed.
    func run() {
      var byte: UInt8 = 0
      while true {
        let count = read(readEnd, &byte, 1)
        if count < 0, errno == EINTR { continue }
        guard count == 1 else { break }
        jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }?()
      }
      close(readEnd)
    }
  }

  /// - Throws: `BrowserFailure` where there is no pipe or thread to be had.
  init() throws(BrowserFailure) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw BrowserFailure("make a pipe: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    work = Work(ends)
    let context = Unmanaged.passRetained(work)
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, &attributes,
      { pointer in
        guard let pointer else { return nil }
        Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard failure != 0 else { return }
    context.release()
    close(ends[0])
    close(ends[1])
    throw BrowserFailure("start a thread: \(String(cString: strerror(failure)))")
  }

  deinit { close(work.writeEnd) }

  /// Has `body` done there.
  func run<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
    await withCheckedContinuation { continuation in
      work.jobs.withLock { $0.append { continuation.resume(returning: body()) } }
      var byte: UInt8 = 1
      while write(work.writeEnd, &byte, 1) < 0, errno == EINTR {}
    }
  }
}
