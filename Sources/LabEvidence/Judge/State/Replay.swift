import LabModel

/// Replays the recorded changes of all hosts of one name, in order.
struct Replay {
  /// Which tables a statement needs.
  struct Tables: OptionSet {
    let rawValue: Int
    static let addresses = Tables(rawValue: 1)
    static let routes = Tables(rawValue: 2)
    static let neighbours = Tables(rawValue: 4)
  }

  private enum Change {
    case hostAppears
    case hostGoes
    case link(ObjectChange<Link>)
    case address(ObjectChange<Address>)
    case route(ObjectChange<Route>)
    case neighbour(ObjectChange<Neighbour>)

    /// The order in which changes of one instant are applied.
    var rank: Int {
      switch self {
      case .hostAppears: 0
      case .link: 1
      case .address: 2
      case .route: 3
      case .neighbour: 4
      case .hostGoes: 5
      }
    }
  }

  private struct Moment {
    var time: Int64
    var instant: Instant
    var host: Int
    var change: Change
    var reference: EvidenceReference
  }

  private var moments: [Moment] = []

  /// The changes of all hosts called `name`; of routes and neighbours only those that `look` will ask for:
  /// it looks anew after each change, and a host may have thousands.
  init(
    host name: String, tables: Tables, evidence: RunEvidence, boundaries: Boundaries,
    wantsRoute: (Route) -> Bool = { _ in true },
    wantsNeighbour: (Neighbour) -> Bool = { _ in true }
  ) {
    let hosts = evidence.hosts.filter { $0.name == name }
    var begins: [Int: Instant] = [:]
    for host in hosts {
      // What labbook made before the first step is there from the start.
      let begin = host.origin == .planned ? Instant.beginning : Instant(host.from)
      begins[host.number] = begin
      let reference = EvidenceReference(.host, host.number)
      moments.append(
        Moment(
          time: begin.latest, instant: begin, host: host.number, change: .hostAppears,
          reference: reference))
      if let end = host.to {
        moments.append(
          Moment(
            time: end, instant: Instant(end), host: host.number, change: .hostGoes,
            reference: reference))
      }
    }
    func add<Object>(
      _ rows: [ChangeRow<Object>], _ table: EvidenceReference.Table,
      _ change: (ObjectChange<Object>) -> Change, isWanted: (Object) -> Bool = { _ in true }
    ) {
      for row in rows {
        guard let begin = begins[row.change.host],
          [row.change.old, row.change.new].contains(where: { $0.map(isWanted) ?? false })
        else { continue }
        let instant =
          row.change.isInitial ? begin : Self.instant(of: row, table, boundaries: boundaries)
        moments.append(
          Moment(
            time: row.change.isInitial ? begin.latest : row.time, instant: instant,
            host: row.change.host, change: change(row.change),
            reference: EvidenceReference(table, row.number)))
      }
    }
    add(evidence.links, .link, { .link($0) })
    if tables.contains(.addresses) { add(evidence.addresses, .address, { .address($0) }) }
    if tables.contains(.routes) {
      add(evidence.routes, .route, { .route($0) }, isWanted: wantsRoute)
    }
    if tables.contains(.neighbours) {
      add(evidence.neighbours, .neighbour, { .neighbour($0) }, isWanted: wantsNeighbour)
    }
    moments.sort {
      ($0.time, $0.change.rank, $0.reference.number) < (
        $1.time, $1.change.rank, $1.reference.number
      )
    }
  }

  /// The instant of a change, narrowed by the fences and step boundaries around it.
  static func instant<Object>(
    of row: ChangeRow<Object>, _ table: EvidenceReference.Table, boundaries: Boundaries
  ) -> Instant {
    // Some changes of routes and neighbours are found by comparing tables, not read from the socket
    // in order: only their interval counts.
    let isInOrder = table == .link || table == .address
    let origin: Instant.Origin =
      isInOrder ? .netlink(host: row.change.host, table: table, number: row.number) : .clock
    return Instant(
      earliest: boundaries.earliest(of: row.change.earliest, foundAt: row.time), latest: row.time,
      origin: origin)
  }

  /// The timeline of what `look` says of the host's state; nil state is a host that is not there.
  func timeline(_ look: (HostState?) -> (value: Bool, found: String)) -> Timeline {
    let nothing = look(nil)
    var timeline = Timeline(found: nothing.found, value: nothing.value)
    var states: [Int: HostState] = [:]
    var current: [Int] = []
    for moment in moments {
      switch moment.change {
      case .hostAppears:
        states[moment.host] = HostState()
        current.append(moment.host)
      case .hostGoes: current.removeAll { $0 == moment.host }
      case .link(let change): states[moment.host]?.apply(change)
      case .address(let change): states[moment.host]?.apply(change)
      case .route(let change): states[moment.host]?.apply(change)
      case .neighbour(let change): states[moment.host]?.apply(change)
      }
      let (value, found) = look(current.last.flatMap { states[$0] })
      timeline.append(
        since: moment.instant, value: value, found: found, evidence: [moment.reference])
    }
    return timeline
  }
}
