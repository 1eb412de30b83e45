import CCmarkGFM
import LabModel

/// A notebook's Markdown as the reference parser sees it: its fences and its first heading.
struct MarkdownDocument {
  private(set) var fences: [Fence] = []
  /// The text of the first heading.
  private(set) var heading: String?

  /// Parses `text`, in which the lines up to `skipped` (the front matter) count as blank.
  init(_ text: NotebookText, skippingLines skipped: Int) {
    let source = text.markdown(skippingLines: skipped)
    let root = source.utf8.withContiguousStorageIfAvailable { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        cmark_parse_document($0.baseAddress, $0.count, CMARK_OPT_DEFAULT)
      }
    }
    guard let root = root ?? nil, let iterator = cmark_iter_new(root) else { return }
    defer {
      cmark_iter_free(iterator)
      cmark_node_free(root)
    }
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { break }
      guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) else { continue }
      let type = cmark_node_get_type(node)
      if type == CMARK_NODE_CODE_BLOCK {
        if let fence = Self.fence(node, in: text) { fences.append(fence) }
      } else if type == CMARK_NODE_HEADING, heading == nil {
        heading = Self.plainText(of: node)
      }
    }
  }

  private static func fence(
    _ node: OpaquePointer, in text: NotebookText
  ) -> Fence? {
    var length: Int32 = 0
    var offset: Int32 = 0
    var character: CChar = 0
    guard cmark_node_get_fenced(node, &length, &offset, &character) == 1 else { return nil }
    let startLine = Int(cmark_node_get_start_line(node))
    let line = text.line(startLine)
    let scalars = Array(line.unicodeScalars)
    let mark: Unicode.Scalar = character == CChar(bitPattern: UInt8(ascii: "~")) ? "~" : "`"
    // The parser counts columns in bytes.
    let before = line.utf8.prefix(max(0, Int(cmark_node_get_start_column(node)) - 1))
    var start = String(Substring(before)).unicodeScalars.count
    if !scalars.indices.contains(start) || scalars[start] != mark {
      start = scalars.firstIndex(of: mark) ?? 0
    }
    let run = scalars[start...].prefix { $0 == mark }.count
    var infoStart = start + run
    while infoStart < scalars.count, isBlank(scalars[infoStart]) { infoStart += 1 }
    var infoEnd = scalars.count
    while infoEnd > infoStart, isBlank(scalars[infoEnd - 1]) { infoEnd -= 1 }
    let info = Excerpt(
      text: String(String.UnicodeScalarView(scalars[infoStart..<infoEnd])),
      position: SourcePosition(line: startLine, column: infoStart + 1))
    let content = content(of: node, from: startLine + 1, in: text)
    let endLine = startLine + 1 + content.count
    return Fence(
      position: SourcePosition(line: startLine, column: start + 1), character: mark,
      length: run, info: info, content: content, endLine: endLine,
      isClosed: closes(text.line(endLine), mark, run))
  }

  private static func content(
    of node: OpaquePointer, from first: Int, in text: NotebookText
  ) -> [Fence.Line] {
    guard let literal = cmark_node_get_literal(node) else { return [] }
    // Lines are divided by bytes: the parser has made every line end a line feed.
    var lines = String(cString: literal).utf8.split(
      separator: 0x0a, omittingEmptySubsequences: false
    )
    .map { String(Substring($0)) }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.enumerated().map { index, line in
      let source = text.line(first + index)
      let prefix =
        source.utf8.reversed().starts(with: line.utf8.reversed())
        ? source.unicodeScalars.count - line.unicodeScalars.count
        : source.unicodeScalars.prefix { isBlank($0) }.count
      return Fence.Line(
        text: line, position: SourcePosition(line: first + index, column: prefix + 1))
    }
  }

  /// Whether a line ends a fence: its characters, at least as many, and nothing else but blanks and
  /// the marks of quotes around it.
  private static func closes(_ line: String, _ mark: Unicode.Scalar, _ length: Int) -> Bool {
    let rest = line.unicodeScalars.drop { isBlank($0) || $0 == ">" }
    let run = rest.prefix { $0 == mark }.count
    return run >= length && rest.dropFirst(run).allSatisfy(isBlank)
  }

  private static func plainText(of heading: OpaquePointer) -> String {
    guard let iterator = cmark_iter_new(heading) else { return "" }
    defer { cmark_iter_free(iterator) }
    var text = ""
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return text }
      guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) else { continue }
      switch cmark_node_get_type(node) {
      case CMARK_NODE_TEXT, CMARK_NODE_CODE:
        if let literal = cmark_node_get_literal(node) { text += String(cString: literal) }
      case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text += " "
      default: break
      }
    }
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
}
