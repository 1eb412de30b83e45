import LabModel

/// A notebook's Markdown as markup: prose as it is meant, fences as their owner has them.
///
/// Nothing of the text is trusted: HTML and images are shown as they were written, and links lead to the
/// web, to a mail program or to a heading.
struct ArticleProse {
  /// A fenced or indented block of code.
  struct Code {
    /// The line on which it begins, from 1.
    var line: Int
    /// What follows the fence's opening; nil for code that is indented.
    var info: String?
    var text: String
  }

  /// A heading with the place that contents lead to.
  struct Heading {
    var level: Int
    var id: String
    /// Plain text.
    var text: String
  }

  /// Something whose end is still to come.
  private struct Frame {
    var content = Markup()
    /// The plain text of a heading or an image.
    var text = ""
  }

  /// Deeper nesting than this is flattened: it is nobody's writing, and copying it would take long.
  private static let mostDepth = 60

  private let code: (Code) -> Markup
  private let heading: (Heading) -> Void
  /// A heading of the first level that says this is left out: the page's own says it.
  private let title: String
  private var frames = [Frame()]
  /// How many parts that are too deep are open.
  private var tooDeep = 0
  private var lastLevel = 1
  private var ids: [String: Int] = [:]
  private var hasTitle = false

  /// Renders `markdown`; `code` makes markup of each block of code, and `heading` is told of each heading,
  /// both in the order of the text.
  static func markup(
    _ markdown: String, title: String, code: @escaping (Code) -> Markup,
    heading: @escaping (Heading) -> Void
  ) -> Markup {
    var prose = ArticleProse(title: title, code: code, heading: heading)
    MarkdownTree(markdown).forEach { event in
      switch event {
      case .enter(let node): prose.enter(node)
      case .exit(let node): prose.exit(node)
      }
    }
    return prose.frames[0].content
  }

  private init(
    title: String, code: @escaping (Code) -> Markup, heading: @escaping (Heading) -> Void
  ) {
    self.title = title
    self.code = code
    self.heading = heading
  }

  // MARK: Going through

  private mutating func enter(_ node: MarkdownNode) {
    guard node.isContainer else { return leaf(node) }
    if frames.count >= Self.mostDepth { tooDeep += 1 } else { frames.append(Frame()) }
  }

  private mutating func exit(_ node: MarkdownNode) {
    if tooDeep > 0 {
      tooDeep -= 1
      return
    }
    guard frames.count > 1, let frame = frames.popLast() else { return }
    put(markup(node, frame), text: node.type == "image" ? "" : frame.text)
  }

  private mutating func put(_ markup: Markup, text: String = "") {
    frames[frames.count - 1].content += markup
    frames[frames.count - 1].text += text
  }

  private mutating func leaf(_ node: MarkdownNode) {
    let literal = node.literal
    switch node.type {
    case "text": put(.text(literal), text: literal)
    case "code": put(.element("code", [:], .text(literal)), text: literal)
    case "softbreak": put(Markup(trusted: "\n"), text: " ")
    case "linebreak": put(.element("br"), text: " ")
    case "thematic_break": put(.element("hr"))
    case "html_inline": put(.element("code", ["class": "raw"], .text(literal)), text: literal)
    case "html_block": put(.element("pre", ["class": "raw"], .lines(Self.trimmed(literal))))
    case "code_block":
      put(code(Code(line: node.line, info: node.fenceInfo, text: literal)))
    default: break
    }
  }

  // MARK: Parts that have parts

  private mutating func markup(_ node: MarkdownNode, _ frame: Frame) -> Markup {
    let content = frame.content
    switch node.type {
    case "paragraph": return node.isTight ? content : .element("p", [:], content)
    case "heading": return heading(node, frame)
    case "block_quote": return .element("blockquote", [:], content)
    case "list":
      guard node.isOrderedList else { return .element("ul", [:], content) }
      return node.listStart == 1
        ? .element("ol", [:], content)
        : .element("ol", ["start": String(node.listStart)], content)
    case "item": return .element("li", [:], content)
    case "tasklist":
      return .element("li", [:], .text(node.isChecked ? "☑ " : "☐ ") + content)
    case "emph": return .element("em", [:], content)
    case "strong": return .element("strong", [:], content)
    case "strikethrough": return .element("del", [:], content)
    case "link": return link(node, content)
    case "image":
      return .element("code", ["class": "raw"], .text("![\(frame.text)](\(node.url))"))
    case "table":
      return .element(
        "div", ["class": "wide", "tabindex": "0", "role": "group", "aria-label": "Table"],
        .element("table", [:], content))
    case "table_header": return .element("thead", [:], .element("tr", [:], content))
    case "table_row": return .element("tr", [:], content)
    case "table_cell":
      return node.isInTableHead
        ? .element("th", ["scope": "col"], content) : .element("td", [:], content)
    default: return content
    }
  }

  /// A link to the web or a mail program as one; of others, which lead nowhere from here, what was written.
  private func link(_ node: MarkdownNode, _ content: Markup) -> Markup {
    let url = node.url
    let isOutward = ["http://", "https://", "mailto:"].contains {
      url.lowercased().hasPrefix($0)
    }
    if isOutward {
      return .element("a", ["href": url, "rel": "noopener noreferrer"], content)
    }
    if url.hasPrefix("#"), url.count > 1 {
      return .element("a", ["href": "#section-" + url.dropFirst()], content)
    }
    return content + .text(" (\(url))")
  }

  /// A heading of the text: one level below the page's at least, and no more than one below that before.
  private mutating func heading(_ node: MarkdownNode, _ frame: Frame) -> Markup {
    if !hasTitle, node.headingLevel == 1, frame.text == title {
      hasTitle = true
      return Markup()
    }
    let level = max(2, min(node.headingLevel, lastLevel + 1))
    lastLevel = level
    let id = identifier(for: frame.text)
    heading(Heading(level: level, id: id, text: frame.text))
    switch level {
    case 2: return .element("h2", ["id": id], frame.content)
    case 3: return .element("h3", ["id": id], frame.content)
    case 4: return .element("h4", ["id": id], frame.content)
    case 5: return .element("h5", ["id": id], frame.content)
    default: return .element("h6", ["id": id], frame.content)
    }
  }

  /// `section-the-empty-list`, as GitHub makes it but for the beginning; a second one ends in `-1`.
  private mutating func identifier(for text: String) -> String {
    var slug = "section-"
    for scalar in text.lowercased().unicodeScalars {
      switch scalar {
      case " ": slug += "-"
      case "-", "_": slug.unicodeScalars.append(scalar)
      default:
        if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
          slug.unicodeScalars.append(scalar)
        }
      }
    }
    let count = ids[slug, default: 0]
    ids[slug] = count + 1
    return count == 0 ? slug : "\(slug)-\(count)"
  }

  private static func trimmed(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
