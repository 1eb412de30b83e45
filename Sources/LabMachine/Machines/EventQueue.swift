import CLinux
import Glibc
import LabModel
import LabSandbox
import Synchronization

/// Events on their way from a machine's thread to the one that reads them.
final class EventQueue: Sendable {
  private struct State {
    var items: [(event: Event, weight: Int)] = []
    var first = 0
    var weight = 0
    var isFinished = false
  }

  private let state = Mutex(State())
  /// eventfd(2), readable while there is something to look at.
  private let signal: Descriptor

  /// - Throws: `SandboxFailure` where the process has no descriptors left.
  init() throws(SandboxFailure) {
    signal = try WakeSignal.make()
  }

  /// Bytes of what waits to be read, as it came over the channel.
  var weight: Int { state.withLock { $0.weight } }

  /// Puts an event at the end.
  func append(_ event: Event, weight: Int = 0) {
    state.withLock { state in
      state.items.append((event, weight))
      state.weight += weight
    }
    WakeSignal.set(signal)
  }

  /// No more events come.
  func finish() {
    state.withLock { $0.isFinished = true }
    WakeSignal.set(signal)
  }

  /// Waits for the next event: without end where `milliseconds` is nil.
  func next(within milliseconds: Int32?) -> Arrival {
    let deadline = milliseconds.map { Clock.monotonic + Int64($0) * 1_000_000 }
    while true {
      WakeSignal.clear(signal)
      if let arrival = state.withLock({ Self.take(&$0) }) { return arrival }
      let wait = deadline.map {
        Int32(clamping: max(0, $0 - Clock.monotonic + 999_999) / 1_000_000)
      }
      var entry = pollfd(fd: signal.number, events: Int16(POLLIN), revents: 0)
      if poll(&entry, 1, wait ?? -1) == 0 { return .timedOut }
    }
  }

  private static func take(_ state: inout State) -> Arrival? {
    guard state.first < state.items.count else { return state.isFinished ? .ended : nil }
    let item = state.items[state.first]
    state.first += 1
    state.weight -= item.weight
    if state.first == state.items.count {
      state.items.removeAll(keepingCapacity: state.first < 1024)
      state.first = 0
    } else if state.first >= 1024 {
      state.items.removeFirst(state.first)
      state.first = 0
    }
    return .event(item.event)
  }
}
