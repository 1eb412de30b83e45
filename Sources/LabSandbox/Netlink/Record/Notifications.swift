import CLinux
package import LabModel

extension NetworkRecorder {
  /// What is listened to, as `ip monitor` and `tc monitor` do.
  static let groups = UInt32(
    bitPattern: RTMGRP_LINK | RTMGRP_NEIGH | RTMGRP_TC | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE
      | RTMGRP_IPV4_RULE | RTMGRP_IPV6_IFADDR | RTMGRP_IPV6_ROUTE
      | 1 << Int32(RTNLGRP_IPV6_RULE.rawValue - 1))

  /// Reads all notifications that wait.
  ///
  /// Where messages were lost, says so, reads all tables anew, and adds what differs.
  /// - Parameter now: CLOCK_MONOTONIC in ns, read just before; the events' own time is to be read
  ///   afterwards. What comes later happened after `now`.
  /// - Returns: What changed, in order. Messages that change nothing recorded leave no trace.
  package func drain(now: Int64) -> [Event.Body] {
    var events: [Event.Body] = []
    _ = read(now, &events)
    orLoss(lastCompared.routes, &events) { events throws(NetlinkError) in
      // Routes go without a message when a device goes down.
      if hasLinkChange { try compareRoutes(now, &events) }
    }
    makeUpForOverflow(now, &events)
    return events
  }

  /// Reads until the socket is empty and follows each message; false if there was none.
  func read(_ now: Int64, _ events: inout [Event.Body]) -> Bool {
    var hasRead = false
    while true {
      let room = group.notifications.room(after: 0)
      // Whatever fails here, what was to be read is lost.
      switch (try? notifications.receive(into: room, waits: false)) ?? .overflow {
      case .empty:
        lastEmpty = now
        return hasRead
      case .overflow:
        if overflowSince != nil { return true }
        overflowSince = lastEmpty
      case .datagram(let count):
        for message in NetlinkMessages(UnsafeRawBufferPointer(rebasing: room[..<count])) {
          follow(message, &events)
        }
      }
      hasRead = true
    }
  }

  /// After lost messages: tells of the loss, and compares all tables.
  func makeUpForOverflow(_ now: Int64, _ events: inout [Event.Body]) {
    guard let since = overflowSince else { return }
    overflowSince = nil
    events.append(.loss(Loss(host: host, source: .netlink, count: 0, since: since)))
    orLoss(since, &events) { events throws(NetlinkError) in
      try resynchronise(now, since: since, &events)
    }
  }

  /// Does `body`; where a table cannot be read, says that something is missing since `since`.
  func orLoss(
    _ since: Int64, _ events: inout [Event.Body],
    _ body: (inout [Event.Body]) throws(NetlinkError) -> Void
  ) {
    do throws(NetlinkError) { try body(&events) } catch {
      events.append(.loss(Loss(host: host, source: .netlink, count: 0, since: since)))
    }
  }

  /// Brings our tables up to one message.
  private func follow(_ message: NetlinkMessage, _ events: inout [Event.Body]) {
    switch message.type {
    case RTM_NEWLINK, RTM_DELLINK: followLink(message, &events)
    case RTM_NEWADDR, RTM_DELADDR:
      guard let (key, address) = Address.decode(message) else { return }
      digests.addresses = nil
      let change =
        message.type == RTM_NEWADDR
        ? addressTable.put(key, address) : addressTable.remove(key)
      if let change { events.append(.address(self.change(change, since: lastEmpty))) }
    case RTM_NEWROUTE, RTM_DELROUTE:
      guard let route = Route(message) else { return }
      digests.routes = nil
      let key = RouteKey(route, message)
      let change =
        message.type == RTM_NEWROUTE
        ? routeTable.put(key, route, flags: message.flags) : routeTable.remove(key, route)
      if let change { events.append(.route(self.change(change, since: lastEmpty))) }
    case RTM_NEWNEIGH, RTM_DELNEIGH:
      guard let neighbour = Neighbour(message) else { return }
      digests.neighbours = nil
      let change =
        message.type == RTM_NEWNEIGH
        ? neighbourTable.put(neighbour.key, neighbour) : neighbourTable.remove(neighbour.key)
      if let change { events.append(.neighbour(self.change(change, since: lastEmpty))) }
    case RTM_NEWRULE, RTM_DELRULE:
      guard let rule = Rule(message) else { return }
      let key = Self.ruleKey(message)
      let change =
        message.type == RTM_NEWRULE ? ruleTable.put(key, rule) : ruleTable.remove(key)
      if let change { events.append(.rule(self.change(change, since: lastEmpty))) }
    case RTM_NEWQDISC, RTM_DELQDISC: hasQueueChange = true
    default: break
    }
  }

  private func followLink(_ message: NetlinkMessage, _ events: inout [Event.Body]) {
    guard let link = Link(message) else { return }
    digests.links = nil
    let change =
      message.type == RTM_NEWLINK
      ? linkTable.put(link.index, locate(link)) : linkTable.remove(link.index)
    guard let change else { return }
    events.append(.link(self.change(change, since: lastEmpty)))
    if change.old?.flags != change.new?.flags || change.old?.hasCarrier != change.new?.hasCarrier {
      hasLinkChange = true
    }
    if change.new == nil { interfaceCounters.forget(link.index) }
  }

  /// The message without its header and FIB_RULE_* flags: one of these flags comes and goes with
  /// the rule's interface.
  static func ruleKey(_ message: NetlinkMessage) -> [UInt8] {
    var bytes = Array(message.payload)
    for index in 8..<12 where index < bytes.count { bytes[index] = 0 }
    return bytes
  }

  /// The link with the host that its other end is in.
  func locate(_ link: Link) -> Link {
    guard link.linkNamespace >= 0 else { return link }
    noticeGroup()
    var link = link
    if let host = knownHosts[link.linkNamespace] {
      link.linkHost = host
    } else {
      link.linkHost = group.host(of: link.linkNamespace, seenBy: requests)
      knownHosts[link.linkNamespace] = link.linkHost
    }
    return link
  }

  /// Forgets which id is which host when recorders have come or gone; the links are then looked at
  /// anew at the next fence.
  func noticeGroup() {
    guard knownGeneration != group.generation else { return }
    knownGeneration = group.generation
    knownHosts = [:]
    digests.links = nil
  }

  func change<Object>(
    _ change: (old: Object?, new: Object?), since earliest: Int64
  ) -> ObjectChange<Object> {
    ObjectChange(host: host, earliest: earliest, old: change.old, new: change.new)
  }
}
