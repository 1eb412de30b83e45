/// A run in the kernel's form of TAP (Documentation/dev-tools/ktap.rst): nested tests have their own
/// version line and plan, two columns further in; diagnostic lines stand before their result.
struct KTAPReport {
  private let run: ReportedRun

  init(_ run: ReportedRun) { self.run = run }

  var text: String {
    var lines = ["KTAP version 1", "1..\(run.suites.count)"]
    for (index, suite) in run.suites.enumerated() {
      lines.append("  KTAP version 1")
      lines.append("  # Subtest: " + Self.diagnostic(suite.name))
      lines.append("  1..\(suite.cases.count)")
      lines += suite.remarks.map { "  # " + Self.diagnostic($0) }
      for (index, one) in suite.cases.enumerated() {
        lines += point(one, index + 1).map { "  " + $0 }
      }
      lines.append(
        "\(suite.isOK ? "ok" : "not ok") \(index + 1) " + Self.description(suite.name)
          + (suite.skipReason.map { " # SKIP " + Self.diagnostic($0) } ?? ""))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func point(_ one: ReportedCase, _ number: Int) -> [String] {
    let name = " \(number) " + Self.description(one.name)
    switch one.outcome {
    case .passed: return ["ok" + name]
    case .skipped: return ["ok" + name + " # SKIP " + Self.diagnostic(one.reason)]
    case .uncounted: return ["not ok" + name + " # TODO " + Self.diagnostic(one.reason)]
    case .failed, .error:
      let place = one.line > 0 ? ["# line \(one.line)"] : []
      let details = ([one.reason] + one.details).map { "# " + Self.diagnostic($0) }
      return place + details
        + [
          "not ok" + name + (one.outcome == .error ? " # ERROR " + Self.diagnostic(one.reason) : "")
        ]
    }
  }

  /// A description: any text but `#` and a line feed.
  static func description(_ text: String) -> String {
    text.escaping(["#": "\\x23", "\n": " ", "\r": " "])
  }

  private static func diagnostic(_ text: String) -> String {
    text.escaping(["\n": " ", "\r": " "])
  }
}
