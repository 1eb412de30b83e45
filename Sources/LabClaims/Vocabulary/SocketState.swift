/// States of sockets as ss(8) names them, with the kernel's numbers (TCP_* of net/tcp_states.h).
package enum SocketState: UInt8, Sendable, CaseIterable {
  case established = 1
  case synSent = 2
  case synReceived = 3
  case finWait1 = 4
  case finWait2 = 5
  case timeWait = 6
  /// A TCP socket that is not in use, a UDP socket that is not connected.
  case closed = 7
  case closeWait = 8
  case lastAck = 9
  case listening = 10
  case closing = 11

  /// The name that a parsed claim holds, whatever its author wrote.
  package var name: String { spellings[0] }

  /// The state with this name, as ss takes it (`listening`) or prints it (`LISTEN`).
  package init?(name: String) {
    let name = name.lowercased()
    guard let state = Self.allCases.first(where: { $0.spellings.contains(name) }) else {
      return nil
    }
    self = state
  }

  /// The canonical name first.
  var spellings: [String] {
    switch self {
    case .established: ["established", "estab"]
    case .synSent: ["syn-sent"]
    case .synReceived: ["syn-recv", "syn-received"]
    case .finWait1: ["fin-wait-1"]
    case .finWait2: ["fin-wait-2"]
    case .timeWait: ["time-wait"]
    case .closed: ["closed", "unconn", "unconnected", "close"]
    case .closeWait: ["close-wait"]
    case .lastAck: ["last-ack"]
    case .listening: ["listen", "listening"]
    case .closing: ["closing"]
    }
  }
}
