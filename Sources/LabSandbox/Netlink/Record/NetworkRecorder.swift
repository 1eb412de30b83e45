import CLinux
package import LabModel

/// Records what the kernel does to one network namespace: interfaces, addresses, routes, neighbours,
/// rules, sockets and counters.
///
/// Changes come from rtnetlink(7)'s notifications where the kernel sends them, and from tables that
/// are dumped and compared at each fence where it does not. For one thread.
package final class NetworkRecorder {
  /// The host's number.
  package let host: Int

  let notifications: NetlinkSocket
  let requests: NetlinkSocket
  let group: RecorderGroup
  let sockets: SocketTable
  let counterFiles: [CounterFile]

  var linkTable = ObjectTable<Int32, Link>()
  var addressTable = ObjectTable<AddressKey, Address>()
  var neighbourTable = ObjectTable<NeighbourKey, Neighbour>()
  /// By the message's own bytes: the kernel tells rules apart by more than is recorded.
  var ruleTable = ObjectTable<[UInt8], Rule>()
  var routeTable = RouteTable()
  var interfaceCounters = InterfaceCounters()
  var queueDrops = QueueDrops()
  /// What counters have changed by, until a fence tells it.
  var counterChanges: [CounterChange] = []

  var requestsForTables = TableRequests()
  /// Digests of the last dumps; nil where a message has changed our table since.
  var digests = TableDigests()
  /// Since when messages may be missing, until that is made up for.
  var overflowSince: Int64?
  /// Whether a notification said that queueing disciplines came or went.
  var hasQueueChange = false
  /// Whether an interface has a queue at its exit, as of the last look at the interfaces.
  var hasQueue = false
  /// Whether a notification said that an interface changed so that routes may have gone silently.
  var hasLinkChange = false

  /// The last time the notification socket was known to be empty, CLOCK_MONOTONIC in ns.
  var lastEmpty: Int64
  /// The last time each table was compared.
  var lastCompared: TableTimes
  /// What the group knew when namespaces' ids were last looked up, and what came of it.
  var knownGeneration = -1
  var knownHosts: [Int32: Int] = [:]
  private var initial: [Event.Body] = []

  /// Opens the sockets in the network namespace that the calling thread is in, notifications first,
  /// and reads all tables.
  ///
  /// - Parameters:
  ///   - host: whose namespace it is.
  ///   - group: the recorders of the same sandbox.
  ///   - now: CLOCK_MONOTONIC in ns, read just before.
  ///   - receiveBuffer: bytes of notifications that may wait.
  /// - Throws: `SandboxFailure` where a socket or a file of /proc/net cannot be opened or read:
  ///   /proc must be that of the thread's own PID namespace.
  package init(
    host: HostRecord, group: RecorderGroup, now: Int64, receiveBuffer: Int32 = 8 << 20
  ) throws(SandboxFailure) {
    self.host = host.number
    self.group = group
    lastEmpty = now
    lastCompared = TableTimes(links: now, addresses: now, routes: now, neighbours: now)
    do throws(NetlinkError) {
      notifications = try NetlinkSocket(
        NETLINK_ROUTE, groups: Self.groups, receiveBuffer: receiveBuffer)
      requests = try NetlinkSocket(NETLINK_ROUTE)
      sockets = try SocketTable(buffer: group.dumps)
      var files = [try CounterFile("snmp", .lines), try CounterFile("netstat", .lines)]
      // Missing where the kernel has no IPv6.
      if let file = try? CounterFile("snmp6", .pairs) { files.append(file) }
      counterFiles = files
      group.add(self)
      try readAll(now)
    } catch {
      throw SandboxFailure(
        stage: "record the network", subject: "host \(host.name)", errno: error.errno)
    }
  }

  deinit { close() }

  /// What becomes readable when notifications wait, for epoll(7).
  package var fileDescriptor: Int32 { notifications.descriptor }

  /// Whether the host had no socket at the last fence: its counters then change only by what
  /// somebody does.
  package var isStill: Bool { sockets.isEmpty }

  /// The host's interfaces, as last seen, oldest first.
  package var links: [Link] { linkTable.objects }

  /// The interface with this index, as last seen.
  package func link(_ index: Int32) -> Link? { linkTable[index] }

  /// The name of the interface with this index, as last seen.
  package func name(of index: Int32) -> String? { linkTable[index]?.name }

  /// What was there when recording began, as changes with `isInitial`; once.
  ///
  /// Ask when the recorders of all hosts are there: `linkHost` is known then.
  package func initialEvents() -> [Event.Body] {
    defer { initial = [] }
    return initial.map { event in
      guard case .link(var change) = event, let link = change.new else { return event }
      let located = locate(link)
      change.new = located
      if linkTable[link.index] == link { _ = linkTable.put(link.index, located) }
      return .link(change)
    }
  }

  /// Closes everything; the namespace is no longer held.
  package func close() {
    group.remove(self)
    notifications.close()
    requests.close()
    sockets.close()
    for file in counterFiles { file.close() }
  }

  /// Reads all tables for the first time: nothing in them is a change.
  private func readAll(_ now: Int64) throws(NetlinkError) {
    var events: [Event.Body] = []
    try resynchronise(now, since: now, &events)
    initial = events.map { $0.asInitial }
    hasQueueChange = true
    for file in counterFiles { try file.begin(into: group.dumps) }
    try readCounters()
    counterChanges = []
    let sockets = try readSockets()
    if !sockets.isEmpty { initial.append(.sockets(sockets)) }
  }
}

extension Event.Body {
  /// The same change, of an object that was there from the start.
  fileprivate var asInitial: Event.Body {
    func initial<Object>(_ change: ObjectChange<Object>) -> ObjectChange<Object> {
      var change = change
      change.isInitial = change.old == nil
      return change
    }
    return switch self {
    case .link(let change): .link(initial(change))
    case .address(let change): .address(initial(change))
    case .route(let change): .route(initial(change))
    case .neighbour(let change): .neighbour(initial(change))
    case .rule(let change): .rule(initial(change))
    default: self
    }
  }
}
