import CLinux
import Glibc
import LabModel

/// What routes have in common that the kernel looks at in turn.
struct RouteKey: Hashable {
  var family: UInt8
  var table: UInt32
  var destination: String
  var typeOfService: UInt8
  var metric: UInt32

  init(_ route: Route, _ message: NetlinkMessage) {
    family = route.family
    table = route.table
    destination = route.destination
    typeOfService = message.payload.value(as: rtmsg.self)?.rtm_tos ?? 0
    metric = route.metric
  }
}

/// The routes of one host, of all tables and both families.
///
/// Several may share a key (`ip route append`). What a message says about IPv6 routes of several
/// ways depends on the kernel's version: what is misread here is put right by the next `replace`.
struct RouteTable {
  typealias Change = (old: Route?, new: Route?)

  private var routes: [RouteKey: [Route]] = [:]

  /// Follows an RTM_NEWROUTE message with the flags NLM_F_*; nil if it changes nothing.
  mutating func put(_ key: RouteKey, _ route: Route, flags: Int32) -> Change? {
    let list = routes[key] ?? []
    let same = list.firstIndex { $0.isSame(as: route) }
    let replaced = flags & NLM_F_REPLACE != 0 ? list.indices.first : nil
    let joined = list.firstIndex { $0.isPart(of: route) }
    guard let index = same ?? replaced ?? joined else {
      routes[key] = list + [route]
      return (nil, route)
    }
    guard list[index] != route else { return nil }
    routes[key]?[index] = route
    return (list[index], route)
  }

  /// Follows an RTM_DELROUTE message; nil if no such route is there.
  mutating func remove(_ key: RouteKey, _ route: Route) -> Change? {
    let list = routes[key] ?? []
    if let index = list.firstIndex(where: { $0.isSame(as: route) }) {
      routes[key]?.remove(at: index)
      if list.count == 1 { routes[key] = nil }
      return (list[index], nil)
    }
    // One way of an IPv6 route that has several.
    guard let index = list.firstIndex(where: { route.isPart(of: $0) }) else { return nil }
    var rest = list[index]
    rest.nexthops.removeAll { way in route.nexthops.contains { $0.isSame(as: way) } }
    routes[key]?[index] = rest
    return (list[index], rest)
  }

  /// Makes the table equal to one that the kernel gave; removals come first.
  mutating func replace(with current: [(key: RouteKey, route: Route)]) -> [Change] {
    var removals: [Change] = []
    var others: [Change] = []
    var next: [RouteKey: [Route]] = [:]
    var keys: [RouteKey] = []
    for (key, route) in current {
      if next[key] == nil { keys.append(key) }
      next[key, default: []].append(route)
    }
    for key in keys {
      for change in Self.changes(from: routes[key] ?? [], to: next[key] ?? []) {
        if change.new == nil { removals.append(change) } else { others.append(change) }
      }
    }
    for (key, list) in routes where next[key] == nil {
      removals += list.map { ($0, nil) }
    }
    routes = next
    // A dictionary has no order: give the removals one.
    removals.sort { ($0.old?.order ?? ("", "")) < ($1.old?.order ?? ("", "")) }
    return removals + others
  }

  /// The changes between two lists of routes of one key.
  private static func changes(from old: [Route], to new: [Route]) -> [Change] {
    guard old != new else { return [] }
    var changes: [Change] = []
    var gone = old
    var come = new
    for matches in [{ $0 == $1 }, { $0.isSame(as: $1) }] as [(Route, Route) -> Bool] {
      for route in come {
        guard let index = gone.firstIndex(where: { matches($0, route) }) else { continue }
        if gone[index] != route { changes.append((gone[index], route)) }
        gone.remove(at: index)
        if let index = come.firstIndex(of: route) { come.remove(at: index) }
      }
    }
    if gone.count == 1, come.count == 1 { return changes + [(gone[0], come[0])] }
    return changes + gone.map { ($0, nil) } + come.map { (nil, $0) }
  }
}

extension Route {
  /// Whether it is the same route; the kernel sets the ways' flags on its own.
  fileprivate func isSame(as other: Route) -> Bool {
    family == other.family && table == other.table && destination == other.destination
      && type == other.type && scope == other.scope && protocolNumber == other.protocolNumber
      && metric == other.metric && preferredSource == other.preferredSource && mtu == other.mtu
      && nexthops.count == other.nexthops.count
      && zip(nexthops, other.nexthops).allSatisfy { $0.isSame(as: $1) }
  }

  /// Whether all its ways are ways of `other`, an IPv6 route that has more.
  fileprivate func isPart(of other: Route) -> Bool {
    Int32(family) == AF_INET6 && type == other.type && !nexthops.isEmpty
      && nexthops.count < other.nexthops.count
      && nexthops.allSatisfy { way in
        other.nexthops.contains { $0.interface == way.interface && $0.gateway == way.gateway }
      }
  }

  fileprivate var order: (String, String) {
    ("\(family) \(table) \(destination) \(metric)", "\(type) \(nexthops)")
  }
}

extension Nexthop {
  fileprivate func isSame(as other: Nexthop) -> Bool {
    interface == other.interface && gateway == other.gateway && weight == other.weight
  }
}
