import Synchronization

/// How many connections there may be.
final class ConnectionPlaces: Sendable {
  private let free: Mutex<Int>

  init(_ count: Int) { free = Mutex(count) }

  /// Whether a connection that is of no use to anybody now should make room.
  var areFew: Bool { free.withLock { $0 < 8 } }

  /// Takes a place; waits where there is none, until the task is cancelled.
  func take() async {
    while !Task.isCancelled {
      let isTaken = free.withLock { free in
        guard free > 0 else { return false }
        free -= 1
        return true
      }
      if isTaken { return }
      try? await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Gives a place back.
  func giveBack() { free.withLock { $0 += 1 } }
}
