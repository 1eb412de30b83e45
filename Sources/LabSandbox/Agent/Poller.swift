import CLinux
import Glibc
import LabModel

/// epoll(7) over what the agent listens to.
final class Poller {
  /// What a descriptor is for.
  enum Source: Hashable {
    case control
    case children
    case output(Int32)
    case shellStatus(host: Int)
    case netlink(host: Int)
    case capture(host: Int)
    case names
    case mounts
    case terminal
  }

  private let epoll: Descriptor
  private var sources: [Int32: Source] = [:]
  private var ready = [epoll_event](repeating: epoll_event(), count: 64)

  init() throws(SandboxFailure) {
    let number = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard number >= 0 else {
      throw SandboxFailure(stage: "create", subject: "an epoll descriptor", errno: errno)
    }
    epoll = Descriptor(number)
  }

  /// Listens to `descriptor`, once however often it is added: for input, or (`onlyUrgent`) for EPOLLPRI, as mountinfo wants it.
  func add(_ descriptor: Int32, _ source: Source, onlyUrgent: Bool = false)
    throws(SandboxFailure)
  {
    guard sources[descriptor] == nil else { return }
    let events = onlyUrgent ? EPOLLPRI.rawValue : EPOLLIN.rawValue
    var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
    guard epoll_ctl(epoll.number, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
      throw SandboxFailure(stage: "listen to", subject: "\(source)", errno: errno)
    }
    sources[descriptor] = source
  }

  /// Stops listening; call it before the descriptor is closed.
  func remove(_ descriptor: Int32) {
    guard sources.removeValue(forKey: descriptor) != nil else { return }
    var event = epoll_event()
    epoll_ctl(epoll.number, EPOLL_CTL_DEL, descriptor, &event)
  }

  /// Waits at most `timeout` ns (0: not at all; nil: without end) and tells what has something.
  func wait(_ timeout: Int64?) -> [(descriptor: Int32, source: Source)] {
    let milliseconds = timeout.map { Int32(clamping: ($0 + 999_999) / 1_000_000) } ?? -1
    let count = epoll_wait(epoll.number, &ready, Int32(ready.count), milliseconds)
    guard count > 0 else { return [] }
    return ready[..<Int(count)].compactMap { event in
      sources[event.data.fd].map { (event.data.fd, $0) }
    }
  }
}
