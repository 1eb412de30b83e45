import CLinux
package import LabModel

/// The requests for the tables that a recorder reads.
struct TableRequests {
  var links = DumpRequest.links
  var addresses = DumpRequest.addresses
  var routes = DumpRequest.routes
  var neighbours = DumpRequest.neighbours
  var rules = DumpRequest.rules
  var queues = DumpRequest.queues
}

/// What the tables looked like that change without a notification.
struct TableDigests {
  var links: TableDigest?
  var addresses: TableDigest?
  var routes: TableDigest?
  var neighbours: TableDigest?
}

/// When those tables were last compared, CLOCK_MONOTONIC in ns.
struct TableTimes {
  var links: Int64
  var addresses: Int64
  var routes: Int64
  var neighbours: Int64
}

extension NetworkRecorder {
  /// Reads all that happened before this instant, also what the kernel sends no message about.
  ///
  /// In order: notifications; what interfaces, addresses, routes and neighbours differ in from what
  /// they told; sockets; counters. The times are meant as in `drain(now:)`; what was found by comparing may
  /// have happened at any time since the fence before.
  package func fence(now: Int64) -> [Event.Body] {
    var events: [Event.Body] = []
    noticeGroup()
    _ = read(now, &events)
    orLoss(lastCompared.links, &events) { events throws(NetlinkError) in
      try compareLinks(now, &events)
      try compareAddresses(now, &events)
      try compareRoutes(now, &events)
      try compareNeighbours(now, &events)
      try readCounters()
      let sockets = try readSockets()
      if !sockets.isEmpty { events.append(.sockets(sockets)) }
    }
    // After a failure too: what was read will not be read again.
    if !counterChanges.isEmpty { events.append(.counters(counterChanges)) }
    counterChanges = []
    makeUpForOverflow(now, &events)
    return events
  }

  /// Reads all tables and compares them with ours, after messages were lost since `since`.
  func resynchronise(
    _ now: Int64, since: Int64, _ events: inout [Event.Body]
  ) throws(NetlinkError) {
    digests = TableDigests()
    try compareLinks(now, &events)
    try compareAddresses(now, &events)
    try compareRoutes(now, &events)
    try compareNeighbours(now, &events)
    try compareRules(now, since: since, &events)
  }

  /// Adds what the host's counters, and those of its queueing disciplines, have changed by to
  /// `counterChanges`.
  func readCounters() throws(NetlinkError) {
    if hasQueueChange || queueDrops.canDrop || hasQueue {
      hasQueueChange = false
      queueDrops.note(
        try requests.dump(&requestsForTables.queues, into: group.dumps), host: host,
        &counterChanges)
    }
    for file in counterFiles { try file.refresh(host: host, into: group.dumps, &counterChanges) }
  }

  /// What sockets have changed since the last look; the counters have been read just before.
  func readSockets() throws(NetlinkError) -> [SocketChange] {
    let segments = counterFiles[0].sum(["InSegs", "OutSegs"], of: "Tcp:")
    return try sockets.refresh(host: host, segments: segments, buffer: group.dumps)
  }
}
