/// The lines between `---` and `---` (or `...`) at the beginning of a Markdown file.
struct FrontMatterBlock {
  /// The line numbers, from 1, of the lines between the two; nil where the second is missing.
  var lines: Range<Int>?
  /// The line of the second, or the last line of the file.
  var endLine: Int

  /// Nil where the file begins with no front matter.
  init?(lineCount: Int, line: (Int) -> String) {
    guard lineCount > 0, Self.isFence(line(1), "---") else { return nil }
    var number = 2
    while number <= lineCount {
      let text = line(number)
      if Self.isFence(text, "---") || Self.isFence(text, "...") {
        lines = 2..<number
        endLine = number
        return
      }
      number += 1
    }
    endLine = lineCount
  }

  private static func isFence(_ line: String, _ fence: String) -> Bool {
    line.hasPrefix(fence)
      && line.unicodeScalars.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
  }
}
