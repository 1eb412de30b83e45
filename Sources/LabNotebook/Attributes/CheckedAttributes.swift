import LabClaims
import LabModel

/// The attributes of one fence, checked against what its kind may have.
struct CheckedAttributes {
  private var values: [FenceAttribute: WrittenAttribute] = [:]
  private let text: NotebookText
  private let findings: Findings

  /// Reports attributes that are unknown, out of place or given twice; keeps the others.
  init(_ info: InfoString, kind: FenceKind, text: NotebookText, findings: Findings) {
    self.text = text
    self.findings = findings
    for problem in info.problems {
      findings.add(problem.message, about: problem.place, remedy: problem.remedy)
    }
    for written in info.attributes {
      guard let attribute = FenceAttribute.known(written) else {
        Self.reportUnknown(written, kind, findings)
        continue
      }
      guard attribute.kinds.contains(kind) else {
        let place = written.name
        let kinds = FenceKind.allCases.filter(attribute.kinds.contains).map(\.name)
        findings.add(
          "`\(attribute.rawValue)` does not belong on \(kind.name)", about: place,
          remedy: Self.remedy(attribute, kind) ?? "it belongs on \(Self.list(kinds))")
        continue
      }
      if values[attribute] != nil {
        findings.add(
          "`\(attribute.rawValue)` is given twice", about: written.whole,
          remedy: "keep one of them")
        continue
      }
      values[attribute] = written
    }
  }

  private static func reportUnknown(
    _ written: WrittenAttribute, _ kind: FenceKind, _ findings: Findings
  ) {
    let known = FenceAttribute.allCases.filter { $0.kinds.contains(kind) }.map(\.rawValue)
    let sign = written.form == .flag ? "." : ""
    let equals = written.form == .value ? "=" : ""
    let name = sign + written.name.text + equals
    let nearest =
      NearestName.of(name, among: known)
      ?? NearestName.of(
        written.name.text,
        among: known.map { String($0.filter { $0 != "." && $0 != "=" && $0 != "#" }) }
      ).flatMap { near in known.first { $0.contains(near) } }
    findings.add(
      "unknown attribute `\(name)`", about: written.whole,
      remedy: nearest.map { "write `\($0)`" }
        ?? "known for \(kind.name) are " + known.map { "`\($0)`" }.joined(separator: ", "))
  }

  private static func remedy(_ attribute: FenceAttribute, _ kind: FenceKind) -> String? {
    switch (attribute, kind) {
    case (.exit, .transcript): "write the status as the last expected line: `[7]`"
    case (.anyOutput, .script): "the output of a script is never compared"
    default: nil
    }
  }

  private static func list(_ names: [String]) -> String {
    names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }

  // MARK: Values

  func has(_ attribute: FenceAttribute) -> Bool { values[attribute] != nil }

  /// The attribute as written.
  func written(_ attribute: FenceAttribute) -> WrittenAttribute? { values[attribute] }

  /// A value that must not be empty.
  func value(_ attribute: FenceAttribute) -> Excerpt? {
    guard let written = values[attribute] else { return nil }
    guard !written.value.text.allSatisfy(\.isWhitespace) else {
      findings.add(
        "`\(attribute.rawValue)` has no value", about: written.whole,
        remedy: attribute == .expectedFailure ? "write the reason: `xfail=\"reason\"`" : nil)
      return nil
    }
    return written.value
  }

  func duration(_ attribute: FenceAttribute) -> Int64? {
    guard let value = value(attribute) else { return nil }
    if let duration = Quantities.duration(value.text), duration > 0 { return duration }
    findings.add(
      "`\(value.text)` is no time of at most a day", about: value,
      remedy: "write it in `ms`, `s` or `min`: `\(attribute.rawValue)5s`")
    return nil
  }

  /// The conditions of `when=`; empty where there is none.
  func conditions() -> [Condition] {
    guard let value = value(.when) else { return [] }
    let parsed = ClaimParser.conditions(source(value))
    findings.add(parsed.diagnostics)
    return parsed.value ?? []
  }

  /// The moment of `wait=`.
  func moment() -> Moment? {
    guard let value = value(.wait) else { return nil }
    let parsed = ClaimParser.moment(source(value))
    findings.add(parsed.diagnostics)
    return parsed.value
  }

  private func source(_ value: Excerpt) -> SourceText {
    SourceText(
      value.text, position: value.position, path: text.path,
      sourceLine: text.line(value.position.line))
  }
}
