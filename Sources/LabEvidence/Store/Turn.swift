import Glibc

/// What one thread has at a time (pthread_mutex_lock(3)).
///
/// `Mutex` would do where what comes out of it could be sent to other threads, which a connection's values
/// need not.
final class Turn: Sendable {
  /// A mutex is used from many threads, and must not move.
  nonisolated(unsafe) private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  init() {
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Waits for the turn, and has it while `body` runs, which must not ask for it again.
  func taken<T>(_ body: () throws -> T) rethrows -> T {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }
}
