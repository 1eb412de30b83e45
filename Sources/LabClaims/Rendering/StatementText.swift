package import LabModel

extension StepSelector {
  /// The selector in one canonical spelling: `curl on ns1`.
  package var text: String {
    let name =
      switch name {
      case .id(let id, command: let number): "#\(id)" + (number.map { ".\($0)" } ?? "")
      case .word(let word): word
      case .prefix(let prefix): "`\(prefix)`"
      }
    return name + Words.on(host)
  }
}

extension StepStatement {
  var text: String {
    let words =
      switch quantifier {
      case .every: ""
      case .some: "some "
      case .everyAttempt: "every attempt of "
      }
    return words + steps.text + " " + verb.text
  }
}

extension StepVerb {
  /// The verb in one canonical spelling: `exits 7 or 28`.
  package var text: String {
    switch self {
    case .succeeds: "succeeds"
    case .fails: "fails"
    case .exits(let statuses):
      "exits " + statuses.map(String.init).joined(separator: " or ")
    case .isKilled(let signal):
      "is killed by "
        + (Signal.name(of: signal).hasPrefix("SIG") ? Signal.name(of: signal) : "\(signal)")
    case .timesOut: "times out"
    case .isSkipped: "is skipped"
    case .prints(let verb): verb.text
    case .printsNothing(let stream): "prints nothing" + Words.on(stream?.name)
    case .printsLines(let count, let pattern):
      "prints \(count.text) lines" + (pattern.map { " matching \($0.quoted)" } ?? "")
    case .printsSame(let steps): "prints the same as \(steps.text)"
    case .takes(let less, let duration):
      "takes \(less ? "less" : "more") than \(DurationText.text(duration))"
    }
  }
}

extension PrintVerb {
  var text: String {
    var words = (isNegated ? "does not print " : "prints ") + pattern.quoted
    if let comparand {
      words +=
        " where \(comparand.name) \(comparand.comparison.rawValue) "
        + Words.number(comparand.number)
    }
    return words + Words.on(stream?.name)
  }
}

extension PacketStatement {
  var text: String {
    var words = "\(count.text) packets"
    if let filter { words += " matching `\(filter.text)`" }
    if let reading { words += " reading \(reading.quoted)" }
    if let containing { words += " containing \(containing.quoted)" }
    guard let place else { return words }
    let preposition =
      switch direction {
      case .both: "on"
      case .entering: "entering"
      case .leaving: "leaving"
      }
    return "\(words) \(preposition) \(place.text)"
  }
}

extension PathStatement {
  var text: String {
    let words = "packets matching `\(filter.text)` "
    switch requirement {
    case .cross(let hops): return words + "cross " + hops.map(\.text).joined(separator: " > ")
    case .seenOn(let count): return words + "are seen on \(count.text) interfaces"
    }
  }
}

extension TimingStatement {
  var text: String {
    "packets matching `\(filter.text)`" + Words.on(place?.text) + " come at "
      + times.map(DurationText.text).joined(separator: ", ")
      + " within \(DurationText.text(tolerance))"
  }
}

extension StateStatement {
  /// The statement in one canonical spelling: `lo has no carrier`.
  package var text: String {
    switch self {
    case .interface(let place, let state): "\(place.text) \(state.text)"
    case .route(let selector, let state, let host):
      "route \(selector.text) \(state.text)" + Words.on(host)
    case .neighbour(let address, let state, let place):
      "neighbour \(address) is \(state ?? "absent")" + Words.on(place?.text)
    case .port(let port, let isListening, let host):
      "port \(port.transport.rawValue)/\(port.number) is \(isListening ? "" : "not ")listening"
        + Words.on(host)
    }
  }
}

extension InterfaceState {
  var text: String {
    switch self {
    case .up: "is up"
    case .down: "is down"
    case .present: "is present"
    case .absent: "is absent"
    case .carrier(let has): "has \(has ? "" : "no ")carrier"
    case .address(let address, let has): "has \(has ? "" : "no ")address \(address)"
    case .mtu(let mtu, let has): "has \(has ? "" : "no ")mtu \(mtu)"
    case .master(let master, let has): "has \(has ? "" : "no ")master \(master)"
    }
  }
}

extension RouteSelector {
  /// `default`, in the way that names its family where nothing else does.
  private var destination: String {
    guard prefix == "default", via == nil, let family else { return prefix }
    return family == 10 ? "::/0" : "0.0.0.0/0"
  }

  var text: String {
    destination + (via.map { " via \($0)" } ?? "") + (interface.map { " dev \($0)" } ?? "")
      + (table.map { " table \($0)" } ?? "")
  }
}

extension RouteState {
  var text: String {
    switch self {
    case .present: "is present"
    case .absent: "is not present"
    case .linkDown: "has linkdown"
    case .dead: "has dead"
    case .type(let type): "has type \(type)"
    case .mtu(let mtu): "has mtu \(mtu)"
    }
  }
}

extension SocketStatement {
  var text: String {
    "\(count.text) sockets" + (state.map { " in state \($0)" } ?? "")
      + (port.map { " with port \($0)" } ?? "") + Words.on(host)
  }
}

extension CounterStatement {
  var text: String {
    let place: String? =
      switch owner {
      case .host(let host): host
      case .place(let place): place.text
      case nil: nil
      }
    return "counter \(name)" + Words.on(place)
      + (rise.map { " rises by \($0.text)" } ?? " does not change")
  }
}

/// Parts of statements that are alike.
private enum Words {
  static func number(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }

  static func on(_ what: String?) -> String { what.map { " on \($0)" } ?? "" }
}
