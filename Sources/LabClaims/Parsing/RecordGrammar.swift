import LabModel

/// Statements about sockets, counters and the kernel's log.
extension ClaimReader {
  /// From behind `COUNT sockets`.
  mutating func socketStatement(_ count: CountRange) throws(SyntaxMistake) -> Statement {
    var statement = SocketStatement(count: count)
    if accept(.in) {
      try require(.state)
      let states = SocketState.allCases
      let state = try require(
        "a state: " + Self.names(states.map(\.name)), candidates: states.flatMap(\.spellings)
      ) { SocketState(name: $0) }
      statement.state = state.name
    }
    if accept(.with) {
      try require(.port)
      statement.port = try requireNumber(in: 1...65535, "port")
    }
    statement.host = try acceptHost()
    return .sockets(statement)
  }

  /// From behind `counter`.
  mutating func counterStatement() throws(SyntaxMistake) -> Statement {
    let (name, kind) = try counterName()
    let owner = try counterOwner(name, kind)
    if accept(.rises) {
      try require(.by)
      return .counter(CounterStatement(name: name, owner: owner, rise: try requireCount()))
    }
    try require(.does)
    try require(.not)
    try require(.change)
    return .counter(CounterStatement(name: name, owner: owner, rise: nil))
  }

  private mutating func counterName() throws(SyntaxMistake) -> (String, CounterName?) {
    var name = try require("a counter such as `TcpExtListenDrops` or `tx_dropped`") { word in
      Self.isName(word) ? word : nil
    }
    let start = last.lowerBound
    if name == "qdisc" {
      name +=
        " " + (try require("`dropped`", candidates: ["dropped"]) { $0 == "dropped" ? $0 : nil })
    }
    let kind = CounterName(name)
    if kind == nil {
      let nearest = NearestName.of(name, among: CounterName.interfaceNames.sorted())
      report(
        start..<last.upperBound, "`\(name)` is no counter",
        remedy: nearest.map { "did you mean `\($0)`?" }
          ?? "nstat names the counters of a host (`TcpExtListenDrops`), "
          + "`ip -s -s link` shows those of an interface (`tx_dropped`)")
    }
    return (name, kind)
  }

  private mutating func counterOwner(
    _ name: String, _ kind: CounterName?
  ) throws(SyntaxMistake) -> CounterStatement.Owner? {
    let range = last
    guard accept(.on) else {
      if kind == .interface {
        report(
          range, "`\(name)` is a counter of an interface, and none is named",
          remedy: "`counter \(name) on eth0 …`")
      }
      return nil
    }
    if kind == .interface { return .place(try requirePlace()) }
    let isPlace = next?.word.map { $0.contains(":") || $0 == "*" } ?? false
    guard isPlace else { return .host(try requireHost()) }
    let place = try requirePlace()
    if kind == .host {
      report(
        last, "`\(name)` is a counter of a host, not of an interface",
        remedy: "`counter \(name) on \(place.host ?? HostPlan.lab) …`")
    }
    return .place(place)
  }

  /// From behind `kernel`, where a statement begins.
  mutating func kernelLogStatement() throws(SyntaxMistake) -> Statement {
    try require(.log)
    if accept(.has) {
      try require(.no)
      try require(.warnings)
      return .kernelLog(.hasNoWarnings)
    }
    if accept(.does) {
      try require(.not)
      try require(.contains)
      return .kernelLog(.contains(try requirePattern(), false))
    }
    try require(.contains)
    return .kernelLog(.contains(try requirePattern(), true))
  }
}
