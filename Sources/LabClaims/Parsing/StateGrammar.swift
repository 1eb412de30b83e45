import LabModel

/// Statements about what interfaces, routes, neighbours and ports are.
extension ClaimReader {
  /// What is said of an interface behind `is`; nil where it is nothing of the kind.
  mutating func acceptInterfaceIs() -> InterfaceState? {
    if accept(.up) { return .up }
    if accept(.down) { return .down }
    if accept(.present) { return .present }
    return accept(.absent) ? .absent : nil
  }

  /// From behind `has`.
  mutating func interfaceHas() throws(SyntaxMistake) -> InterfaceState {
    let isPositive = !accept(.no)
    if accept(.carrier) { return .carrier(isPositive) }
    if accept(.address) { return .address(try requireAddress(allowsLength: true), isPositive) }
    if accept(.mtu) { return .mtu(try requireNumber(), isPositive) }
    try require(.master)
    return .master(try requireInterface(), isPositive)
  }

  /// A statement that begins with `route`, `neighbour` or `port`; nil where none does.
  mutating func acceptState() throws(SyntaxMistake) -> StateStatement? {
    if accept(.route) { return try route() }
    if accept(.neighbour) { return try neighbour() }
    return accept(.port) ? try port() : nil
  }

  private mutating func route() throws(SyntaxMistake) -> StateStatement {
    var selector = try requirePrefix()
    while true {
      if selector.via == nil, accept(.via) {
        let via = try requireAddress(allowsLength: false)
        selector.via = via
        selector.family = selector.family ?? NetworkAddress(via)?.family
      } else if selector.interface == nil, accept(.dev) {
        selector.interface = try requireInterface()
      } else if selector.table == nil, accept(.table) {
        selector.table = try require(
          "a table: `main`, `local`, `default` or a number",
          candidates: ["main", "local", "default"]
        ) { RouteTable.number(of: $0) == nil ? nil : $0.lowercased() }
      } else {
        break
      }
    }
    let state = try routeState()
    return .route(selector, state, host: try acceptHost())
  }

  private mutating func routeState() throws(SyntaxMistake) -> RouteState {
    if accept(.is) {
      if accept(.present) { return .present }
      if accept(.absent) { return .absent }
      try require(.not)
      try require(.present)
      return .absent
    }
    try require(.has)
    if accept(.linkdown) { return .linkDown }
    if accept(.dead) { return .dead }
    if accept(.mtu) { return .mtu(try requireNumber()) }
    try require(.type)
    let types = RouteType.allCases.map(\.name)
    let type = try require("a type of route: " + Self.names(types), candidates: types) {
      RouteType(name: $0)
    }
    return .type(type.name)
  }

  private mutating func neighbour() throws(SyntaxMistake) -> StateStatement {
    let address = try requireAddress(allowsLength: false)
    try require(.is)
    if accept(.absent) {
      return .neighbour(address: address, state: nil, place: try acceptPlace())
    }
    let states = NeighbourState.allCases.map(\.name)
    let state = try require("a state: " + Self.names(states), candidates: states) {
      NeighbourState(name: $0)
    }
    return .neighbour(address: address, state: state.name, place: try acceptPlace())
  }

  private mutating func port() throws(SyntaxMistake) -> StateStatement {
    let port = try requirePort()
    try require(.is)
    let isListening = !accept(.not)
    try require(.listening)
    return .port(port, isListening: isListening, host: try acceptHost())
  }

  private mutating func requirePort() throws(SyntaxMistake) -> PortSelector {
    if let word = next?.word, Self.isDigits(word) {
      advise("name the protocol too: `tcp/\(word)` or `udp/\(word)`")
    }
    let (transport, digits) = try require("a port such as `tcp/8900`") { word in
      let parts = word.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, Self.isDigits(String(parts[1])),
        let transport = Transport(rawValue: parts[0].lowercased())
      else { return nil as (Transport, Substring)? }
      return (transport, parts[1])
    }
    return PortSelector(transport: transport, number: checkedPort(digits))
  }

  /// The number of a port; one that no port has is reported.
  private mutating func checkedPort(_ digits: Substring) -> Int {
    guard let number = Int(digits), (1...65535).contains(number) else {
      report(last, "\(digits) is no port", remedy: "ports are 1 to 65535")
      return 1
    }
    return number
  }

  /// `` `a`, `b` or `c` ``.
  static func names(_ names: [String]) -> String {
    let quoted = names.map { "`\($0)`" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }

  // MARK: Addresses

  /// An IPv4 or IPv6 address in its normal form; one that is none is reported.
  private mutating func requireAddress(allowsLength: Bool) throws(SyntaxMistake) -> String {
    let shown = allowsLength ? "an address such as `10.0.0.1` or `10.0.0.1/24`" : "an address"
    let word = try require(shown) { Self.looksLikeAddress($0) ? $0 : nil }
    if let written = AddressWord(word), allowsLength || written.length == nil {
      return written.text
    }
    report(last, "`\(word)` is no \(allowsLength ? "address" : "single address")")
    return word
  }

  /// A route's prefix in its normal form, and its family where it tells.
  private mutating func requirePrefix() throws(SyntaxMistake) -> RouteSelector {
    if let word = next?.word, let grammarWord = GrammarWord(word), Self.verbs.contains(grammarWord)
    {
      advise("a claim about a program named `route` puts it in backticks")
    }
    let word = try require("a prefix such as `default` or `10.0.0.0/24`") {
      $0.lowercased() == "default" || Self.looksLikeAddress($0) ? $0 : nil
    }
    if word.lowercased() == "default" { return RouteSelector(prefix: "default") }
    guard let written = AddressWord(word) else {
      report(last, "`\(word)` is no prefix")
      return RouteSelector(prefix: word)
    }
    let prefix = written.prefix
    if written.hasHostBits {
      report(
        last, "`\(word)` has bits set behind its length, no route can have it",
        remedy: "its prefix is `\(prefix)`")
    }
    return RouteSelector(prefix: prefix, family: written.address.family)
  }

  /// Whether `word` was meant as an address, right or wrong.
  private static func looksLikeAddress(_ word: String) -> Bool {
    guard let first = word.unicodeScalars.first else { return false }
    return first.properties.isASCIIHexDigit && word.contains(".") || word.contains(":")
      || (word.contains("/") && isDigit(word.utf8.first ?? 0))
  }

  private static let verbs: Set<GrammarWord> = [
    .succeeds, .fails, .exits, .is, .times, .prints, .does, .takes,
  ]
}
