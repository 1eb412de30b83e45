import LabEvidence
import LabModel

/// What a run's network became in each step, in the form in which runs are compared: facts that are so
/// now and were not, and the other way round.
///
/// The kernel tells one change in one message or in several; only what came of a step is compared. Left
/// out is what changes by itself: link-local addresses and IPv6's own routes, the states through which a
/// neighbour goes, sockets that are on their way to an end.
struct NetworkDigest {
  private let names: InterfaceNames
  private var changes: [Int: [Int: [String: Int]]] = [:]
  private var order: [String: Int] = [:]

  init(
    _ evidence: RunEvidence, _ clock: StepClock, _ names: InterfaceNames,
    _ normal: inout NormalNames
  ) {
    self.names = names
    for row in evidence.sockets {
      for port in [row.change.old, row.change.new].compactMap({ $0 })
        .flatMap({ [$0.localPort, $0.remotePort] })
      {
        normal.note(port: port)
      }
    }
    for row in evidence.links {
      take(row, clock, &normal) { digest, link, time, normal in
        digest.facts(link, host: row.change.host, time, &normal)
      }
    }
    for row in evidence.addresses {
      take(row, clock, &normal) { digest, address, time, _ in
        guard !address.address.hasPrefix("fe80:") else { return [] }
        let name = names.interface(host: row.change.host, index: address.interface, at: time)
        return ["\(address.address)/\(address.prefixLength) on \(name)"]
      }
    }
    for row in evidence.routes {
      take(row, clock, &normal) { digest, route, time, _ in
        digest.facts(route, host: row.change.host, time)
      }
    }
    for row in evidence.neighbours {
      take(row, clock, &normal) { digest, neighbour, time, normal in
        digest.facts(neighbour, host: row.change.host, time, &normal)
      }
    }
    for row in evidence.rules {
      take(row, clock, &normal) { digest, rule, _, _ in [digest.fact(rule)] }
    }
    for row in evidence.sockets {
      let step = clock.step(at: row.time)
      normal.scope = clock.scope(of: step)
      for (socket, count) in [(row.change.old, -1), (row.change.new, 1)] {
        guard let socket, let fact = Self.fact(socket, &normal) else { continue }
        note(fact, count, step: step, host: row.change.host)
      }
    }
  }

  /// The sections of one step, a host each; step 0 is what stood before the first one.
  func sections(_ step: Int) -> [EvidenceSection] {
    (changes[step] ?? [:]).map { host, facts in
      let lines = facts.filter { $0.value != 0 }
        .sorted { (order[$0.key] ?? 0, $0.key) < (order[$1.key] ?? 0, $1.key) }
        .map { ($0.value > 0 ? "" : "gone: ") + $0.key }
      return EvidenceSection("network of \(names.host(host))", lines)
    }.filter { !$0.lines.isEmpty }.sorted { $0.title < $1.title }
  }

  // MARK: Gathering

  private typealias Facts<Object> = (Self, Object, Int64, inout NormalNames) -> [String]

  private mutating func take<Object>(
    _ row: ChangeRow<Object>, _ clock: StepClock, _ normal: inout NormalNames,
    _ facts: Facts<Object>
  ) {
    let step = clock.step(at: row.time)
    normal.scope = clock.scope(of: step)
    if let old = row.change.old {
      for fact in facts(self, old, row.time, &normal) {
        note(fact, -1, step: step, host: row.change.host)
      }
    }
    if let new = row.change.new {
      for fact in facts(self, new, row.time, &normal) {
        note(fact, 1, step: step, host: row.change.host)
      }
    }
  }

  private mutating func note(_ fact: String, _ count: Int, step: Int, host: Int) {
    changes[step, default: [:]][host, default: [:]][fact, default: 0] += count
    if order[fact] == nil { order[fact] = order.count }
  }

  // MARK: Facts

