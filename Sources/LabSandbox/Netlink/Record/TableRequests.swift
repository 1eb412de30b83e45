import CLinux
import Glibc

/// The tables that a recorder asks for, each with the command that shows it.
extension DumpRequest {
  /// Interfaces with their statistics.
  static var links: DumpRequest {
    // ip -s link show
    DumpRequest(Int(RTM_GETLINK)) { $0.append(ifinfomsg()) }
  }

  /// Addresses of both families.
  static var addresses: DumpRequest {
    // ip address show
    DumpRequest(Int(RTM_GETADDR)) { $0.append(ifaddrmsg()) }
  }

  /// Routes of all tables, of both families.
  static var routes: DumpRequest {
    // ip route show table all; ip -6 route show table all
    DumpRequest(Int(RTM_GETROUTE)) { $0.append(rtmsg()) }
  }

  /// Neighbours of both families.
  static var neighbours: DumpRequest {
    // ip neigh show nud all
    DumpRequest(Int(RTM_GETNEIGH)) { $0.append(ndmsg()) }
  }

  /// Policy rules of both families.
  static var rules: DumpRequest {
    // ip rule show; ip -6 rule show
    DumpRequest(Int(RTM_GETRULE)) { $0.append(fib_rule_hdr()) }
  }

  /// Queueing disciplines with their statistics.
  static var queues: DumpRequest {
    // tc -s qdisc show
    DumpRequest(Int(RTM_GETQDISC)) { $0.append(tcmsg()) }
  }

  /// TCP sockets of both families whose state is one of the bits `1 << TCP_*`.
  ///
  /// TCPDIAG_GETSOCK, the request of old, is the one that takes both families in one go.
  static func tcpSockets(states: UInt32) -> DumpRequest {
    // ss -4 -6 --tcp --all
    DumpRequest(Int(TCPDIAG_GETSOCK)) { request in
      var body = inet_diag_req()
      body.idiag_states = states
      request.append(body)
    }
  }

  /// UDP sockets of one family.
  static func udpSockets(family: Int32) -> DumpRequest {
    // ss --udp --all
    DumpRequest(Int(SOCK_DIAG_BY_FAMILY)) { request in
      var body = inet_diag_req_v2()
      body.sdiag_family = UInt8(family)
      body.sdiag_protocol = UInt8(IPPROTO_UDP)
      body.idiag_states = ~0
      request.append(body)
    }
  }
}
