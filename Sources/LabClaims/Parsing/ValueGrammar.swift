import LabModel

/// Numbers, durations, counts, names, places and patterns.
extension ClaimReader {
  /// `no`, `some`, `exactly 3`, `at least 2`, `at most 4`, `2 to 4`, `3`; nil where none comes next.
  ///
  /// Not `some`: whoever calls this has looked for it, since it may also ask for one step.
  mutating func acceptCount() throws(SyntaxMistake) -> CountRange? {
    if accept(.no) { return CountRange(atLeast: 0, atMost: 0) }
    if accept(.exactly) {
      let number = try requireNumber()
      return CountRange(atLeast: number, atMost: number)
    }
    if accept(.at) {
      if accept(.least) { return CountRange(atLeast: try requireNumber(), atMost: nil) }
      try require(.most)
      return CountRange(atLeast: 0, atMost: try requireNumber())
    }
    guard let low = acceptNumber() else { return nil }
    let start = last.lowerBound
    guard accept(.to) else { return CountRange(atLeast: low, atMost: low) }
    let high = try requireNumber()
    if high < low {
      report(
        start..<last.upperBound, "\(low) to \(high) is no range", remedy: "\(high) to \(low)")
    }
    return CountRange(atLeast: low, atMost: max(low, high))
  }

  /// A count, `some` included.
  mutating func requireCount() throws(SyntaxMistake) -> CountRange {
    if let count = try acceptCountOrSome() { return count }
    throw SyntaxMistake()
  }

  /// A count, `some` included; nil where none comes next.
  mutating func acceptCountOrSome() throws(SyntaxMistake) -> CountRange? {
    if let count = try acceptCount() { return count }
    return accept(.some) ? CountRange(atLeast: 1, atMost: nil) : nil
  }

  /// Digits; a number that is too large for any count is reported.
  mutating func acceptNumber() -> Int? {
    guard let digits = accept("a number", { Self.isDigits($0) ? $0 : nil }) else { return nil }
    if let number = Int(digits), number <= 1_000_000_000_000 { return number }
    report(last, "\(digits) is too large a number")
    return 0
  }

  mutating func requireNumber() throws(SyntaxMistake) -> Int {
    guard let number = acceptNumber() else { throw SyntaxMistake() }
    return number
  }

  /// A number of `range`; another one is reported.
  mutating func requireNumber(
    in range: ClosedRange<Int>, _ what: String
  ) throws(SyntaxMistake) -> Int {
    let number = try requireNumber()
    if range.contains(number) { return number }
    report(last, "\(number) is no \(what)", remedy: "\(range.lowerBound) to \(range.upperBound)")
    return range.lowerBound
  }

  /// A number that may have a sign and a fraction.
  mutating func requireDecimal() throws(SyntaxMistake) -> Double {
    try require("a number") { word in
      let isPlain = word.utf8.allSatisfy { Self.isDigit($0) || "+-.eE".utf8.contains($0) }
      return isPlain ? Double(word).flatMap { $0.isFinite ? $0 : nil } : nil
    }
  }

  /// `500ms`, `1.5 s`, `2min`; in ns.
  mutating func requireDuration() throws(SyntaxMistake) -> Int64 {
    let start = next?.range.lowerBound ?? 0
    let word = try require("a duration such as `500ms`, `1.5 s` or `2 min`") { word in
      word.utf8.first.map(Self.isDigit) == true ? word : nil
    }
    let digits = String(word.prefix { $0.isASCII && ($0.isNumber || $0 == ".") })
    var unit = String(word.dropFirst(digits.count))
    if unit.isEmpty {
      unit = try require("`ms`, `s` or `min`", candidates: Self.units.map(\.name)) { $0 }
    }
    let range = start..<last.upperBound
    guard let scale = Self.units.first(where: { $0.name == unit.lowercased() })?.nanoseconds,
      let value = Double(digits), value * scale < 9e18
    else {
      report(range, "this is no duration", remedy: "a number with `ms`, `s` or `min`")
      return 0
    }
    return Int64((value * scale).rounded())
  }

  private static let units: [(name: String, nanoseconds: Double)] = [
    ("ms", 1e6), ("s", 1e9), ("min", 60e9),
  ]

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  static func isDigits(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.allSatisfy(isDigit)
  }

  /// A comparison sign.
  mutating func requireComparison() throws(SyntaxMistake) -> Comparison {
    if case .sign(let sign)? = next?.kind, let comparison = Comparison(rawValue: sign) {
      advance()
      return comparison
    }
    for comparison in Comparison.allCases { expect("`\(comparison.rawValue)`") }
    throw SyntaxMistake()
  }

