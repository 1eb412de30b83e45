/// A trouble in the kernel's log that a notebook expects: by its fingerprint, or by its headline.
package enum IgnoredTrouble: Sendable, Hashable {
  /// Twelve hexadecimal digits in lower case.
  case fingerprint(String)
  /// A regular expression that is found in the headline.
  case headline(TextPattern)

  /// The fingerprint that `text` is, or the expression between its slashes (`/REGEX/`, `/REGEX/i`).
  ///
  /// nil where it is neither; whether the expression is one is not looked at.
  package init?(_ text: String) {
    if text.utf8.count == 12, text.utf8.allSatisfy(Self.isDigit) {
      self = .fingerprint(text)
      return
    }
    let ignoresCase = text.hasSuffix("/i")
    guard text.hasPrefix("/"), text.hasSuffix("/") || ignoresCase else { return nil }
    let inner = text.dropFirst().dropLast(ignoresCase ? 2 : 1)
    guard text.utf8.count >= (ignoresCase ? 4 : 3), !inner.isEmpty else { return nil }
    self = .headline(TextPattern(kind: .regex(ignoresCase: ignoresCase), text: String(inner)))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  /// As front matter writes it.
  package var text: String {
    switch self {
    case .fingerprint(let digits): digits
    case .headline(let pattern):
      if case .regex(ignoresCase: true) = pattern.kind {
        "/\(pattern.text)/i"
      } else {
        "/\(pattern.text)/"
      }
    }
  }
}
