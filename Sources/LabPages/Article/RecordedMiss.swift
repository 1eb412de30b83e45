import LabModel
import LabReport

/// How an attempt missed, as it was recorded: a reason, and expected and printed lines side by side.
struct RecordedMiss: Sendable {
  let reason: String
  let difference: [DifferenceLine]

  /// Reads what `Miss.text` wrote.
  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let isDifference: (Substring) -> Bool = { line in
      line.dropFirst().first == " " && DifferenceLine.Kind(rawValue: String(line.prefix(1))) != nil
    }
    let first = lines.dropFirst().firstIndex(where: isDifference) ?? lines.endIndex
    reason = lines[..<first].joined(separator: "\n")
    difference = lines[first...].compactMap { line in
      DifferenceLine.Kind(rawValue: String(line.prefix(1))).map {
        DifferenceLine($0, String(line.dropFirst(2)))
      }
    }
  }

  /// The reason, and the difference below it.
  var markup: Markup {
    var content = Markup.element("p", ["class": "reason"], .lines(reason))
    content += DifferenceMarkup.of(
      difference, expected: "expected, not printed", came: "printed, not expected")
    return .element("div", ["class": "miss"], content)
  }
}
