package import LabModel

/// Reads claims, and the parts of them that stand in attributes and front matter.
///
/// The grammar stands in docs/claims.md, "Grammar". What can only be told with the whole notebook
/// (is there such a step?) is left to `ClaimCheck`.
package enum ClaimParser {
  /// Reads one line of a fence of language `claims`.
  package static func claim(_ source: SourceText) -> Parsed<Claim> {
    Parsed(value: nil, source: source)
  }

  /// Reads the value of a `when=` attribute: `kernel >= 6.5 and config NET_SCH_NETEM`.
  package static func conditions(_ source: SourceText) -> Parsed<[Condition]> {
    Parsed(value: nil, source: source)
  }

  /// Reads the value of a `wait=` attribute: `port tcp/8900 is listening`.
  ///
  /// In it a filter stands in single quotes: an info string cannot hold backticks.
  package static func moment(_ source: SourceText) -> Parsed<Moment> {
    Parsed(value: nil, source: source)
  }

  /// Reads front matter's `kernel: version:`: `>=5.10`, or several joined by commas or `and`.
  package static func kernelVersions(_ source: SourceText) -> Parsed<[VersionCondition]> {
    Parsed(value: nil, source: source)
  }

  /// Whether a line of a claims fence holds no claim: it is blank, or begins with `# `.
  package static func isComment(_ line: String) -> Bool {
    let text = line.drop { $0.isWhitespace }
    return text.isEmpty || text == "#" || text.hasPrefix("# ")
  }
}
