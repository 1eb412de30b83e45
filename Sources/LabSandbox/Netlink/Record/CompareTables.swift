import CLinux
import LabModel

/// Dump and compare: what differs between the kernel's tables and ours.
extension NetworkRecorder {
  /// A table that changes while it is dumped is dumped again, this often; then left for next time.
  private static let attempts = 4

  /// Those attributes of an interface that are recorded, as bits.
  ///
  /// IFLA_LINKINFO is not among them: the kind stays, and a bridge's timers are in it too.
  private static let linkAttributes = [
    IFLA_IFNAME, IFLA_MTU, IFLA_ADDRESS, IFLA_OPERSTATE, IFLA_CARRIER, IFLA_MASTER, IFLA_LINK,
    IFLA_LINK_NETNSID, IFLA_QDISC,
  ].reduce(UInt64(0)) { $0 | 1 << UInt64($1) }

  /// Compares the interfaces; adds what their statistics have changed by to `counterChanges`.
  func compareLinks(_ now: Int64, _ events: inout [Event.Body]) throws(NetlinkError) {
    guard let dump = try dump(\.links, now, &events) else { return }
    var digest = TableDigest()
    for message in dump where message.type == RTM_NEWLINK {
      let interface = message.payload.value(as: ifinfomsg.self)?.ifi_index ?? 0
      digest.add(message, header: MemoryLayout<ifinfomsg>.size) { attribute in
        if attribute.type == IFLA_STATS64 {
          interfaceCounters.note(interface, attribute.value, host: host, &counterChanges)
        }
        return attribute.type < 64 && Self.linkAttributes & 1 << UInt64(attribute.type) != 0
      }
    }
    if digest != digests.links {
      let links = dump.compactMap { Link($0) }.map { (key: $0.index, object: locate($0)) }
      hasQueue = links.contains { !["", "noqueue", "noop"].contains($0.object.qdisc) }
      for change in linkTable.replace(with: links) {
        events.append(.link(self.change(change, since: lastCompared.links)))
        if change.new == nil, let old = change.old { interfaceCounters.forget(old.index) }
      }
      digests.links = digest
    }
    lastCompared.links = now
  }

  /// Compares the routes of all tables.
  func compareRoutes(_ now: Int64, _ events: inout [Event.Body]) throws(NetlinkError) {
    hasLinkChange = false
    guard let dump = try dump(\.routes, now, &events) else { return }
    var digest = TableDigest()
    for message in dump where message.type == RTM_NEWROUTE {
      digest.add(message, header: MemoryLayout<rtmsg>.size) {
        $0.type != Int(RTA_CACHEINFO.rawValue)
      }
    }
    if digest != digests.routes {
      let routes = dump.compactMap { message in
        Route(message).map { (key: RouteKey($0, message), route: $0) }
      }
      for change in routeTable.replace(with: routes) {
        events.append(.route(self.change(change, since: lastCompared.routes)))
      }
      digests.routes = digest
    }
    lastCompared.routes = now
  }

  /// Compares the neighbours: the kernel does not tell when a state follows from a packet sent.
  func compareNeighbours(_ now: Int64, _ events: inout [Event.Body]) throws(NetlinkError) {
    guard let dump = try dump(\.neighbours, now, &events) else { return }
    var digest = TableDigest()
    for message in dump where message.type == RTM_NEWNEIGH {
      digest.add(message, header: MemoryLayout<ndmsg>.size) {
        $0.type != NDA_CACHEINFO && $0.type != NDA_PROBES
      }
    }
    if digest != digests.neighbours {
      let neighbours = dump.compactMap { Neighbour($0) }.map { (key: $0.key, object: $0) }
      for change in neighbourTable.replace(with: neighbours) {
        events.append(.neighbour(self.change(change, since: lastCompared.neighbours)))
      }
      digests.neighbours = digest
    }
    lastCompared.neighbours = now
  }

  /// Compares the addresses: of an IPv6 address the kernel tells some time after it is there.
  func compareAddresses(_ now: Int64, _ events: inout [Event.Body]) throws(NetlinkError) {
    guard let dump = try dump(\.addresses, now, &events) else { return }
    var digest = TableDigest()
    for message in dump where message.type == RTM_NEWADDR {
      digest.add(message, header: MemoryLayout<ifaddrmsg>.size) { $0.type != IFA_CACHEINFO }
    }
    if digest != digests.addresses {
      for change in addressTable.replace(with: dump.compactMap { Address.decode($0) }) {
        events.append(.address(self.change(change, since: lastCompared.addresses)))
      }
      digests.addresses = digest
    }
    lastCompared.addresses = now
  }

  /// Compares the rules; all that happens to them is told at once, so only after a loss.
  func compareRules(
    _ now: Int64, since: Int64, _ events: inout [Event.Body]
  ) throws(NetlinkError) {
    guard let dump = try dump(\.rules, now, &events) else { return }
    let rules = dump.compactMap { message in
      Rule(message).map { (key: Self.ruleKey(message), object: $0) }
    }
    for change in ruleTable.replace(with: rules) {
      events.append(.rule(self.change(change, since: since)))
    }
  }

  /// Dumps a table; nil if notifications kept coming meanwhile, which are followed.
  ///
  /// With one in between nobody knows whether the dump or the message is newer.
  private func dump(
    _ table: WritableKeyPath<TableRequests, DumpRequest>, _ now: Int64,
    _ events: inout [Event.Body]
  ) throws(NetlinkError) -> NetlinkMessages? {
    for _ in 0..<Self.attempts {
      let messages = try requests.dump(&requestsForTables[keyPath: table], into: group.dumps)
      if !read(now, &events) { return messages }
    }
    return nil
  }
}
