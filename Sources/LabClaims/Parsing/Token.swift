/// One word, quotation or sign of a claim.
struct Token: Hashable, Sendable {
  /// What kind of token it is, with its value.
  enum Kind: Hashable, Sendable {
    case word(String)
    /// `"…"`, escapes resolved.
    case text(String)
    /// `/…/` or `/…/i`, `\/` resolved.
    case regex(String, ignoresCase: Bool)
    /// In backticks.
    case ticked(String)
    /// In single quotes: a filter or value within an attribute.
    case quoted(String)
    /// `,` or a comparison.
    case sign(String)
  }

  var kind: Kind
  /// Offsets of its Unicode scalars in the text.
  var range: Range<Int>

  /// The word that it is, nil for anything else.
  var word: String? {
    guard case .word(let word) = kind else { return nil }
    return word
  }
}
