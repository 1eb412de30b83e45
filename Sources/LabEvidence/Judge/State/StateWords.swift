import LabModel

/// What state statements are called in a sentence.
enum StateWords {
  static func name(of place: Place) -> String {
    let interface = Quoting.escaped(place.interface ?? "*")
    guard let host = place.host, host != HostPlan.lab else { return interface }
    return "\(Quoting.escaped(host)):\(interface)"
  }

  static func hostName(of place: Place) -> String {
    Quoting.escaped(place.host ?? HostPlan.lab)
  }

  /// ` on ns1`; nothing for `lab`.
  static func suffix(host: String) -> String {
    host == HostPlan.lab ? "" : " on \(Quoting.escaped(host))"
  }

  static func name(of route: RouteSelector, host: String) -> String {
    var words = "route \(route.prefix)"
    if let via = route.via { words += " via \(via)" }
    if let interface = route.interface { words += " dev \(Quoting.escaped(interface))" }
    if let table = route.table { words += " table \(table)" }
    return words + suffix(host: host)
  }

  /// ` in state time-wait with port 80 on ns1`.
  static func details(of sockets: SocketStatement) -> String {
    var words = ""
    if let state = sockets.state { words += " in state \(state)" }
    if let port = sockets.port { words += " with port \(port)" }
    return words + suffix(host: sockets.host ?? HostPlan.lab)
  }

  /// What a statement says of its subject as something that came about: `lo`, `came up`.
  static func becoming(_ statement: StateStatement) -> (subject: String, verb: String) {
    switch statement {
    case .interface(let place, let state):
      return (name(of: place), becoming(state))
    case .route(let selector, let state, let host):
      let verb =
        switch state {
        case .present: "appeared"
        case .absent: "went"
        case .linkDown: "became linkdown"
        case .dead: "became dead"
        case .type(let type): "got type \(type)"
        case .mtu(let mtu): "got mtu \(mtu)"
        }
      return (name(of: selector, host: host ?? HostPlan.lab), verb)
    case .neighbour(let address, let state, let place):
      let on = place.map { " on " + name(of: $0) } ?? ""
      return ("neighbour \(address)\(on)", state.map { "became \($0)" } ?? "went")
    case .port(let port, let isListening, let host):
      let name =
        "port \(port.transport.rawValue)/\(port.number)" + suffix(host: host ?? HostPlan.lab)
      return (name, "\(isListening ? "began" : "ceased") to listen")
    }
  }

  private static func becoming(_ state: InterfaceState) -> String {
    switch state {
    case .up: "came up"
    case .down: "went down"
    case .present: "appeared"
    case .absent: "went"
    case .carrier(let has): has ? "got carrier" : "lost carrier"
    case .address(let address, let has): "\(has ? "got" : "lost") address \(address)"
    case .mtu(let mtu, let has): "\(has ? "got" : "lost") mtu \(mtu)"
    case .master(let master, let has): "\(has ? "got" : "lost") master \(Quoting.escaped(master))"
    }
  }

  /// What a statement expects: `up`, `address 10.0.0.1`, `absent`, `listening`.
  static func expectation(of statement: StateStatement) -> String {
    switch statement {
    case .interface(_, let state):
      switch state {
      case .up: return "up"
      case .down: return "down"
      case .present: return "present"
      case .absent: return "absent"
      case .carrier(let has): return has ? "carrier" : "no carrier"
      case .address(let address, let has): return "\(has ? "" : "no ")address \(address)"
      case .mtu(let mtu, let has): return "\(has ? "" : "no ")mtu \(mtu)"
      case .master(let master, let has):
        return "\(has ? "" : "no ")master \(Quoting.escaped(master))"
      }
    case .route(_, let state, _):
      switch state {
      case .present: return "present"
      case .absent: return "not present"
      case .linkDown: return "linkdown"
      case .dead: return "dead"
      case .type(let type): return "type \(type)"
      case .mtu(let mtu): return "mtu \(mtu)"
      }
    case .neighbour(_, let state, _): return state ?? "absent"
    case .port(_, let isListening, _): return isListening ? "listening" : "not listening"
    }
  }
}