  /// `"…"` or `/…/`; nil where neither comes next.
  mutating func acceptPattern() -> TextPattern? {
    let pattern: TextPattern
    switch next?.kind {
    case .text(let text):
      pattern = TextPattern(kind: .text, text: text)
    case .regex(let text, let ignoresCase):
      pattern = TextPattern(kind: .regex(ignoresCase: ignoresCase), text: text)
    default:
      expect("a text in \"…\" or a regular expression in /…/")
      return nil
    }
    advance()
    refer(to: .pattern(pattern), at: last)
    return pattern
  }

  mutating func requirePattern() throws(SyntaxMistake) -> TextPattern {
    guard let pattern = acceptPattern() else { throw SyntaxMistake() }
    return pattern
  }

  /// A pcap filter in backticks (or, in an attribute, single quotes), and where it stands.
  ///
  /// Whoever calls this notes the reference, once the place is known.
  mutating func requireFilter() throws(SyntaxMistake) -> (PacketFilter, Range<Int>) {
    switch (next?.kind, isAttribute) {
    case (.ticked(let text), _), (.quoted(let text), true):
      advance()
      return (PacketFilter(text), last)
    default:
      expect(isAttribute ? "a filter in single quotes" : "a filter in backticks")
      if case .quoted? = next?.kind {
        advise("in a claim a filter stands in backticks; single quotes are for attributes")
      } else if case .text? = next?.kind {
        advise("a filter stands in \(isAttribute ? "single quotes" : "backticks")")
      }
      throw SyntaxMistake()
    }
  }

  // MARK: Names

  /// A host's name.
  mutating func requireHost() throws(SyntaxMistake) -> String {
    let host = try require("a host") { word in
      Self.isName(word) && !word.contains(":") ? word : nil
    }
    refer(to: .host(host), at: last)
    return host
  }

  /// `on HOST`, if it comes next.
  mutating func acceptHost() throws(SyntaxMistake) -> String? {
    accept(.on) ? try requireHost() : nil
  }

  /// An interface's name.
  mutating func requireInterface() throws(SyntaxMistake) -> String {
    let name = try require("an interface") { Self.isName($0) && !$0.contains(":") ? $0 : nil }
    checkInterface(name, at: last)
    return name
  }

  /// `[HOST:]INTERFACE` or `[HOST:]*`.
  mutating func requirePlace() throws(SyntaxMistake) -> Place {
    let place = try require("a place such as `eth0` or `ns1:eth0`") { Self.place($0) }
    checkPlace(place, at: last)
    return place
  }

  /// `on PLACE`, if it comes next.
  mutating func acceptPlace() throws(SyntaxMistake) -> Place? {
    accept(.on) ? try requirePlace() : nil
  }

  /// The place that `word` names; nil where it names none.
  static func place(_ word: String) -> Place? {
    guard !word.hasPrefix("#") else { return nil }
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      return word == "*" ? Place(interface: nil) : isName(word) ? Place(interface: word) : nil
    }
    guard !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    return Place(host: String(parts[0]), interface: parts[1] == "*" ? nil : String(parts[1]))
  }

  /// Notes what `place` refers to and reports what no interface can be called.
  mutating func checkPlace(_ place: Place, at range: Range<Int>) {
    if place.host == "*" || (place.host == "any" && place.interface == nil) {
      report(
        range, "`\(place.host ?? "")` is no host",
        remedy: "leave the place out for every interface of every host")
      return
    }
    if let interface = place.interface { checkInterface(interface, at: range) }
    refer(to: .place(place), at: range)
  }

  private mutating func checkInterface(_ name: String, at range: Range<Int>) {
    if let at = name.firstIndex(of: "@") {
      report(
        range, "`\(name)` is not a whole interface name",
        remedy: "what follows the @ is its peer: write `\(name[..<at])`")
    } else if name.utf8.count > 15 {
      // IFNAMSIZ of linux/if.h counts the NUL.
      report(range, "an interface's name has at most 15 bytes, `\(name)` has \(name.utf8.count)")
    } else if name.contains(":") || name.contains("/") {
      report(range, "an interface's name has no `:` and no `/`")
    }
  }

  /// Whether `word` can be a bare name here: no word of the grammar, no id.
  static func isName(_ word: String) -> Bool {
    !word.hasPrefix("#") && word != "*" && GrammarWord(word) == nil
  }
}
