import CLinux
import Glibc
import LabModel

extension NetlinkSocket {
  /// A request of a batch that the kernel refused.
  package struct Refusal {
    /// Which request, from 0.
    package var index: Int
    package var error: NetlinkError
  }

  /// Acknowledgements wait in the socket until they are read, so not too many at once.
  static let batchLimit = 64

  /// Sends one request, not acknowledged, and calls `body` with its one answer.
  ///
  /// - Throws: `NetlinkError` with the errno of the kernel's refusal.
  package func ask(
    _ type: Int, into buffer: ReceiveBuffer, _ request: (inout NetlinkMessageBuilder) -> Void,
    answer: (NetlinkMessage) -> Void
  ) throws(NetlinkError) {
    var builder = NetlinkMessageBuilder()
    let sequence = nextSequence()
    builder.message(type, sequence: sequence, request)
    try send(builder.bytes)
    while true {
      let room = buffer.room(after: 0)
      guard case .datagram(let count) = try receive(into: room, waits: true) else {
        throw NetlinkError(errno: ENOBUFS)
      }
      for message in NetlinkMessages(UnsafeRawBufferPointer(rebasing: room[..<count]))
      where message.sequence == sequence {
        if let code = message.errorCode {
          throw NetlinkError(errno: code, text: message.errorText)
        }
        return answer(message)
      }
    }
  }

  /// Sends requests in as few datagrams as can be and reads what becomes of each.
  ///
  /// The kernel acts on a datagram's requests in order, also after one that it refuses.
  /// - Returns: The first refusal; nil if all were done.
  /// - Throws: `NetlinkError` where the socket itself fails.
  func exchange(
    _ requests: [SetupRequest], into buffer: ReceiveBuffer
  ) throws(NetlinkError) -> Refusal? {
    for start in stride(from: 0, to: requests.count, by: Self.batchLimit) {
      let batch = requests[start..<min(requests.count, start + Self.batchLimit)]
      var builder = NetlinkMessageBuilder()
      let first = nextSequence()
      for (position, request) in batch.enumerated() {
        let sequence = position == 0 ? first : nextSequence()
        builder.message(
          request.type, flags: request.flags | NLM_F_ACK, sequence: sequence, request.body)
      }
      try send(builder.bytes)
      if let refusal = try readAnswers(first, count: batch.count, into: buffer) {
        return Refusal(index: start + refusal.index, error: refusal.error)
      }
    }
    return nil
  }

  /// Reads `count` acknowledgements and refusals, whose sequence numbers begin with `first`.
  private func readAnswers(
    _ first: UInt32, count: Int, into buffer: ReceiveBuffer
  ) throws(NetlinkError) -> Refusal? {
    var refusal: Refusal?
    var waiting = count
    while waiting > 0 {
      let room = buffer.room(after: 0)
      guard case .datagram(let length) = try receive(into: room, waits: true) else {
        throw NetlinkError(errno: ENOBUFS)
      }
      for message in NetlinkMessages(UnsafeRawBufferPointer(rebasing: room[..<length])) {
        let index = Int(message.sequence &- first)
        guard index < count, let code = message.errorCode else { continue }
        waiting -= 1
        if code != 0, refusal == nil {
          refusal = Refusal(
            index: index, error: NetlinkError(errno: code, text: message.errorText))
        }
      }
    }
    return refusal
  }
}

extension NetlinkError {
  /// The failure of a request of the set-up.
  func failure(of request: SetupRequest) -> SandboxFailure {
    var remedy: String?
    if errno == EOPNOTSUPP, request.stage.hasPrefix("create link") {
      remedy = "the kernel needs CONFIG_VETH (modprobe veth)"
    } else if !text.isEmpty {
      remedy = "the kernel says: \(text)"
    }
    return SandboxFailure(
      stage: request.stage, subject: request.subject, errno: errno, remedy: remedy)
  }
}
