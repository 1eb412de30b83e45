import LabClaims
import LabModel

/// The end of bytes that more bytes, which nobody knows, may have followed.
struct OpenEnd {
  private let bytes: [UInt8]

  init(of bytes: [UInt8]) { self.bytes = bytes }

  /// Whether `match`, found in the bytes, would be one whatever came after them.
  ///
  /// A text is where it is. A regular expression that ends where the bytes do may have matched only
  /// because they end there (`x{3}$`, `x(?!x)`, half a number), and one that looks ahead may have
  /// looked as far. A word's bounds hang on what follows in its line, by UAX #29.
  func keeps(_ match: TextMatch, of pattern: TextPattern) -> Bool {
    guard case .regex = pattern.kind else { return true }
    if match.range.upperBound >= bytes.count { return false }
    if Self.looksAhead.contains(where: pattern.text.contains) { return false }
    guard Self.seesWords.contains(where: pattern.text.contains) else { return true }
    return bytes[match.range.upperBound...].contains(UInt8(ascii: "\n"))
  }

  /// Lookahead, its long names, and the end of the text before its last line feed.
  private static let looksAhead = ["(?=", "(?!", "(*", "\\Z"]
  private static let seesWords = ["\\b", "\\B", "\\y", "\\Y", "\\X"]
}
