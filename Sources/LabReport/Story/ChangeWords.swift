package import LabEvidence
import LabModel

/// Recorded changes in plain words: `lo is up`, `route 10.0.0.0/24 dev eth0 added`.
package struct ChangeWords: Sendable {
  /// A sentence; routes that change alike at once can be told in one.
  package struct Sentence: Sendable, Hashable {
    package var text: String
    /// What such changes have in common: `routes in table local added`.
    var group: String?
    /// This change within its group.
    var item: String = ""
  }

  package let names: InterfaceNames

  /// Words for the changes of the run whose hosts and interfaces `evidence` has.
  package init(_ evidence: RunEvidence) { names = InterfaceNames(evidence) }

  init(names: InterfaceNames) { self.names = names }

  /// What `change` is to a reader; nil where it tells nothing (a bookkeeping flag).
  package func sentence(_ change: StoryChange) -> Sentence? {
    switch change {
    case .link(let row): link(row).map { Sentence(text: $0) }
    case .address(let row): address(row).map { Sentence(text: $0) }
    case .route(let row): route(row)
    case .neighbour(let row): neighbour(row).map { Sentence(text: $0) }
    case .rule(let row): rule(row).map { Sentence(text: $0) }
    case .socket(let row): socket(row).map { Sentence(text: $0) }
    case .counter(let row): Sentence(text: counter(row))
    }
  }

  // MARK: Links

  private func link(_ row: ChangeRow<Link>) -> String? {
    let host = row.change.host
    guard let new = row.change.new else { return row.change.old.map { "\($0.name) removed" } }
    guard let old = row.change.old else {
      let kind = new.kind.isEmpty ? "" : "\(new.kind), "
      return "\(new.name) added (\(kind)\(new.isUp ? "up" : "down"))"
    }
    var facts: [String] = []
    if old.name != new.name { facts.append("is now called \(new.name)") }
    if old.isUp != new.isUp { facts.append(new.isUp ? "is up" : "is down") }
    // An interface that is down has no carrier to speak of.
    if old.hasCarrier != new.hasCarrier, new.isUp || old.isUp == new.isUp {
      facts.append(new.hasCarrier ? "has carrier" : "has no carrier")
    }
    if old.mtu != new.mtu { facts.append("has mtu \(new.mtu)") }
    if old.master != new.master {
      let master = new.master != 0 ? new.master : old.master
      let name = names.interface(host: host, index: master, at: row.time)
      facts.append(new.master != 0 ? "joins \(name)" : "leaves \(name)")
    }
    if old.address != new.address {
      facts.append("has address \(KernelWords.linkAddress(new.address))")
    }
    if facts.isEmpty, old.operationalState != new.operationalState {
      facts.append(
        "is operationally \(KernelWords.operationalState(new.operationalState))")
    }
    return facts.isEmpty ? nil : "\(old.name) " + facts.joined(separator: ", ")
  }

  // MARK: Addresses, neighbours, rules

  private func address(_ row: ChangeRow<Address>) -> String? {
    guard let object = row.change.new ?? row.change.old else { return nil }
    let name = names.interface(host: row.change.host, index: object.interface, at: row.time)
    let text = "\(object.address)/\(object.prefixLength)"
    guard let new = row.change.new else { return "\(text) removed from \(name)" }
    guard let old = row.change.old else { return "\(text) added to \(name)" }
    let tentative: UInt32 = 0x40  // IFA_F_TENTATIVE
    let failed: UInt32 = 0x08  // IFA_F_DADFAILED
    if new.flags & failed != 0, old.flags & failed == 0 {
      return "\(text) on \(name) is a duplicate"
    }
    if old.flags & tentative != 0, new.flags & tentative == 0 {
      return "\(text) on \(name) is no longer tentative"
    }
    return nil
  }

  private func neighbour(_ row: ChangeRow<Neighbour>) -> String? {
    guard let object = row.change.new ?? row.change.old else { return nil }
    let name = names.interface(host: row.change.host, index: object.interface, at: row.time)
    let subject = "neighbour \(object.address) on \(name)"
    // The kernel's own entries for multicast and loopback.
    if object.state == 64 { return nil }
    guard let new = row.change.new else { return subject + " removed" }
    let state = KernelWords.neighbourState(new.state)
    guard !new.linkAddress.isEmpty, row.change.old?.linkAddress != new.linkAddress else {
      return row.change.old?.state == new.state ? nil : "\(subject) is \(state)"
    }
    return "\(subject) is \(state) at \(KernelWords.linkAddress(new.linkAddress))"
  }

  private func rule(_ row: ChangeRow<Rule>) -> String? {
    guard let object = row.change.new ?? row.change.old else { return nil }
    var text = "rule \(object.priority): from \(object.source)"
    if object.destination != "all" { text += " to \(object.destination)" }
    if !object.inputInterface.isEmpty { text += " iif \(object.inputInterface)" }
    if !object.outputInterface.isEmpty { text += " oif \(object.outputInterface)" }
    if object.mark != 0 { text += " fwmark 0x" + String(object.mark, radix: 16) }
    if object.table != 0 { text += " lookup \(KernelWords.table(object.table))" }
    return text + verb(old: row.change.old, new: row.change.new)
  }

  // MARK: Routes

  private func route(_ row: ChangeRow<Route>) -> Sentence? {
    guard let object = row.change.new ?? row.change.old else { return nil }
    let text = Self.route(
      object,
      name: { self.names.interface(host: row.change.host, index: $0, at: row.time) })
    let table = object.table == 254 ? "" : " table \(KernelWords.table(object.table))"
    if let old = row.change.old, let new = row.change.new {
      let changed = flags(old, new)
      guard !changed.isEmpty else { return Sentence(text: "route \(text)\(table) changed") }
      let words = changed.joined(separator: ", ")
      return Sentence(
        text: "route \(text)\(table) is \(words)",
        group: "routes\(table.isEmpty ? "" : " in\(table)") that are \(words)", item: text)
    }
    let verb = verb(old: row.change.old, new: row.change.new)
    return Sentence(
      text: "route \(text)\(table)\(verb)",
      group: "routes\(table.isEmpty ? "" : " in\(table)")\(verb)", item: text)
  }

  /// A route as ip-route(8) writes it, without its table.
  static func route(_ route: Route, name: (Int32) -> String) -> String {
    var text = route.type == 1 ? "" : KernelWords.routeType(route.type) + " "
    text += route.destination
    let ways = route.nexthops.map { hop in
      (hop.gateway.isEmpty ? "" : " via \(hop.gateway)")
        + (hop.interface == 0 ? "" : " dev \(name(hop.interface))")
    }
    if ways.count == 1 {
      text += ways[0]
    } else {
      text += ways.map { " nexthop" + $0 }.joined()
    }
    if !route.preferredSource.isEmpty, route.type == 1 { text += " src \(route.preferredSource)" }
    if route.metric != 0, route.family == 2 { text += " metric \(route.metric)" }
    return text
  }

  private func flags(_ old: Route, _ new: Route) -> [String] {
    let bits: [(UInt32, String)] = [(1, "dead"), (16, "linkdown")]  // RTNH_F_*
    return bits.compactMap { bit, word in
      let was = old.nexthops.contains { $0.flags & bit != 0 }
      let isNow = new.nexthops.contains { $0.flags & bit != 0 }
      return was == isNow ? nil : isNow ? "now \(word)" : "no longer \(word)"
    }
  }

  // MARK: Sockets and counters

  private func socket(_ row: SocketRow) -> String? {
    guard let object = row.change.new ?? row.change.old else { return nil }
    let transport = KernelWords.transport(object.protocolNumber)
    let local = KernelWords.endpoint(
      family: object.family, address: object.localAddress, port: object.localPort)
    let isListening = object.state == 10 || (object.protocolNumber == 17 && object.remotePort == 0)
    if isListening {
      let word = row.change.new == nil ? "is no longer listening" : "is listening"
      return "\(transport) \(local) \(word)"
    }
    let remote = KernelWords.endpoint(
      family: object.family, address: object.remoteAddress, port: object.remotePort)
    let state =
      row.change.new.map { "is \(KernelWords.socketState($0.state))" } ?? "is gone"
    return "\(transport) \(local) to \(remote) \(state)"
  }

  private func counter(_ row: CounterRow) -> String {
    let change = row.change
    let place =
      change.interface == 0
      ? "" : names.interface(host: change.host, index: change.interface, at: row.time) + " "
    let difference =
      change.new >= change.old ? "+\(change.new - change.old)" : "-\(change.old - change.new)"
    return "\(place)\(change.name) \(change.old) to \(change.new) (\(difference))"
  }

  private func verb<Object>(old: Object?, new: Object?) -> String {
    if old == nil { return " added" }
    return new == nil ? " removed" : " changed"
  }
}
