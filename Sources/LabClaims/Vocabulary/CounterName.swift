/// What a counter's name says about whose counter it is.
package enum CounterName: Sendable, Hashable {
  /// A host's: one of nstat(8)'s names.
  case host
  /// An interface's: a statistic of its own, or of its queueing discipline.
  case interface

  /// Nil where `name` has the form of neither.
  package init?(_ name: String) {
    if Self.interfaceNames.contains(name) {
      self = .interface
    } else if Self.hasHostForm(name) {
      self = .host
    } else {
      return nil
    }
  }

  /// The statistics of an interface (struct rtnl_link_stats64 of linux/if_link.h) and of its
  /// queueing discipline.
  static let interfaceNames: Set<String> = [
    "rx_packets", "tx_packets", "rx_bytes", "tx_bytes", "rx_errors", "tx_errors", "rx_dropped",
    "tx_dropped", "multicast", "collisions", "rx_length_errors", "rx_over_errors",
    "rx_crc_errors", "rx_frame_errors", "rx_fifo_errors", "rx_missed_errors",
    "tx_aborted_errors", "tx_carrier_errors", "tx_fifo_errors", "tx_heartbeat_errors",
    "tx_window_errors", "rx_compressed", "tx_compressed", "rx_nohandler",
    "rx_otherhost_dropped", "qdisc dropped",
  ]

  /// The tables of /proc/net/snmp, /proc/net/netstat and /proc/net/snmp6, which begin the names
  /// that nstat makes.
  private static let tables = [
    "Ip6", "Icmp6", "Udp6", "UdpLite6", "IpExt", "TcpExt", "MPTcpExt", "IcmpMsg", "UdpLite", "Ip",
    "Icmp", "Tcp", "Udp", "Sctp",
  ]

  private static func hasHostForm(_ name: String) -> Bool {
    guard
      name.unicodeScalars.allSatisfy({
        $0.isASCII
          && ($0.properties.isAlphabetic
            || ("0"..."9").contains($0))
      })
    else { return false }
    return tables.contains { table in
      // After the table's name comes a capital letter or the like: not every word with `Ip`.
      guard name.hasPrefix(table), let next = name.dropFirst(table.count).first else {
        return false
      }
      return next.isUppercase || next.isNumber
    }
  }
}
