package import LabModel

/// Reads claims, and the parts of them that stand in attributes and front matter.
///
/// The grammar stands in docs/claims.md, "Grammar". What can only be told with the whole notebook
/// (is there such a step?) is left to `ClaimCheck`.
package enum ClaimParser {
  /// Reads one line of a fence of language `claims`.
  package static func claim(_ source: SourceText) -> Parsed<Claim> {
    parse(source, end: "the end of the claim") { reader throws(SyntaxMistake) in
      try reader.claim()
    }
  }

  /// Reads the value of a `when=` attribute: `kernel >= 6.5 and config NET_SCH_NETEM`.
  package static func conditions(_ source: SourceText) -> Parsed<[Condition]> {
    parse(source, isAttribute: true, end: "the end of the conditions") {
      reader throws(SyntaxMistake) in try reader.conditions()
    }
  }

  /// Reads the value of a `wait=` attribute: `port tcp/8900 is listening`.
  ///
  /// In it a filter stands in single quotes: an info string cannot hold backticks.
  package static func moment(_ source: SourceText) -> Parsed<Moment> {
    parse(source, isAttribute: true, end: "the end of the moment") {
      reader throws(SyntaxMistake) in try reader.moment()
    }
  }

  /// Reads front matter's `kernel: version:`: `>=5.10`, or several joined by commas or `and`.
  package static func kernelVersions(_ source: SourceText) -> Parsed<[VersionCondition]> {
    parse(source, isAttribute: true, end: "the end of the versions") {
      reader throws(SyntaxMistake) in try reader.versionConditions()
    }
  }

  /// Whether a line of a claims fence holds no claim: it is blank, or begins with `# `.
  package static func isComment(_ line: String) -> Bool {
    let text = line.drop { $0.isWhitespace }
    return text.isEmpty || text == "#" || text.hasPrefix("# ")
  }

  private static func parse<Value>(
    _ source: SourceText, isAttribute: Bool = false, end: String,
    _ read: (inout ClaimReader) throws(SyntaxMistake) -> Value
  ) -> Parsed<Value> {
    let lexer = Lexer(source)
    guard lexer.diagnostics.isEmpty else {
      return Parsed(value: nil, source: source, diagnostics: lexer.diagnostics)
    }
    var reader = ClaimReader(source, tokens: lexer.tokens, isAttribute: isAttribute)
    do throws(SyntaxMistake) {
      let value = try read(&reader)
      try reader.requireEnd(end)
      return Parsed(
        value: reader.diagnostics.isEmpty ? value : nil, source: source,
        references: reader.references, diagnostics: reader.diagnostics)
    } catch {
      return Parsed(
        value: nil, source: source, references: reader.references,
        diagnostics: reader.diagnostics + [reader.stoppedDiagnostic()])
    }
  }
}
