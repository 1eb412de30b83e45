import LabModel
import Yams

/// Parses the front matter's YAML.
enum YAMLText {
  /// How deep values may be nested; the parser below recurses without a limit of its own.
  private static let depthLimit = 32

  /// The root of the YAML in `lines` of the notebook; nil where it is none, which is then reported.
  static func root(of text: NotebookText, lines: Range<Int>, findings: Findings) -> YAMLValue? {
    guard isSafe(text, lines, findings) else { return nil }
    let offset = lines.lowerBound - 1
    let yaml = lines.map { text.line($0) + "\n" }.joined()
    do {
      guard let node = try Yams.compose(yaml: yaml, .default, .default, .utf8) else {
        return YAMLValue(Node([(Node, Node)]()), lineOffset: offset)
      }
      return YAMLValue(node, lineOffset: offset)
    } catch {
      report(error, text, lines, findings)
      return nil
    }
  }

  private static func report(
    _ error: any Error, _ text: NotebookText, _ lines: Range<Int>, _ findings: Findings
  ) {
    let offset = lines.lowerBound - 1
    func add(_ problem: String, _ marks: [Mark], remedy: String?) {
      // What is open at the end is shown where it was opened, if that is known.
      let last = max(lines.lowerBound, lines.upperBound - 1)
      let end = SourcePosition(line: last, column: text.line(last).unicodeScalars.count + 1)
      let position = marks.lazy.map {
        SourcePosition(line: $0.line + offset, column: $0.column)
      }.first { $0.line <= last }
      findings.add(
        "the front matter is no YAML: \(problem)",
        at: position ?? end, remedy: remedy)
    }
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      add(
        problem, [mark] + (context.map { [$0.mark] } ?? []),
        remedy: "a text with `: `, ` #`, or `*`, `&`, `!`, `{`, `[` first needs quotes")
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first ?? ""
      let first = context.mark.line + offset
      let second =
        (first + 1..<max(first + 1, lines.upperBound)).first { number in
          let line = text.line(number).drop { $0 == " " }
          return line.hasPrefix(key) && line.dropFirst(key.count).drop { $0 == " " }.first == ":"
        } ?? first
      let column = text.line(second).unicodeScalars.prefix { $0 == " " }.count + 1
      findings.add(
        "the key `\(key)` is given twice",
        at: SourcePosition(line: second, column: column), length: key.unicodeScalars.count,
        remedy: "keep one of them; the first is on line \(first)")
    default:
      add("it cannot be read", [], remedy: nil)
    }
  }

  /// Whether the parser can be given the lines: no character that YAML forbids, no endless nesting.
  private static func isSafe(
    _ text: NotebookText, _ lines: Range<Int>, _ findings: Findings
  ) -> Bool {
    var isSafe = true
    var depth = 0
    for number in lines {
      var isLeading = true
      var markers = 0
      for (offset, scalar) in text.line(number).unicodeScalars.enumerated() {
        let position = SourcePosition(line: number, column: offset + 1)
        if !isAllowed(scalar) {
          findings.add(
            "YAML forbids the character \(VisibleText.escaped(scalar))", at: position,
            remedy: "remove it, or write it as an escape in double quotes")
          isSafe = false
        }
        switch scalar {
        case "[", "{": depth += 1
        case "]", "}": depth = max(0, depth - 1)
        case "-" where isLeading, "?" where isLeading, ":" where isLeading: markers += 1
        case " ": break
        default: isLeading = false
        }
        if scalar == " " && isLeading && offset == depthLimit * 8 { markers += depthLimit }
        if depth > depthLimit || markers > depthLimit {
          findings.add("the front matter is nested too deeply", at: position)
          return false
        }
      }
    }
    return isSafe
  }

  /// YAML 1.1's printable characters; its exotic line ends are left out, since nobody sees them.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd,
      0x10000...0x10ffff:
      true
    default: false
    }
  }
}
