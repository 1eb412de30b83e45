import CLinux
import Glibc

/// A request that asks for a whole table (NLM_F_DUMP), made once and sent many times.
package struct DumpRequest {
  fileprivate var bytes: [UInt8]

  /// A request of `type` whose fixed part and attributes `body` appends.
  package init(_ type: Int, _ body: (inout NetlinkMessageBuilder) -> Void) {
    var builder = NetlinkMessageBuilder()
    builder.message(type, flags: Int32(NLM_F_ROOT | NLM_F_MATCH), body)
    bytes = builder.bytes
  }
}

extension NetlinkSocket {
  /// A table that changes while it is dumped is asked for again, this often.
  private static let attempts = 20

  /// Asks for a table and reads all of it.
  ///
  /// The messages stay in `buffer` until it is used again; the one that ends the table is among
  /// them.
  /// - Throws: `NetlinkError` with the kernel's errno, or EAGAIN where the table changed during
  ///   each of many attempts (NLM_F_DUMP_INTR).
  package func dump(
    _ request: inout DumpRequest, into buffer: ReceiveBuffer
  ) throws(NetlinkError) -> NetlinkMessages {
    for _ in 0..<Self.attempts {
      let sequence = nextSequence()
      request.bytes.withUnsafeMutableBytes {
        $0.storeBytes(of: sequence, toByteOffset: 8, as: UInt32.self)
      }
      try send(request.bytes)
      if let count = try readDump(sequence, into: buffer) {
        return NetlinkMessages(buffer.bytes(count))
      }
    }
    throw NetlinkError(errno: EAGAIN)
  }

  /// How many bytes the answer has; nil if the table changed meanwhile.
  private func readDump(
    _ sequence: UInt32, into buffer: ReceiveBuffer
  ) throws(NetlinkError) -> Int? {
    var used = 0
    var isConsistent = true
    while true {
      let room = buffer.room(after: used)
      guard case .datagram(let count) = try receive(into: room, waits: true) else {
        throw NetlinkError(errno: ENOBUFS)
      }
      let datagram = UnsafeRawBufferPointer(rebasing: room[..<count])
      for message in NetlinkMessages(datagram) {
        // The rest of an answer that was given up.
        guard message.sequence == sequence else { break }
        if message.flags & NLM_F_DUMP_INTR != 0 { isConsistent = false }
        if let code = message.errorCode, code != 0 {
          throw NetlinkError(errno: code, text: message.errorText)
        }
        if message.type == Int(NLMSG_DONE) {
          let code = message.payload.value(as: Int32.self) ?? 0
          guard code >= 0 else { throw NetlinkError(errno: 0 &- code) }
          return isConsistent ? used + count : nil
        }
      }
      if let first = datagram.value(at: 8, as: UInt32.self), first == sequence {
        used += netlinkAligned(count)
      }
    }
  }
}
