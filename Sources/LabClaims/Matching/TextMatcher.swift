package import LabModel

/// A text pattern, ready to search bytes that a step printed or a packet carried.
///
/// A text is looked for as exact bytes. A regular expression (Swift's) is looked for in the bytes
/// read as UTF-8, where each malformed sequence stands for one U+FFFD; `^` and `$` are at lines.
/// It compares Unicode scalars, not grapheme clusters: CR LF is two. Not `Sendable`: make it where
/// it is used.
package struct TextMatcher {
  package let pattern: TextPattern
  private let search: Search

  private enum Search {
    case bytes([UInt8])
    case regex(Regex<AnyRegexOutput>)
  }

  /// Compiles `pattern`.
  ///
  /// - Throws: `PatternFailure` where it is no regular expression of Swift's.
  package init(_ pattern: TextPattern) throws(PatternFailure) {
    self.pattern = pattern
    switch pattern.kind {
    case .text:
      search = .bytes(Array(pattern.text.utf8))
    case .regex(let ignoresCase):
      do {
        search = .regex(
          try Regex(pattern.text).anchorsMatchLineEndings().ignoresCase(ignoresCase)
            .matchingSemantics(.unicodeScalar))
      } catch {
        throw PatternFailure(expression: pattern.text, message: "\(error)")
      }
    }
  }

  /// Whether the pattern has a group `(?<name>…)`; a text has none.
  package func hasGroup(named name: String) -> Bool {
    guard case .regex(let regex) = search else { return false }
    return regex.contains(captureNamed: name)
  }

  /// The first match in `bytes`.
  package func firstMatch(in bytes: [UInt8]) -> TextMatch? {
    matches(in: bytes, limit: 1).first
  }

  /// Every match in `bytes`, from left to right, none overlapping another.
  package func matches(in bytes: [UInt8]) -> [TextMatch] {
    matches(in: bytes, limit: .max)
  }

  /// The lines of `bytes` that the pattern is found in, as ranges without their line feed.
  package func matchingLines(in bytes: [UInt8]) -> [Range<Int>] {
    Self.lines(in: bytes).filter { firstMatch(in: Array(bytes[$0])) != nil }
  }

  /// The lines of `bytes`, as ranges without their line feed.
  ///
  /// A last line without a line feed counts; nothing after the last line feed is no line.
  package static func lines(in bytes: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      lines.append(start..<index)
      start = index + 1
    }
    if start < bytes.count { lines.append(start..<bytes.count) }
    return lines
  }

  private func matches(in bytes: [UInt8], limit: Int) -> [TextMatch] {
    switch search {
    case .bytes(let text): Self.occurrences(of: text, in: bytes, limit: limit)
    case .regex(let regex): Self.matches(of: regex, in: DecodedText(bytes), limit: limit)
    }
  }

  private static func occurrences(
    of text: [UInt8], in bytes: [UInt8], limit: Int
  ) -> [TextMatch] {
    guard let first = text.first else { return [TextMatch(range: 0..<0)] }
    var found: [TextMatch] = []
    var start = 0
    while found.count < limit, start + text.count <= bytes.count {
      guard let candidate = bytes[start...].firstIndex(of: first),
        candidate + text.count <= bytes.count
      else { break }
      if bytes[candidate..<candidate + text.count].elementsEqual(text) {
        found.append(TextMatch(range: candidate..<candidate + text.count))
        start = candidate + text.count
      } else {
        start = candidate + 1
      }
    }
    return found
  }

  private static func matches(
    of regex: Regex<AnyRegexOutput>, in text: DecodedText, limit: Int
  ) -> [TextMatch] {
    let matches =
      limit == 1
      ? [try? regex.firstMatch(in: text.string)].compactMap(\.self) : text.string.matches(of: regex)
    return matches.compactMap { match in
      // After the last line feed no line begins, so `^$` does not match there.
      if match.range.isEmpty, match.range.lowerBound == text.string.endIndex, text.endsInNewline {
        return nil
      }
      var groups: [String: String] = [:]
      for element in match.output {
        if let name = element.name, let substring = element.substring {
          groups[name] = String(substring)
        }
      }
      return TextMatch(range: text.bytes(of: match.range), groups: groups)
    }
  }
}

/// Where a pattern was found, and what its named groups hold.
package struct TextMatch: Sendable, Hashable {
  /// The bytes that matched.
  package var range: Range<Int>
  /// The named groups that took part, as text.
  package var groups: [String: String]

  package init(range: Range<Int>, groups: [String: String] = [:]) {
    self.range = range
    self.groups = groups
  }

  /// The group `name` as a number, nil where it is none (`1,024`, `12%`) or took no part.
  package func number(of name: String) -> Double? {
    groups[name].flatMap { Double($0) }
  }
}

/// A pattern that is no regular expression of Swift's.
package struct PatternFailure: Error, Sendable, Hashable {
  package var expression: String
  /// What Swift's parser says of it.
  package var message: String
}
