import LabEvidence
import LabModel

/// The columns of a path's diagram: interfaces, host by host in the order in which the packet came to them.
struct PathColumns: Sendable {
  /// An interface.
  struct Column: Sendable, Hashable {
    /// Number of the row in `interfaces`.
    var interface: Int
    var host: Int
    var name: String
  }

  /// Consecutive columns of one host.
  struct Group: Sendable, Hashable {
    var name: String
    var columns: Range<Int>
  }

  private(set) var columns: [Column] = []
  private(set) var groups: [Group] = []

  /// The interfaces of `hops`, at most `most`.
  init(_ hops: some Sequence<PacketHop>, of run: RunEvidence, atMost most: Int) {
    let names = Dictionary(run.interfaces.map { ($0.number, $0.name) }) { first, _ in first }
    let hostNames = Dictionary(run.hosts.map { ($0.number, $0.name) }) { first, _ in first }
    var hosts: [Int] = []
    var byHost: [Int: [Column]] = [:]
    var count = 0
    for hop in hops where count < most {
      if byHost[hop.host]?.contains(where: { $0.interface == hop.interface }) == true { continue }
      if !hosts.contains(hop.host) { hosts.append(hop.host) }
      byHost[hop.host, default: []].append(
        Column(
          interface: hop.interface, host: hop.host,
          name: names[hop.interface] ?? "interface \(hop.interface)"))
      count += 1
    }
    for host in hosts {
      let own = byHost[host] ?? []
      groups.append(
        Group(
          name: hostNames[host] ?? "host \(host)",
          columns: columns.count..<columns.count + own.count))
      columns += own
    }
  }

  /// The column of an interface; nil where there was no room for it.
  func column(of hop: PacketHop) -> Int? {
    columns.firstIndex { $0.interface == hop.interface && $0.host == hop.host }
  }
}
