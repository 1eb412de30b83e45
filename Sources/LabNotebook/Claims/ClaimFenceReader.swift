import LabClaims
import LabModel

/// Reads fences of claims.
struct ClaimFenceReader {
  private let text: NotebookText
  private let findings: Findings
  private(set) var claims: [PlannedClaim] = []

  init(text: NotebookText, findings: Findings) {
    self.text = text
    self.findings = findings
  }

  /// A fence of language `claims`: one claim a line.
  mutating func readClaims(_ fence: Fence, _ attributes: CheckedAttributes) {
    let conditions = attributes.conditions()
    for line in fence.content where !ClaimParser.isComment(line.text) {
      let excerpt = Self.trimmed(line)
      let parsed = ClaimParser.claim(
        SourceText(
          excerpt.text, position: excerpt.position, path: text.path,
          sourceLine: text.line(excerpt.position.line)))
      findings.add(parsed.diagnostics)
      guard let claim = parsed.value else { continue }
      append(claim, excerpt.text, excerpt.position, attributes, conditions)
    }
  }

  /// A fence `sql {.claim}`: a query whose rows are counterexamples.
  mutating func readQuery(_ fence: Fence, _ attributes: CheckedAttributes) {
    let conditions = attributes.conditions()
    guard let first = fence.content.first(where: { !$0.text.allSatisfy(\.isWhitespace) }) else {
      findings.add(
        "the SQL claim is empty", about: fence.opening,
        remedy: "write a query whose rows are counterexamples")
      return
    }
    let query = fence.content.map(\.text).joined(separator: "\n")
    append(.init(statement: .sql(query)), query, first.position, attributes, conditions)
  }

  private mutating func append(
    _ claim: Claim, _ text: String, _ position: SourcePosition, _ attributes: CheckedAttributes,
    _ conditions: [Condition]
  ) {
    var planned = PlannedClaim(
      number: claims.count + 1, claim: claim, text: text, position: position)
    planned.isPublished = attributes.has(.published)
    planned.expectedFailure = attributes.value(.expectedFailure)?.text
    planned.conditions = conditions
    claims.append(planned)
  }

  private static func trimmed(_ line: Fence.Line) -> Excerpt {
    let scalars = Array(line.text.unicodeScalars)
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
    let start = scalars.firstIndex { !isBlank($0) } ?? scalars.count
    let end = scalars.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
    return Excerpt(
      text: String(String.UnicodeScalarView(scalars[start..<end])),
      position: SourcePosition(line: line.position.line, column: line.position.column + start))
  }
}
