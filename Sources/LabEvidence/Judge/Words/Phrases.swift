import LabModel

/// Words that several sentences share.
enum Phrases {
  /// `no packet`, `1 packet`, `3 packets`.
  static func count(_ number: Int, _ noun: String) -> String {
    switch number {
    case 0: "no \(noun)"
    case 1: "1 \(noun)"
    default: "\(number) \(noun)s"
    }
  }

  /// A count as a claim asks for it: `none`, `exactly 3`, `at least 2`, `2 to 4`.
  static func range(_ range: CountRange) -> String {
    switch (range.atLeast, range.atMost) {
    case (0, 0): "none"
    case (1, nil): "some"
    case (let least, nil): "at least \(least)"
    case (let least, let most?) where least == most: "exactly \(least)"
    case (0, let most?): "at most \(most)"
    case (let least, let most?): "\(least) to \(most)"
    }
  }

  /// `7`, `7 or 28`, `7, 28 or 35`.
  static func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  /// A duration in ns as `0.412 s`, or `0.3 ms` where it is shorter than one.
  static func duration(_ nanoseconds: Int64) -> String {
    if nanoseconds > -1_000_000 && nanoseconds < 1_000_000 && nanoseconds != 0 {
      return fixed(nanoseconds, unit: 1_000_000) + " ms"
    }
    return fixed(nanoseconds, unit: 1_000_000_000) + " s"
  }

  /// Three digits after the point, rounded down to the thousandth.
  static func fixed(_ value: Int64, unit: Int64) -> String {
    let thousandths = value.magnitude / (unit.magnitude / 1000)
    let rest = String(thousandths % 1000)
    let sign = value < 0 && thousandths > 0 ? "-" : ""
    return sign + String(thousandths / 1000) + "."
      + String(repeating: "0", count: 3 - rest.count) + rest
  }

  /// Words one after another, blanks between those that are not empty.
  static func join(_ words: String...) -> String {
    words.filter { !$0.isEmpty }.joined(separator: " ")
  }
}
