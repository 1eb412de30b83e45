import LabModel

/// Which points are adjacent, from the recorded changes of links, as of an instant.
struct Topology: Sendable {
  private let table: DeviceTable
  /// The number of the stretch of time without a change that was looked at last.
  private var stretch = 0
  private var passages: [Key: Passage?] = [:]
  private var neighbours: [NeighbourKey: [Point]] = [:]

  private struct Key: Hashable {
    var from: Point
    var to: Point
    var stretch: Int
  }

  private struct NeighbourKey: Hashable {
    var point: Point
    var areSources: Bool
    var stretch: Int
  }

  init(_ table: DeviceTable) {
    self.table = table
  }

  func host(of point: Point) -> Int { table.devices[point.device].host }

  /// How a packet gets from `from` to `to` in one go; nil where it does not.
  mutating func passage(from: Point, to: Point, at time: Int64) -> Passage? {
    let key = Key(from: from, to: to, stretch: stretch(at: time))
    if let known = passages[key] { return known }
    let found = find(from: from, to: to, at: time)
    passages[key] = .some(found)
    return found
  }

  /// The points from which a packet gets to `point` other than by being routed or bridged.
  mutating func sources(of point: Point, at time: Int64) -> [Point] {
    neighbours(of: point, at: time, areSources: true)
  }

  /// The points to which a packet gets from `point` other than by being routed or bridged.
  mutating func targets(of point: Point, at time: Int64) -> [Point] {
    neighbours(of: point, at: time, areSources: false)
  }

  private mutating func neighbours(
    of point: Point, at time: Int64, areSources: Bool
  ) -> [Point] {
    let key = NeighbourKey(point: point, areSources: areSources, stretch: stretch(at: time))
    if let known = neighbours[key] { return known }
    var found: [Point] = []
    for device in table.devices.indices {
      for isLeaving in [false, true] {
        let other = Point(device: device, isLeaving: isLeaving)
        let passage =
          areSources
          ? self.passage(from: other, to: point, at: time)
          : self.passage(from: point, to: other, at: time)
        switch passage {
        case .wire, .up, .down, .unwrapped: found.append(other)
        case .wrapped, .bridged, .routed, nil: break
        }
      }
    }
    neighbours[key] = found
    return found
  }

  /// How long a packet may take for a passage, in ns: nothing waits where there is no queue, but for
  /// the neighbour's address to be found.
  func longestDelay(of passage: Passage, to point: Point, at time: Int64) -> Int64 {
    let second: Int64 = 1_000_000_000
    if point.isLeaving,
      table.links(of: point.device, at: time).contains(where: { $0.qdisc != "noqueue" })
    {
      return 3600 * second
    }
    switch passage {
    case .wire, .up, .down, .unwrapped, .bridged: return second
    case .wrapped, .routed: return 5 * second
    }
  }

  /// Which stretch without a change `time` is in.
  private mutating func stretch(at time: Int64) -> Int {
    let changes = table.changes
    let isInside =
      (stretch == 0 || changes[stretch - 1] <= time)
      && (stretch == changes.count || time < changes[stretch])
    if isInside { return stretch }
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle] <= time { low = middle + 1 } else { high = middle }
    }
    stretch = low
    return low
  }

  // MARK: - Adjacency

  private func find(from: Point, to: Point, at time: Int64) -> Passage? {
    let (first, second) = (links(of: from, at: time), links(of: to, at: time))
    for one in first {
      for other in second {
        if let passage = find(from, one, to, other, time) { return passage }
      }
    }
    return nil
  }

  /// What a device may have been; one that no record tells of is taken for a plain one.
  private func links(of point: Point, at time: Int64) -> [Link] {
    let links = table.links(of: point.device, at: time)
    let device = table.devices[point.device]
    return links.isEmpty && device.states.isEmpty ? [Link(index: device.index, name: "")] : links
  }

  private func find(
    _ from: Point, _ one: Link, _ to: Point, _ other: Link, _ time: Int64
  ) -> Passage? {
    let (here, there) = (host(of: from), host(of: to))
    switch (from.isLeaving, to.isLeaving) {
    case (true, false):
      if from.device == to.device { return one.hardwareType == 772 ? .wire : nil }
      return arePeers(one, here, other, there) ? .wire : nil
    case (false, false): return isAbove(other, there, one, here, wrapping: .unwrapped, .up)
    case (true, true): return isAbove(one, here, other, there, wrapping: .wrapped, .down)
    case (false, true):
      guard here == there else { return nil }
      let isPort = [one, other].map { isBridge($0.master, here, time) }
      if from.device != to.device, isPort[0], one.master == other.master { return .bridged }
      return isPort.contains(true) ? nil : .routed
    }
  }

  /// The two ends of a pair, or two devices that share a lower one and hand packets on directly.
  private func arePeers(_ one: Link, _ here: Int, _ other: Link, _ there: Int) -> Bool {
    guard one.kind == other.kind else { return false }
    switch one.kind {
    case "veth", "netkit", "vxcan":
      // Only the end that was made or moved last may know where the other one is.
      return (one.link == other.index && lowerHost(one, here) == there)
        || (other.link == one.index && lowerHost(other, there) == here)
    case "macvlan", "macvtap", "ipvlan", "ipvtap":
      return one.link != 0 && one.link == other.link
        && lowerHost(one, here) == lowerHost(other, there)
    default: return false
    }
  }

  private func lowerHost(_ link: Link, _ host: Int) -> Int {
    link.linkNamespace == -1 ? host : link.linkHost
  }

  /// What leads between a lower device and an upper one: a port's bridge, a VLAN's Ethernet.
  private func isAbove(
    _ upper: Link, _ upperHost: Int, _ lower: Link, _ host: Int, wrapping: Passage,
    _ plain: Passage
  ) -> Passage? {
    if upper.index == lower.index, upperHost == host { return nil }
    if upperHost == host, lower.master == upper.index { return plain }
    if Self.tunnels.contains(upper.kind) {
      let outer = upper.linkNamespace == -1 ? upperHost : upper.linkHost
      return outer == host ? wrapping : nil
    }
    guard Self.stacked.contains(upper.kind), upper.link == lower.index,
      lowerHost(upper, upperHost) == host
    else { return nil }
    return plain
  }

  private func isBridge(_ master: Int32, _ host: Int, _ time: Int64) -> Bool {
    guard master != 0, let device = table.device(host: host, index: master) else { return false }
    return table.links(of: device, at: time).contains { $0.kind == "bridge" }
  }

  private static let stacked: Set<String> = ["vlan", "macvlan", "macvtap", "ipvlan", "ipvtap"]
  private static let tunnels: Set<String> = [
    "vxlan", "gre", "gretap", "ip6gre", "ip6gretap", "ipip", "sit", "ip6tnl",
  ]
}
