import Glibc
import Synchronization

/// Messages from working threads to one reader, which can wait for them with poll(2).
final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  private let pipe: Pipe

  /// Makes an empty one.
  ///
  /// - Throws: `CommandFailure` where no pipe is to be had.
  init() throws(CommandFailure) {
    pipe = try Pipe(isNonblocking: true)
  }

  deinit {
    close(pipe.readEnd)
    close(pipe.writeEnd)
  }

  /// Readable while there may be messages.
  var descriptor: Int32 { pipe.readEnd }

  /// Adds a message; any thread may do so.
  func send(_ message: Message) {
    messages.withLock { $0.append(message) }
    var byte: UInt8 = 1
    // A full pipe wakes the reader as well as one more byte would.
    _ = write(pipe.writeEnd, &byte, 1)
  }

  /// Takes all messages that have come.
  func take() -> [Message] {
    var bytes = [UInt8](repeating: 0, count: 256)
    while read(pipe.readEnd, &bytes, bytes.count) > 0 {}
    return messages.withLock { messages in
      defer { messages.removeAll() }
      return messages
    }
  }
}

/// Waits until one of `descriptors` is readable, at most `milliseconds`.
func waitForInput(_ descriptors: [Int32], milliseconds: Int32) {
  var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  _ = poll(&entries, nfds_t(entries.count), milliseconds)
}
