/// A run as JUnit's XML: a `testsuite` for each notebook, a `testcase` for each step and claim.
///
/// An inconclusive claim is an `error` (the test could not be decided), a published one that does
/// not hold is `skipped`. XML 1.0 has no way to hold some characters, not even as references: what
/// is left of them after escaping for terminals is shown as `\u{fffe}`.
struct JUnitReport {
  private let run: ReportedRun

  init(_ run: ReportedRun) { self.run = run }

  var text: String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    let all = run.suites.flatMap(\.cases)
    lines.append(
      "<testsuites name=\"labbook\"" + Self.counts(all) + " time=\"\(Self.seconds(run.duration))\">"
    )
    for suite in run.suites { lines += self.suite(suite) }
    lines.append("</testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  private func suite(_ suite: ReportedSuite) -> [String] {
    var lines = [
      "  <testsuite name=\"\(Self.escaped(suite.name))\" file=\"\(Self.escaped(suite.path))\""
        + Self.counts(suite.cases) + " time=\"\(Self.seconds(suite.duration))\">"
    ]
    for one in suite.cases { lines += self.testCase(one, in: suite) }
    if !suite.remarks.isEmpty {
      let text = suite.remarks.map { Self.escaped($0) }.joined(separator: "\n")
      lines.append("    <system-err>\(text)</system-err>")
    }
    lines.append("  </testsuite>")
    return lines
  }

  private func testCase(_ one: ReportedCase, in suite: ReportedSuite) -> [String] {
    let line = one.line > 0 ? " line=\"\(one.line)\"" : ""
    let head =
      "    <testcase classname=\"\(Self.escaped(suite.path)).\(one.kind.rawValue)\""
      + " name=\"\(Self.escaped(one.name))\" file=\"\(Self.escaped(suite.path))\"\(line)"
    let element: String
    switch one.outcome {
    case .passed: return [head + "/>"]
    case .failed: element = "failure"
    case .error: element = "error"
    case .skipped, .uncounted: element = "skipped"
    }
    let text = ([one.reason] + one.details).joined(separator: "\n")
    let message = " message=\"\(Self.escaped(one.reason))\""
    let body =
      element == "skipped"
      ? "<skipped\(message)/>"
      : "<\(element)\(message) type=\"\(one.kind.rawValue)\">\(Self.escaped(text))</\(element)>"
    return [head + ">", "      " + body, "    </testcase>"]
  }

  private static func counts(_ cases: [ReportedCase]) -> String {
    let failures = cases.count { $0.outcome == .failed }
    let errors = cases.count { $0.outcome == .error }
    let skipped = cases.count { $0.outcome == .skipped || $0.outcome == .uncounted }
    return " tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
      + " skipped=\"\(skipped)\""
  }

  /// Seconds with three digits, whatever the locale.
  private static func seconds(_ duration: Int64) -> String {
    let milliseconds = max(0, duration) / 1_000_000
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  /// Text for an attribute or an element: markup as references, what XML cannot hold as an escape.
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      // Attribute values are normalised: a line feed there would become a blank.
      case "\n": result.append(contentsOf: "&#10;".unicodeScalars)
      case "\t": result.append(contentsOf: "&#9;".unicodeScalars)
      case "\r": result.append(contentsOf: "&#13;".unicodeScalars)
      case "\u{20}"..."\u{7E}", "\u{A0}"..."\u{D7FF}", "\u{E000}"..."\u{FDCF}",
        "\u{FDF0}"..."\u{FFFD}", "\u{10000}"..."\u{1FFFD}":
        result.append(scalar)
      default:
        // Beyond what XML must allow, this takes in what it discourages, and rare planes.
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      }
    }
    return String(result)
  }
}
