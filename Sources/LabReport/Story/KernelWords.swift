import LabModel

/// The words that ip(8) and ss(8) have for the kernel's numbers.
package enum KernelWords {
  /// RTN_* of rtnetlink(7).
  package static func routeType(_ type: UInt8) -> String {
    let words = [
      "unspec", "unicast", "local", "broadcast", "anycast", "multicast", "blackhole",
      "unreachable", "prohibit", "throw", "nat",
    ]
    return Int(type) < words.count ? words[Int(type)] : "type \(type)"
  }

  /// RT_TABLE_*: `main`, `local`, `default`, else its number.
  package static func table(_ table: UInt32) -> String {
    switch table {
    case 253: "default"
    case 254: "main"
    case 255: "local"
    default: String(table)
    }
  }

  /// NUD_*.
  package static func neighbourState(_ state: UInt16) -> String {
    switch state {
    case 0: "none"
    case 1: "incomplete"
    case 2: "reachable"
    case 4: "stale"
    case 8: "delay"
    case 16: "probe"
    case 32: "failed"
    case 64: "noarp"
    case 128: "permanent"
    default: "state \(state)"
    }
  }

  /// TCP_*, as ss(8) names them.
  package static func socketState(_ state: UInt8) -> String {
    let words = [
      "state 0", "established", "syn-sent", "syn-recv", "fin-wait-1", "fin-wait-2", "time-wait",
      "close", "close-wait", "last-ack", "listen", "closing", "new-syn-recv",
    ]
    return Int(state) < words.count ? words[Int(state)] : "state \(state)"
  }

  /// IF_OPER_* of RFC 2863.
  package static func operationalState(_ state: UInt8) -> String {
    let words = [
      "unknown", "not present", "down", "lower layer down", "testing", "dormant", "up",
    ]
    return Int(state) < words.count ? words[Int(state)] : "state \(state)"
  }

  /// `tcp`, `udp`, else `protocol N`.
  package static func transport(_ number: UInt8) -> String {
    switch number {
    case 6: "tcp"
    case 17: "udp"
    case 1: "icmp"
    case 58: "icmpv6"
    case 255: "raw"
    default: "protocol \(number)"
    }
  }

  /// `02:00:00:00:00:01`.
  package static func linkAddress(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
  }

  /// `10.0.0.1:80`, `[::1]:80`; `*` for port 0.
  package static func endpoint(family: UInt8, address: String, port: UInt16) -> String {
    (family == 10 ? "[\(address)]" : address) + ":" + (port == 0 ? "*" : String(port))
  }
}
