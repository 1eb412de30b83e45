import Glibc
import LabModel

/// The agent's side of the channel to the recorder: commands come in, events go out.
final class Channel {
  let descriptor: Int32
  private var incoming = FrameReader()
  private var outgoing: [UInt8] = []
  private(set) var isClosed = false

  init(descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Reads what has come, waiting if nothing has.
  func receive() {
    withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count > 0 {
        incoming.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      } else if count == 0 || errno != EINTR {
        isClosed = true
      }
    }
  }

  /// The next whole value that has come; nil where there is none.
  func next<Value: WireValue>(_ type: Value.Type) -> Value? {
    do {
      return try incoming.next(type)
    } catch {
      // Both ends are of one build: wrong bytes mean that the recorder is not itself any more.
      isClosed = true
      return nil
    }
  }

  /// Whether so much is in line that it should go out.
  var isLong: Bool { outgoing.count > 1 << 14 }

  /// Whether nothing is in line.
  var isEmpty: Bool { outgoing.isEmpty }

  /// Puts an event in line; it is sent at the latest with the next `flush`.
  func send(_ event: Event) {
    outgoing.append(contentsOf: FrameReader.frame(event))
    if outgoing.count > 1 << 18 { flush() }
  }

  /// Sends all that is in line, waiting for the recorder where it is slower.
  func flush() {
    var sent = 0
    outgoing.withUnsafeBytes { buffer in
      while sent < buffer.count, !isClosed {
        let count = Glibc.send(
          descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent,
          Int32(MSG_NOSIGNAL))
        if count > 0 {
          sent += count
        } else if errno != EINTR {
          isClosed = true
        }
      }
    }
    outgoing.removeAll(keepingCapacity: true)
  }
}
