import LabClaims
import LabModel

/// Looks at interfaces: what a place is or has.
enum InterfaceStates {
  /// Whether `place` is in `state`, and what was found; `*` asks it of every interface there is.
  static func look(
    at place: Place, for state: InterfaceState, in host: HostState?
  ) -> (value: Bool, found: String) {
    let name = StateWords.name(of: place)
    guard let host else {
      return (isTrueOfAbsent(state), "there was no host \(StateWords.hostName(of: place))")
    }
    guard let interface = place.interface else {
      let looks = host.links.values.sorted { $0.index < $1.index }.map { link in
        look(at: link, called: Quoting.escaped(link.name), for: state, in: host)
      }
      guard !looks.isEmpty else { return (isTrueOfAbsent(state), "there was no interface") }
      return looks.first { !$0.value } ?? (true, "every interface was so")
    }
    guard let link = host.link(named: interface) else {
      return (isTrueOfAbsent(state), "\(name) was absent")
    }
    return look(at: link, called: name, for: state, in: host)
  }

  private static func isTrueOfAbsent(_ state: InterfaceState) -> Bool {
    state == .absent || state.isTrueOfNothing
  }

  private static func look(
    at link: Link, called name: String, for state: InterfaceState, in host: HostState
  ) -> (value: Bool, found: String) {
    switch state {
    case .up:
      return (link.isUp, "\(name) was \(link.isUp ? "up" : "down")")
    case .down:
      return (!link.isUp, "\(name) was \(link.isUp ? "up" : "down")")
    case .present:
      return (true, "\(name) was present")
    case .absent:
      return (false, "\(name) was present")
    case .carrier(let wanted):
      // An interface that is down carries nothing, whatever IFLA_CARRIER says (`lo` says 1).
      let carries = link.isUp && link.hasCarrier
      let found = carries ? "had carrier" : link.isUp ? "had no carrier" : "was down"
      return (carries == wanted, "\(name) \(found)")
    case .address(let text, let wanted):
      return addresses(text, wanted, of: link, called: name, in: host)
    case .mtu(let number, let wanted):
      return ((Int(link.mtu) == number) == wanted, "\(name) had mtu \(link.mtu)")
    case .master(let master, let wanted):
      let actual = link.master == 0 ? nil : host.name(ofInterface: link.master)
      let found =
        link.master == 0
        ? "had no master" : "had master \(actual.map(Quoting.escaped) ?? "\(link.master)")"
      return ((actual == master) == wanted, "\(name) \(found)")
    }
  }

  private static func addresses(
    _ text: String, _ wanted: Bool, of link: Link, called name: String, in host: HostState
  ) -> (value: Bool, found: String) {
    let parts = text.split(separator: "/", maxSplits: 1)
    let address = parts.first.flatMap { NetworkAddress(String($0)) }
    let length = parts.count == 2 ? UInt8(parts[1]) : nil
    let all = host.addresses.filter { $0.interface == link.index }
    let has = all.contains {
      NetworkAddress($0.address) == address && (length == nil || $0.prefixLength == length)
    }
    let list = all.map { "\($0.address)/\($0.prefixLength)" }
    let found = list.isEmpty ? "no address" : list.joined(separator: ", ")
    return (has == wanted, "\(name) had \(found)")
  }
}
