import LabClaims
import LabModel

/// Looks at routes: those that a selector picks, and what they are or have.
struct RouteStates {
  let selector: RouteSelector
  let state: RouteState
  let host: String

  func timeline(evidence: RunEvidence, boundaries: Boundaries) -> Timeline {
    let prefix = NetworkPrefix(selector.prefix)
    let table = RouteTable.number(of: selector.table ?? "main")
    let gateway = selector.via.flatMap { NetworkAddress($0) }
    func isMeant(_ route: Route) -> Bool {
      route.table == table
        && prefix?.isDestination(route.destination, family: route.family) == true
        && (selector.family == nil || selector.family == route.family)
    }
    let replay = Replay(
      host: host, tables: .routes, evidence: evidence, boundaries: boundaries, wantsRoute: isMeant)
    return
      replay
      .timeline { host in
        var picked: [(route: Route, nexthops: [Nexthop])] = []
        for route in host?.routes ?? [] where isMeant(route) {
          let nexthops = route.nexthops.filter { nexthop in
            if let gateway, NetworkAddress(nexthop.gateway) != gateway { return false }
            guard let interface = selector.interface else { return true }
            return host?.name(ofInterface: nexthop.interface) == interface
          }
          // A blackhole has no nexthop: it is picked unless one was asked for.
          let asksNexthop = selector.via != nil || selector.interface != nil
          if asksNexthop && nexthops.isEmpty { continue }
          picked.append((route, nexthops))
        }
        return look(at: picked)
      }
  }

  private func look(
    at picked: [(route: Route, nexthops: [Nexthop])]
  ) -> (value: Bool, found: String) {
    let name = StateWords.name(of: selector, host: host)
    guard !picked.isEmpty else { return (state == .absent, "there was no \(name)") }
    switch state {
    case .present: return (true, "\(name) was present")
    case .absent: return (false, "\(name) was present")
    case .linkDown: return flag(Self.linkDownFlag, "linkdown", of: picked, name)
    case .dead: return flag(Self.deadFlag, "dead", of: picked, name)
    case .type(let type):
      let types = picked.map { RouteType(rawValue: $0.route.type)?.name ?? "\($0.route.type)" }
      return (types.contains(type), "\(name) had type \(types.joined(separator: " and "))")
    case .mtu(let mtu):
      let mtus = picked.map { Int($0.route.mtu) }
      let list = mtus.map { $0 == 0 ? "no mtu" : "mtu \($0)" }.joined(separator: " and ")
      return (mtus.contains(mtu), "\(name) had \(list)")
    }
  }

  /// RTNH_F_DEAD and RTNH_F_LINKDOWN of linux/rtnetlink.h.
  private static let deadFlag: UInt32 = 1
  private static let linkDownFlag: UInt32 = 16

  private func flag(
    _ flag: UInt32, _ word: String, of picked: [(route: Route, nexthops: [Nexthop])],
    _ name: String
  ) -> (value: Bool, found: String) {
    let has = picked.contains { $0.nexthops.contains { $0.flags & flag != 0 } }
    return (has, "\(name) was \(has ? "" : "not ")\(word)")
  }
}