  private func facts(
    _ link: Link, host: Int, _ time: Int64, _ normal: inout NormalNames
  ) -> [String] {
    var facts = ["\(link.name) is there" + (link.kind.isEmpty ? "" : " (\(link.kind))")]
    facts.append("\(link.name) is \(link.isUp ? "up" : "down")")
    if link.isUp { facts.append("\(link.name) has \(link.hasCarrier ? "" : "no ")carrier") }
    facts.append("\(link.name) has mtu \(link.mtu)")
    if !link.address.isEmpty {
      let address = KernelWords.linkAddress(link.address)
      facts.append(
        "\(link.name) has address "
          + (link.address.count == 6 ? normal.linkAddress(address) : address))
    }
    if link.master != 0 {
      let master = names.interface(host: host, index: link.master, at: time)
      facts.append("\(link.name) is in \(master)")
    }
    if !link.qdisc.isEmpty { facts.append("\(link.name) has qdisc \(link.qdisc)") }
    return facts
  }

  private func facts(_ route: Route, host: Int, _ time: Int64) -> [String] {
    if route.family == 10 {
      let isOwn = route.table == 255 || route.destination.hasPrefix("fe80:")
      if isOwn || route.destination.hasPrefix("ff") { return [] }
    }
    var text =
      "route "
      + ChangeWords.route(
        route, name: { names.interface(host: host, index: $0, at: time) })
    if route.table != 254 { text += " table \(KernelWords.table(route.table))" }
    if route.mtu != 0 { text += " mtu \(route.mtu)" }
    let bits: [(UInt32, String)] = [(1, "dead"), (16, "linkdown")]  // RTNH_F_*
    for (bit, word) in bits where route.nexthops.contains(where: { $0.flags & bit != 0 }) {
      text += " \(word)"
    }
    return [text]
  }

  private func facts(
    _ neighbour: Neighbour, host: Int, _ time: Int64, _ normal: inout NormalNames
  ) -> [String] {
    let isNone = neighbour.state & 0x40 != 0 || neighbour.address.hasPrefix("ff")  // NUD_NOARP
    guard !isNone, !neighbour.address.hasPrefix("fe80:") else { return [] }
    let name = names.interface(host: host, index: neighbour.interface, at: time)
    guard !neighbour.linkAddress.isEmpty else {
      return ["neighbour \(neighbour.address) on \(name) does not answer"]
    }
    let address = KernelWords.linkAddress(neighbour.linkAddress)
    return ["neighbour \(neighbour.address) on \(name) is at \(normal.linkAddress(address))"]
  }

  private func fact(_ rule: Rule) -> String {
    var text = "\(rule.family == 10 ? "IPv6 " : "")rule \(rule.priority): from \(rule.source)"
    if rule.destination != "all" { text += " to \(rule.destination)" }
    if !rule.inputInterface.isEmpty { text += " iif \(rule.inputInterface)" }
    if !rule.outputInterface.isEmpty { text += " oif \(rule.outputInterface)" }
    if rule.mark != 0 { text += " fwmark 0x" + String(rule.mark, radix: 16) }
    if rule.table != 0 { text += " lookup \(KernelWords.table(rule.table))" }
    return text
  }

  /// Only states in which a socket stays: established, syn-sent, close of UDP, listen.
  private static func fact(_ socket: Socket, _ normal: inout NormalNames) -> String? {
    guard [1, 2, 7, 10].contains(socket.state) else { return nil }
    func end(_ address: String, _ port: UInt16) -> String {
      (socket.family == 10 ? "[\(address)]" : address) + ":"
        + (port == 0 ? "*" : normal.port(Int(port)) ?? String(port))
    }
    let transport = KernelWords.transport(socket.protocolNumber)
    let local = end(socket.localAddress, socket.localPort)
    guard socket.remotePort != 0 else { return "\(transport) \(local) is listening" }
    let remote = end(socket.remoteAddress, socket.remotePort)
    return "\(transport) \(local) to \(remote) is \(KernelWords.socketState(socket.state))"
  }
}
