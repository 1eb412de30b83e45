package import LabModel

/// A run's network at one instant: the hosts that there were, what they had, and what led from one
/// interface to another.
///
/// A recorded change counts from the time at which it was read. What was read later and may have happened
/// before is only counted: at the end of a step there is nothing of that kind.
package struct NetworkSnapshot: Sendable, Hashable {
  /// A network namespace.
  package struct Host: Sendable, Hashable {
    package var number: Int
    package var name: String
    /// In the order of their indices.
    package var interfaces: [Interface]
    /// In the kernel's order, tables apart: `main` first, `local` last.
    package var routes: [Route]

    package func interface(_ index: Int32) -> Interface? {
      interfaces.first { $0.link.index == index }
    }
  }

  /// An interface with its addresses.
  package struct Interface: Sendable, Hashable {
    package var link: Link
    package var addresses: [Address]
  }

  /// One end of a connection.
  package struct End: Sendable, Hashable {
    /// The host's number.
    package var host: Int
    /// The interface's index there.
    package var index: Int32

    package init(host: Int, index: Int32) {
      self.host = host
      self.index = index
    }
  }

  /// What leads from one interface to another.
  package struct Connection: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
      /// The two ends of a pair: veth, netkit, vxcan.
      case peer
      /// A port and its bridge, bond, team or VRF.
      case member
      /// An upper device and the one below: VLAN, macvlan, ipvlan.
      case lower
      /// A tunnel and the device that it was told to leave by.
      case tunnel
    }

    package var kind: Kind
    /// The port, the upper device or the tunnel; of a pair the end that comes first.
    package var from: End
    package var to: End
  }

  /// CLOCK_MONOTONIC, in ns.
  package let time: Int64
  package let hosts: [Host]
  package let connections: [Connection]
  /// Changes that were read later and may have happened before `time`.
  package let pending: Int

  /// The network of `run` at `time` (CLOCK_MONOTONIC in ns).
  package init(_ run: RunNetwork, at time: Int64) {
    self.time = time
    var states: [Int: HostState] = [:]
    for host in run.hosts {
      // What labbook made before the first step is there from the start.
      let begin = host.origin == .planned ? Int64.min : host.from
      guard begin <= time, host.to.map({ time < $0 }) ?? true else { continue }
      states[host.number] = HostState()
    }
    var changes = Changes(time: time)
    changes.add(run.links, rank: 0) { $0.apply($1) }
    changes.add(run.addresses, rank: 1) { $0.apply($1) }
    changes.add(run.routes, rank: 2) { $0.apply($1) }
    pending = changes.pending
    changes.apply(to: &states)
    let hosts = run.hosts.compactMap { row -> Host? in
      guard let state = states[row.number] else { return nil }
      let addresses = Dictionary(grouping: state.addresses, by: \.interface)
      return Host(
        number: row.number, name: row.name,
        interfaces: state.links.values.sorted { $0.index < $1.index }.map { link in
          Interface(link: link, addresses: addresses[link.index] ?? [])
        },
        routes: Self.ordered(
          state.routes.filter { route in
            // A route whose interface is gone went with it, announced or not.
            route.nexthops.isEmpty
              || route.nexthops.contains {
                $0.interface == 0 || state.links[$0.interface] != nil
              }
          }))
    }
    self.hosts = hosts
    connections = Self.connections(hosts)
  }

  /// The changes up to an instant, which are replayed in order: an interface that goes takes its addresses along.
  private struct Changes {
    let time: Int64
    var pending = 0
    private var all: [(order: (Int64, Int, Int), host: Int, apply: (inout HostState) -> Void)] = []

    init(time: Int64) { self.time = time }

    mutating func add<Object>(
      _ rows: [ChangeRow<Object>], rank: Int,
      _ apply: @escaping (inout HostState, ObjectChange<Object>) -> Void
    ) {
      for row in rows {
        let change = row.change
        if change.isInitial || row.time <= time {
          let instant = change.isInitial ? Int64.min : row.time
          all.append(((instant, rank, row.number), change.host, { apply(&$0, change) }))
        } else if change.earliest < time {
          pending += 1
        }
      }
    }

    /// Applies them to the hosts that there are.
    func apply(to states: inout [Int: HostState]) {
      for change in all.sorted(by: { $0.order < $1.order }) {
        guard var state = states[change.host] else { continue }
        // So that the state is not copied to be changed.
        states[change.host] = nil
        change.apply(&state)
        states[change.host] = state
      }
    }
  }

  private static func ordered(_ routes: [Route]) -> [Route] {
    func rank(_ table: UInt32) -> Int { table == 254 ? 0 : table == 255 ? 2 : 1 }
    return routes.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      return (rank(one.table), one.table, one.family, left.offset)
        < (rank(other.table), other.table, other.family, right.offset)
    }.map(\.element)
  }

  // MARK: - Connections

  private static let pairs: Set<String> = ["veth", "netkit", "vxcan"]
  private static let tunnels: Set<String> = [
    "vxlan", "geneve", "gre", "gretap", "ip6gre", "ip6gretap", "ipip", "sit", "ip6tnl", "erspan",
    "ip6erspan", "vti", "vti6", "xfrm",
  ]

  /// Only what there is at both ends: the other end of a pair may be in a namespace that nobody records.
  private static func connections(_ hosts: [Host]) -> [Connection] {
    var kinds: [End: String] = [:]
    for host in hosts {
      for interface in host.interfaces {
        kinds[End(host: host.number, index: interface.link.index)] = interface.link.kind
      }
    }
    var found: [Connection] = []
    var paired: Set<End> = []
    for host in hosts {
      for link in host.interfaces.map(\.link) {
        let own = End(host: host.number, index: link.index)
        if link.master != 0 {
          let master = End(host: host.number, index: link.master)
          if kinds[master] != nil {
            found.append(Connection(kind: .member, from: own, to: master))
          }
        }
        let lowerHost = link.linkNamespace == -1 ? host.number : link.linkHost
        let lower = End(host: lowerHost, index: link.link)
        guard link.link != 0, lower != own, let kind = kinds[lower] else { continue }
        if pairs.contains(link.kind) {
          // Only the end that was made or moved last may know where the other one is.
          guard kind == link.kind, !paired.contains(own), !paired.contains(lower) else { continue }
          paired.formUnion([own, lower])
          found.append(Connection(kind: .peer, from: own, to: lower))
        } else {
          found.append(
            Connection(
              kind: tunnels.contains(link.kind) ? .tunnel : .lower, from: own, to: lower))
        }
      }
    }
    return found
  }
}
