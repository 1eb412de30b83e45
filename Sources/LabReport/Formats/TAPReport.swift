/// A run in version 14 of the Test Anything Protocol: a subtest for each notebook.
///
/// An inconclusive claim is `not ok`; a published claim that does not hold is `not ok … # TODO`,
/// which does not count. The specification is testanything.org's tap-version-14-specification.
struct TAPReport {
  private let run: ReportedRun

  init(_ run: ReportedRun) { self.run = run }

  var text: String {
    var lines = ["TAP version 14", "1..\(run.suites.count)"]
    for (index, suite) in run.suites.enumerated() {
      lines.append("# Subtest: " + Self.description(suite.name))
      lines.append("    1..\(suite.cases.count)" + (suite.cases.isEmpty ? " # SKIP no cases" : ""))
      lines += suite.remarks.map { "    # " + Self.description($0) }
      for (index, one) in suite.cases.enumerated() {
        lines += point(one, index + 1).map { "    " + $0 }
      }
      lines.append(
        "\(suite.isOK ? "ok" : "not ok") \(index + 1) - " + Self.description(suite.name)
          + (suite.skipReason.map { " # SKIP " + Self.description($0) } ?? ""))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func point(_ one: ReportedCase, _ number: Int) -> [String] {
    let name =
      " \(number) - \(one.kind.rawValue == "step" ? "" : one.kind.rawValue + ": ")"
      + Self.description(one.name)
    switch one.outcome {
    case .passed: return ["ok" + name]
    case .skipped: return ["ok" + name + " # SKIP " + Self.description(one.reason)]
    case .uncounted: return ["not ok" + name + " # TODO " + Self.description(one.reason)]
    case .failed, .error: return ["not ok" + name] + diagnostic(one)
    }
  }

  /// A YAML block; its strings are JSON's, which YAML 1.2 reads.
  private func diagnostic(_ one: ReportedCase) -> [String] {
    func quoted(_ text: String) -> String { JSONWriter.text { $0.value(text) } }
    var lines = ["  ---", "  message: " + quoted(one.reason)]
    lines.append("  severity: " + (one.outcome == .error ? "error" : "fail"))
    if one.line > 0 { lines.append("  line: \(one.line)") }
    if !one.details.isEmpty {
      lines.append("  details:")
      lines += one.details.map { "    - " + quoted($0) }
    }
    return lines + ["  ..."]
  }

  /// A description or reason: `\` and `#` are escaped, there is no line feed left in it.
  static func description(_ text: String) -> String {
    text.escaping(["\\": "\\\\", "#": "\\#", "\n": " ", "\r": " "])
  }
}

extension ReportedSuite {
  /// Whether nothing in it failed that counts.
  var isOK: Bool { !cases.contains { $0.outcome == .failed || $0.outcome == .error } }

  /// Why all of it was passed over; nil where anything was tested.
  var skipReason: String? {
    guard let first = cases.first, first.kind == .notebook, first.outcome == .skipped else {
      return nil
    }
    return first.reason
  }
}
