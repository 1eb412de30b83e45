package import LabEvidence
package import LabModel

/// Interfaces of a snapshot in words, the same on the terminal and on pages.
package struct InterfaceWords: Sendable {
  /// How an interface was, by word and sign.
  package enum State: String, Sendable, CaseIterable {
    case up
    case noCarrier = "no carrier"
    case down

    /// `▲`, `△`, `▼`, or one letter of ASCII.
    package func sign(unicode: Bool) -> String {
      switch self {
      case .up: unicode ? "▲" : "^"
      case .noCarrier: unicode ? "△" : "~"
      case .down: unicode ? "▼" : "v"
      }
    }
  }

  private let hosts: [Int: NetworkSnapshot.Host]
  private let connections: [NetworkSnapshot.End: [NetworkSnapshot.Connection]]

  package init(_ snapshot: NetworkSnapshot) {
    hosts = Dictionary(snapshot.hosts.map { ($0.number, $0) }, uniquingKeysWith: { $1 })
    var connections: [NetworkSnapshot.End: [NetworkSnapshot.Connection]] = [:]
    for connection in snapshot.connections {
      connections[connection.from, default: []].append(connection)
      if connection.kind == .peer { connections[connection.to, default: []].append(connection) }
    }
    self.connections = connections
  }

  package static func state(_ link: Link) -> State {
    // An interface that is down carries nothing, whatever IFLA_CARRIER says.
    link.isUp ? link.hasCarrier ? .up : .noCarrier : .down
  }

  package static func addresses(_ interface: NetworkSnapshot.Interface) -> [String] {
    interface.addresses.map { "\($0.address)/\($0.prefixLength)" }
  }

  /// `h1:eth0`, or `eth0` for an interface of the same host.
  package func name(of end: NetworkSnapshot.End, seenFrom host: Int) -> String {
    guard let other = hosts[end.host] else { return "interface \(end.index)" }
    let name = other.interface(end.index)?.link.name ?? "interface \(end.index)"
    return end.host == host ? name : "\(other.name):\(name)"
  }

  /// What the interface is connected to: `peer of h1:eth0`, `port of br0`, `on eth0`.
  ///
  /// Without `withOwn`, ports and upper devices of interfaces of the same host are left out: a tree shows those.
  package func connections(of link: Link, host: Int, withOwn: Bool = true) -> [String] {
    let own = NetworkSnapshot.End(host: host, index: link.index)
    var words = (connections[own] ?? []).compactMap { connection -> String? in
      let other = connection.from == own ? connection.to : connection.from
      if !withOwn, connection.kind != .peer, other.host == host { return nil }
      let name = name(of: other, seenFrom: host)
      switch connection.kind {
      case .peer: return "peer of \(name)"
      case .member: return "port of \(name)"
      case .lower: return "on \(name)"
      case .tunnel: return "leaves by \(name)"
      }
    }
    let isPaired = ["veth", "netkit", "vxcan"].contains(link.kind)
    if isPaired, !(connections[own] ?? []).contains(where: { $0.kind == .peer }) {
      words.append("peer not recorded")
    }
    return words
  }

  /// A route as ip-route(8) writes it, with its table and what keeps it from being used.
  package func route(_ route: Route, host: Int) -> String {
    var text = ChangeWords.route(route) { index in
      hosts[host]?.interface(index)?.link.name ?? "interface \(index)"
    }
    if route.table != 254 { text += " table \(KernelWords.table(route.table))" }
    if route.mtu != 0 { text += " mtu \(route.mtu)" }
    let bits: [(UInt32, String)] = [(1, "dead"), (16, "linkdown")]  // RTNH_F_*
    for (bit, word) in bits where route.nexthops.contains(where: { $0.flags & bit != 0 }) {
      text += " \(word)"
    }
    return text
  }

  /// The interfaces of a host as a tree: what stands on another one, or is its port, follows it, one level deeper.
  package static func tree(
    _ host: NetworkSnapshot.Host, _ connections: [NetworkSnapshot.Connection]
  ) -> [(interface: NetworkSnapshot.Interface, depth: Int)] {
    var parents: [Int32: Int32] = [:]
    for connection in connections
    where connection.kind != .peer && connection.from.host == host.number
      && connection.to.host == host.number
    {
      // A port belongs to its bridge, whatever else it stands on.
      if connection.kind == .member || parents[connection.from.index] == nil {
        parents[connection.from.index] = connection.to.index
      }
    }
    var children: [Int32: [NetworkSnapshot.Interface]] = [:]
    for interface in host.interfaces {
      children[parents[interface.link.index] ?? 0, default: []].append(interface)
    }
    var rows: [(interface: NetworkSnapshot.Interface, depth: Int)] = []
    var seen: Set<Int32> = []
    func add(_ root: NetworkSnapshot.Interface) {
      // A stack of our own: how deep they stand on each other is the database's to say.
      var open = [(root, 0)]
      while let (interface, depth) = open.popLast() {
        guard seen.insert(interface.link.index).inserted else { continue }
        rows.append((interface, depth))
        for child in (children[interface.link.index] ?? []).reversed() {
          open.append((child, depth + 1))
        }
      }
    }
    for interface in children[0] ?? [] { add(interface) }
    // What stands on itself in a circle.
    for interface in host.interfaces { add(interface) }
    return rows
  }
}
