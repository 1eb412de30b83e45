import Glibc

/// Threads for work that blocks in system calls: Swift's own pool must not.
enum WorkerThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a thread of its own, which ends with it.
  ///
  /// - Throws: `CommandFailure` where no thread is to be had.
  static func start(_ body: @escaping @Sendable () -> Void) throws(CommandFailure) {
    let work = Unmanaged.passRetained(Work(body))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, &attributes,
      { pointer in
        guard let pointer else { return nil }
        Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
        return nil
      }, work.toOpaque())
    guard failure != 0 else { return }
    work.release()
    throw CommandFailure(.failed, "start a thread: \(String(cString: strerror(failure)))")
  }
}
