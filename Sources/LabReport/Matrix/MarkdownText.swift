import LabModel

/// Text that the writer of a Markdown document did not write, made inert in it: neither markup nor HTML
/// nor a mention comes of it (CommonMark 0.31, GitHub Flavored Markdown).
package enum MarkdownText {
  /// `text` on one line, to be read as it is.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in oneLine(text).unicodeScalars {
      if "\\`*_<>[]|#~&@$!".unicodeScalars.contains(scalar) { result.append("\\") }
      result.unicodeScalars.append(scalar)
    }
    // No link comes of an address either.
    return result.split(separator: "://", omittingEmptySubsequences: false).joined(
      separator: ":\\//")
  }

  /// `text` on one line as code; a bar is escaped, as tables want it even there.
  package static func code(_ text: String, inTable: Bool = false) -> String {
    let line = oneLine(text)
    guard !line.isEmpty else { return "" }
    let fence = String(repeating: "`", count: longestRun(line) + 1)
    // A blank at either side goes, where both are there.
    let needsBlanks = line.hasPrefix("`") || line.hasSuffix("`") || line.hasPrefix(" ")
    let content = needsBlanks ? " \(line) " : line
    guard inTable else { return fence + content + fence }
    return fence
      + content.split(separator: "|", omittingEmptySubsequences: false)
      .joined(separator: "\\|") + fence
  }

  /// `lines`, safe to show already, as a code block of `language`.
  package static func block(_ lines: [String], language: String) -> [String] {
    let longest = lines.reduce(2) { max($0, longestRun($1)) }
    let fence = String(repeating: "`", count: longest + 1)
    return [fence + language] + lines + [fence]
  }

  private static func oneLine(_ text: String) -> String {
    VisibleText.of(
      text.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " "))
  }

  private static func longestRun(_ text: String) -> Int {
    var (longest, run) = (0, 0)
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
