/// A notebook's text as readers see it: front matter, and Markdown whose lines are numbered as in the
/// file.
package struct NotebookArticle: Sendable {
  /// The lines between the front matter's ends; nil where there is none.
  package let frontMatter: [String]?
  /// The text as Markdown, in which the front matter's lines are blank.
  ///
  /// Line ends are line feeds; NUL bytes and bytes that are no UTF-8 are U+FFFD.
  package let markdown: String

  /// Divides `bytes`, whatever they are: a text that cannot be run can be read too.
  package init(bytes: [UInt8]) {
    let text = NotebookText(path: "", bytes: bytes, findings: Findings(path: ""))
    let block = FrontMatterBlock(lineCount: text.lines.count, line: text.line)
    frontMatter = block?.lines.map { $0.map(text.line) }
    markdown = text.markdown(skippingLines: frontMatter == nil ? 0 : block?.endLine ?? 0)
  }
}
