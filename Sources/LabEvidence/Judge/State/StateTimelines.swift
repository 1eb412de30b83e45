import LabClaims
import LabModel

/// Makes the timelines of state statements from recorded changes.
struct StateTimelines {
  let evidence: RunEvidence
  let boundaries: Boundaries

  /// The timeline of `statement`.
  func timeline(of statement: StateStatement) -> Timeline {
    switch statement {
    case .interface(let place, let state):
      interfaceTimeline(place, state)
    case .route(let selector, let state, let host):
      RouteStates(selector: selector, state: state, host: host ?? HostPlan.lab)
        .timeline(evidence: evidence, boundaries: boundaries)
    case .neighbour(let address, let state, let place):
      neighbourTimeline(address, state, place)
    case .port(let selector, let isListening, let host):
      SocketTimelines(evidence: evidence, boundaries: boundaries)
        .timeline(port: selector, isListening: isListening, host: host ?? HostPlan.lab)
    }
  }

  /// Why there is nothing to judge `statement` by; nil where there is.
  func nothingToJudge(_ statement: StateStatement) -> String? {
    let name = statement.host
    let hosts = evidence.hosts.filter { $0.name == name }
    if hosts.isEmpty { return "there never was a host \(Quoting.escaped(name))" }
    // A name with a slip in it would make every negative statement true.
    guard case .interface(let place, let state) = statement, let interface = place.interface,
      state.isTrueOfNothing
    else { return nil }
    let numbers = Set(hosts.map(\.number))
    let wasThere = evidence.links.contains {
      numbers.contains($0.change.host)
        && ($0.change.new?.name == interface || $0.change.old?.name == interface)
    }
    return wasThere ? nil : "there never was an interface \(StateWords.name(of: place))"
  }

  private func replay(_ host: String, _ tables: Replay.Tables = []) -> Replay {
    Replay(host: host, tables: tables, evidence: evidence, boundaries: boundaries)
  }

  private func interfaceTimeline(_ place: Place, _ state: InterfaceState) -> Timeline {
    var tables: Replay.Tables = []
    if case .address = state { tables = .addresses }
    return replay(place.host ?? HostPlan.lab, tables).timeline { host in
      InterfaceStates.look(at: place, for: state, in: host)
    }
  }

  private func neighbourTimeline(
    _ address: String, _ state: String?, _ place: Place?
  ) -> Timeline {
    let wanted = NetworkAddress(address)
    let bits = state.flatMap { NeighbourState(name: $0)?.rawValue }
    let location = place.map { " on " + StateWords.name(of: $0) } ?? ""
    let replay = Replay(
      host: place?.host ?? HostPlan.lab, tables: .neighbours, evidence: evidence,
      boundaries: boundaries, wantsNeighbour: { NetworkAddress($0.address) == wanted })
    return replay.timeline { host in
      let entries = (host?.neighbours ?? []).filter { one in
        guard NetworkAddress(one.address) == wanted else { return false }
        guard let interface = place?.interface else { return true }
        return host?.name(ofInterface: one.interface) == interface
      }
      let names = entries.map { NeighbourState(rawValue: $0.state)?.name ?? "\($0.state)" }
      let value = bits.map { bits in entries.contains { $0.state == bits } } ?? entries.isEmpty
      let found =
        entries.isEmpty
        ? "there was no neighbour \(address)\(location)"
        : "neighbour \(address)\(location) was \(names.joined(separator: " and "))"
      return (value, found)
    }
  }
}

extension StateStatement {
  /// The host that the statement is about.
  var host: String {
    switch self {
    case .interface(let place, _): place.host ?? HostPlan.lab
    case .route(_, _, let host): host ?? HostPlan.lab
    case .neighbour(_, _, let place): place?.host ?? HostPlan.lab
    case .port(_, _, let host): host ?? HostPlan.lab
    }
  }

  /// Whether the statement comes from netlink, where messages may be lost, and not from dumps.
  var isFromNetlink: Bool {
    if case .port = self { false } else { true }
  }
}

extension InterfaceState {
  /// Whether the state would be true of an interface that never was.
  var isTrueOfNothing: Bool {
    switch self {
    case .carrier(false), .address(_, false), .mtu(_, false), .master(_, false): true
    default: false
    }
  }
}
