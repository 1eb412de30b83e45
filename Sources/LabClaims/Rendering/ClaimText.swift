package import LabModel

// The language's own words for parts of a claim: what `ClaimParser` reads as the same value again.

extension Claim {
  /// The claim in one canonical spelling.
  package var text: String {
    var words = (label.map { "\($0): " } ?? "") + statement.text
    if let scope { words += " " + scope.text }
    if !conditions.isEmpty {
      words += " when " + conditions.map(\.text).joined(separator: " and ")
    }
    return words
  }
}

extension Statement {
  /// The statement in one canonical spelling; the query itself for SQL.
  package var text: String {
    switch self {
    case .step(let statement): statement.text
    case .packets(let statement): statement.text
    case .path(let statement): statement.text
    case .timing(let statement): statement.text
    case .order(let first, let second): "\(first.text) comes before \(second.text)"
    case .state(let statement): statement.text
    case .sockets(let statement): statement.text
    case .counter(let statement): statement.text
    case .kernelLog(.hasNoWarnings): "kernel log has no warnings"
    case .kernelLog(.contains(let pattern, true)): "kernel log contains \(pattern.quoted)"
    case .kernelLog(.contains(let pattern, false)): "kernel log does not contain \(pattern.quoted)"
    case .sql(let query): query
    }
  }
}

extension Scope {
  /// The scope in one canonical spelling: `until lo is up`.
  package var text: String {
    switch self {
    case .before(let moment): "before \(moment.text)"
    case .after(let moment): "after \(moment.text)"
    case .until(let moment): "until \(moment.text)"
    case .during(let moment): "during \(moment.text)"
    case .between(let first, let second): "between \(first.text) and \(second.text)"
    }
  }
}

extension Moment {
  /// The moment in one canonical spelling: `lo is up`.
  package var text: String {
    switch self {
    case .steps(let selector): selector.text
    case .state(let statement): statement.text
    case .packet(let filter, let place):
      "packet matching `\(filter.text)`" + (place.map { " on \($0.text)" } ?? "")
    }
  }
}

extension Condition {
  /// The condition in one canonical spelling: `kernel >= 6.5`.
  package var text: String {
    switch self {
    case .kernel(let condition):
      "kernel \(condition.comparison.rawValue) "
        + condition.version.map(String.init).joined(separator: ".")
    case .option(let option): "config \(option)"
    case .parameter(let name, let value): "param \(name) = \(Quotation.text(value))"
    }
  }
}

extension Place {
  /// The place in one canonical spelling: `ns1:eth0`, `*`.
  ///
  /// An interface of `lab` has no host unless its name alone would be a word of the language.
  package var text: String {
    let interface = interface ?? "*"
    if let host { return "\(host):\(interface)" }
    return GrammarWord(interface) == nil ? interface : "\(HostPlan.lab):\(interface)"
  }
}

extension CountRange {
  /// The count in one canonical spelling: `no`, `some`, `2 to 4`.
  package var text: String {
    switch (atLeast, atMost) {
    case (0, 0?): "no"
    case (1, nil): "some"
    case (let least, nil): "at least \(least)"
    case (0, let most?): "at most \(most)"
    case (let least, let most?): least == most ? "exactly \(least)" : "\(least) to \(most)"
    }
  }
}

extension TextPattern {
  /// The pattern with its quotes: `"OK"`, `/ok/i`.
  package var quoted: String {
    switch kind {
    case .text: Quotation.text(text)
    case .regex(let ignoresCase): Quotation.regex(text) + (ignoresCase ? "i" : "")
    }
  }
}

/// Durations in the language's own words.
package enum DurationText {
  /// A number of ns as a duration that the parser reads as the same number: `500ms`, `1.5s`.
  package static func text(_ nanoseconds: Int64) -> String {
    let units: [(String, Int64)] = [
      ("min", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
    ]
    for (unit, length) in units
    where nanoseconds % length == 0 && (nanoseconds > 0 || unit == "ms") {
      return "\(nanoseconds / length)\(unit)"
    }
    var fraction = String(nanoseconds % 1_000_000)
    fraction = String(repeating: "0", count: 6 - fraction.count) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(nanoseconds / 1_000_000).\(fraction)ms"
  }
}

/// Puts texts into quotes so that the lexer takes the same text out of them.
enum Quotation {
  static func text(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  static func regex(_ expression: String) -> String {
    var quoted = "/"
    var isEscaped = false
    for scalar in expression.unicodeScalars {
      if scalar == "/", !isEscaped { quoted.unicodeScalars.append("\\") }
      isEscaped = scalar == "\\" && !isEscaped
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "/"
  }
}
