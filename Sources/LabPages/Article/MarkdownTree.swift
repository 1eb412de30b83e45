import CCmarkGFM

/// A text as the reference parser of GitHub's Markdown sees it, tables and task lists included.
final class MarkdownTree {
  /// Something that begins or ends while the text is gone through.
  enum Event {
    case enter(MarkdownNode)
    case exit(MarkdownNode)
  }

  private let root: OpaquePointer?

  /// Registering is done once: the parser's list of extensions has no lock.
  private static let extensions: [String] = {
    cmark_gfm_core_extensions_ensure_registered()
    return ["table", "strikethrough", "autolink", "tasklist"]
  }()

  init(_ text: String) {
    let parser = cmark_parser_new(CMARK_OPT_DEFAULT)
    defer { cmark_parser_free(parser) }
    for name in Self.extensions {
      cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
    }
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        cmark_parser_feed(parser, $0.baseAddress, $0.count)
      }
    }
    root = cmark_parser_finish(parser)
  }

  deinit {
    if let root { cmark_node_free(root) }
  }

  /// Goes through the whole text in order.
  func forEach(_ body: (Event) -> Void) {
    guard let root, let iterator = cmark_iter_new(root) else { return }
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return }
      guard let node = cmark_iter_get_node(iterator) else { continue }
      body(event == CMARK_EVENT_ENTER ? .enter(MarkdownNode(node)) : .exit(MarkdownNode(node)))
    }
  }
}

/// A part of a text, as long as its tree lives.
struct MarkdownNode {
  private let node: OpaquePointer

  init(_ node: OpaquePointer) { self.node = node }

  /// What the parser calls such a part: `paragraph`, `code_block`, `table_cell`.
  var type: String { cmark_node_get_type_string(node).map { String(cString: $0) } ?? "" }

  /// Whether the parser tells such a part's end too.
  var isContainer: Bool {
    switch type {
    case "code_block", "html_block", "thematic_break", "text", "softbreak", "linebreak", "code",
      "html_inline", "<unknown>", "":
      false
    default: true
    }
  }

  /// What a text, code or HTML is.
  var literal: String { cmark_node_get_literal(node).map { String(cString: $0) } ?? "" }

  /// The line on which it begins, from 1.
  var line: Int { Int(cmark_node_get_start_line(node)) }

  /// What follows a fence's opening; nil for code that is indented.
  var fenceInfo: String? {
    var (length, offset, character): (Int32, Int32, CChar) = (0, 0, 0)
    guard cmark_node_get_fenced(node, &length, &offset, &character) == 1 else { return nil }
    return cmark_node_get_fence_info(node).map { String(cString: $0) } ?? ""
  }

  var url: String { cmark_node_get_url(node).map { String(cString: $0) } ?? "" }
  var headingLevel: Int { Int(cmark_node_get_heading_level(node)) }
  var isOrderedList: Bool { cmark_node_get_list_type(node) == CMARK_ORDERED_LIST }
  var listStart: Int { Int(cmark_node_get_list_start(node)) }
  var isChecked: Bool { cmark_gfm_extensions_get_tasklist_item_checked(node) }

  /// Whether it is a paragraph of a list whose items stand close to each other.
  var isTight: Bool {
    guard let item = cmark_node_parent(node), let list = cmark_node_parent(item) else {
      return false
    }
    return cmark_node_get_list_tight(list) == 1
  }

  /// Whether it is a cell of a table's first row.
  var isInTableHead: Bool {
    cmark_node_parent(node).map { MarkdownNode($0).type == "table_header" } ?? false
  }
}
