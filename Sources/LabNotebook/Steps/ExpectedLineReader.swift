import LabModel

/// Reads expected lines and the status line of a transcript.
struct ExpectedLineReader {
  private let findings: Findings
  /// Names that ` (re)` lines of earlier steps capture.
  private let captured: Set<String>

  init(captured: Set<String>, _ findings: Findings) {
    self.captured = captured
    self.findings = findings
  }

  /// Reads one line; what is wrong with its pattern is reported.
  func read(_ line: Fence.Line) -> ExpectedLine {
    let expected = ExpectedLine(reading: line.text, at: line.position)
    switch expected.kind {
    case .regex: check(expression: expected)
    case .escaped:
      do throws(ByteEscapeFailure) {
        _ = try ByteEscapes.bytes(of: expected.text)
      } catch {
        var position = line.position
        position.column += error.offset
        findings.add(
          "this backslash begins no escape", at: position,
          remedy: #"known are \\, \0, \a, \b, \e, \f, \r, \t, \v, \xHH and \u{H…}"#)
      }
    case .exact, .glob, .anything: break
    }
    return expected
  }

  private func check(expression line: ExpectedLine) {
    let values = Dictionary(uniqueKeysWithValues: captured.map { ($0, "0") })
    let length = line.text.unicodeScalars.count
    do {
      _ = try LineExpression.compile(line.resolvedText(variables: values))
    } catch {
      findings.add(
        "this is no regular expression: \(error)", at: line.position, length: length,
        remedy: "a line that is meant letter by letter needs no ` (re)`; `\\` makes a sign plain")
      return
    }
    for name in VariableReferences.names(in: line.text) where !captured.contains(name) {
      findings.add(
        "no `(re)` line of an earlier step captures `\(name)`", at: line.position, length: length,
        remedy: "name a group so: `(?<\(name)>…)`; a dollar sign itself is `\\$`")
    }
    for name in LineExpression.groups(in: line.text) where !VariableReferences.isName(name) {
      findings.add(
        "the group `\(name)` cannot become a shell variable", at: line.position, length: length,
        remedy: "use letters, digits and `_`, no digit first")
    }
  }
}
