/// Whether a step did what its transcript says, and what later steps learn from it.
package struct ExpectationOutcome: Sendable, Hashable {
  /// How the step missed; nil where it met its expectation.
  package var miss: Miss?
  /// What the named groups of ` (re)` lines hold, in the order of the lines; a name comes once.
  package var captured: [EnvironmentVariable]

  package init(miss: Miss? = nil, captured: [EnvironmentVariable] = []) {
    self.miss = miss
    self.captured = captured
  }

  package var isMet: Bool { miss == nil }
}

/// How a step missed its expectation.
package struct Miss: Sendable, Hashable {
  /// One sentence: lower case, no full stop, safe to show.
  package var reason: String
  /// Expected and printed lines side by side; empty where the lines are as expected.
  package var difference: [DifferenceLine]

  package init(reason: String, difference: [DifferenceLine] = []) {
    self.reason = reason
    self.difference = difference
  }

  /// The reason, and the difference below it, a line each.
  package var text: String {
    ([reason] + difference.map(\.text)).joined(separator: "\n")
  }
}

/// One line of a comparison of what was expected with what came.
package struct DifferenceLine: Sendable, Hashable {
  /// Where a line comes from.
  package enum Kind: String, Sendable, Hashable {
    /// Expected and printed.
    case same = " "
    /// Expected, not printed.
    case missing = "-"
    /// Printed, not expected.
    case extra = "+"
    /// Lines that are left out.
    case omitted = "@"
  }

  package var kind: Kind
  /// The line, safe to show; for `omitted`, how many lines.
  package var content: String

  package init(_ kind: Kind, _ content: String) {
    self.kind = kind
    self.content = content
  }

  /// The line with its sign before it.
  package var text: String { "\(kind.rawValue) \(content)" }

  /// `lines` with long runs of `same` ones left out, and no more than `limit` lines in all.
  package static func condensed(
    _ lines: [DifferenceLine], context: Int = 2, limit: Int = 60
  ) -> [DifferenceLine] {
    var isKept = Array(repeating: false, count: lines.count)
    var lastChange = -context - 1
    for (index, line) in lines.enumerated() {
      if line.kind != .same {
        lastChange = index
        for near in max(0, index - context)..<index { isKept[near] = true }
      }
      if index - lastChange <= context { isKept[index] = true }
    }
    var condensed: [DifferenceLine] = []
    var omitted = 0
    for (index, line) in lines.enumerated() {
      guard isKept[index], condensed.count < limit else {
        omitted += 1
        continue
      }
      if omitted > 0 { condensed.append(omission(of: omitted)) }
      omitted = 0
      condensed.append(line)
    }
    if omitted > 0 { condensed.append(omission(of: omitted)) }
    return condensed
  }

  private static func omission(of count: Int) -> DifferenceLine {
    DifferenceLine(.omitted, count == 1 ? "1 line" : "\(count) lines")
  }
}
