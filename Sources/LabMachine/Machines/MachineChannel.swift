import Glibc
import LabModel
import LabSandbox

/// The host's end of a machine's channel.
///
/// It sends no more at a time than the guest has room for.
struct MachineChannel {
  private let descriptor: Descriptor
  private var outgoing: [UInt8] = []
  /// Bytes of messages sent, and how many of them the guest has read.
  private var sent: UInt64 = 0
  private var acknowledged: UInt64 = 0
  private(set) var isClosed = false

  var number: Int32 { descriptor.number }

  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
    descriptor.setNonBlocking()
  }

  /// Whether something waits that may be sent as soon as the descriptor takes it.
  var wantsToSend: Bool { !outgoing.isEmpty && room > 0 }

  private var room: Int { HostMessage.window - Int(sent - acknowledged) }

  /// Sends a greeting; it may be lost.
  mutating func send(_ greeting: Greeting) {
    let bytes = greeting.frame
    _ = bytes.withUnsafeBytes { write($0) }
  }

  /// Puts a message in line.
  mutating func send(_ message: HostMessage) {
    outgoing.append(contentsOf: FrameReader.frame(message))
    flush()
  }

  /// The guest has read so much.
  mutating func acknowledge(_ count: UInt64) {
    // A guest that lies hurts itself only.
    acknowledged = min(max(acknowledged, count), sent)
    flush()
  }

  /// Sends what the guest has room for.
  mutating func flush() {
    while wantsToSend {
      let part = min(outgoing.count, room)
      let count = outgoing.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[..<part])) }
      guard count > 0 else { return }
      sent += UInt64(count)
      outgoing.removeFirst(count)
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
    while true {
      // A socket, whose other end may be gone (send), or a pseudo-terminal (write).
      var count = Glibc.send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      if count < 0, errno == ENOTSOCK {
        count = Glibc.write(number, bytes.baseAddress, bytes.count)
      }
      if count >= 0 || errno != EINTR { return count }
    }
  }

  /// Reads what has come and passes it to `take`.
  mutating func receive(_ take: (UnsafeRawBufferPointer) -> Void) {
    let isOver = withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
      let count = read(number, buffer.baseAddress, buffer.count)
      if count > 0 { take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
      return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
    }
    if isOver { isClosed = true }
  }
}
