import LabModel

/// The links, addresses, routes and neighbours of a host at one instant, from the recorded changes.
struct HostState: Sendable {
  private(set) var links: [Int32: Link] = [:]
  private(set) var addresses: [Address] = []
  private(set) var routes: [Route] = []
  private(set) var neighbours: [Neighbour] = []

  func link(named name: String) -> Link? {
    links.values.first { $0.name == name }
  }

  func name(ofInterface index: Int32) -> String? { links[index]?.name }

  mutating func apply(_ change: ObjectChange<Link>) {
    if let old = change.old, old.index != change.new?.index { links[old.index] = nil }
    guard let new = change.new else {
      // An interface that goes takes what hangs on it along; not each of them is announced.
      guard let gone = change.old?.index else { return }
      addresses.removeAll { $0.interface == gone }
      neighbours.removeAll { $0.interface == gone }
      return
    }
    links[new.index] = new
  }

  mutating func apply(_ change: ObjectChange<Address>) {
    let identity = { (one: Address) in (one.interface, one.address, one.prefixLength) }
    for one in [change.old, change.new].compactMap({ $0 }) {
      addresses.removeAll { identity($0) == identity(one) }
    }
    if let new = change.new { addresses.append(new) }
  }

  mutating func apply(_ change: ObjectChange<Neighbour>) {
    for one in [change.old, change.new].compactMap({ $0 }) {
      neighbours.removeAll { $0.interface == one.interface && $0.address == one.address }
    }
    if let new = change.new { neighbours.append(new) }
  }

  /// Routes have no identity that one field shows: the old object itself says which one changed,
  /// else what the kernel tells apart (table, destination, metric and type).
  mutating func apply(_ change: ObjectChange<Route>) {
    if let old = change.old {
      let index =
        routes.firstIndex(of: old)
        ?? routes.firstIndex {
          $0.family == old.family && $0.table == old.table && $0.destination == old.destination
            && $0.metric == old.metric && $0.type == old.type
        }
      if let index { routes.remove(at: index) }
    }
    if let new = change.new, !routes.contains(new) { routes.append(new) }
  }
}
