import LabModel

/// The statistics of the interfaces of one host (IFLA_STATS64), as of the last look.
struct InterfaceCounters {
  /// Names as in sysfs (`/sys/class/net/X/statistics`), in the order of `struct rtnl_link_stats64`.
  private static let names = [
    "rx_packets", "tx_packets", "rx_bytes", "tx_bytes", "rx_errors", "tx_errors", "rx_dropped",
    "tx_dropped", "multicast", "collisions", "rx_length_errors", "rx_over_errors",
    "rx_crc_errors", "rx_frame_errors", "rx_fifo_errors", "rx_missed_errors",
    "tx_aborted_errors", "tx_carrier_errors", "tx_fifo_errors", "tx_heartbeat_errors",
    "tx_window_errors", "rx_compressed", "tx_compressed", "rx_nohandler",
    "rx_otherhost_dropped",
  ]

  private var values: [Int32: [UInt64]] = [:]

  /// Takes the value of an IFLA_STATS64 attribute, and adds what changed to `changes`.
  ///
  /// An interface that was not there before began at 0.
  mutating func note(
    _ interface: Int32, _ statistics: UnsafeRawBufferPointer, host: Int,
    _ changes: inout [CounterChange]
  ) {
    let count = min(Self.names.count, statistics.count / 8)
    var known = values[interface] ?? []
    if known.count != count { known = [UInt64](repeating: 0, count: count) }
    let current = UnsafeRawBufferPointer(rebasing: statistics[..<(count * 8)])
    let isEqual = known.withUnsafeBytes { $0.isEqual(to: current) }
    guard !isEqual else { return }
    for index in 0..<count {
      guard let new = statistics.value(at: index * 8, as: UInt64.self), new != known[index] else {
        continue
      }
      changes.append(
        CounterChange(
          host: host, interface: interface, name: Self.names[index],
          // A device whose statistics began anew.
          old: new < known[index] ? 0 : known[index], new: new))
      known[index] = new
    }
    values[interface] = known
  }

  /// Forgets an interface that is gone: its index may be used again.
  mutating func forget(_ interface: Int32) { values[interface] = nil }
}
