import LabModel
import Yams

/// A value of the front matter with its place in the notebook.
struct YAMLValue {
  private let node: Node
  /// How many lines of the notebook stand before the first line of YAML.
  private let lineOffset: Int

  init(_ node: Node, lineOffset: Int) {
    self.node = node
    self.lineOffset = lineOffset
  }

  var position: SourcePosition {
    SourcePosition(line: (node.mark?.line ?? 1) + lineOffset, column: node.mark?.column ?? 1)
  }

  /// The value's text, where it is one and not nothing.
  var text: Excerpt? {
    guard let scalar = node.scalar, !isNothing else { return nil }
    return excerpt(scalar)
  }

  /// Any scalar's text, nothing included.
  private func excerpt(_ scalar: Node.Scalar) -> Excerpt {
    var place = position
    var isVerbatim = !scalar.string.unicodeScalars.contains("\n")
    switch scalar.style {
    case .plain, .any: break
    case .singleQuoted, .doubleQuoted:
      place.column += 1
      isVerbatim = isVerbatim && !scalar.string.unicodeScalars.contains { $0 == "'" || $0 == "\"" }
    case .literal, .folded: isVerbatim = false
    }
    return Excerpt(text: scalar.string, position: place, isVerbatim: isVerbatim)
  }

  /// The text as it is written, quotes not counted: what a diagnostic underlines.
  var shown: Excerpt {
    guard let scalar = node.scalar else { return Excerpt(text: "", position: position) }
    return excerpt(scalar)
  }

  /// Whether it is empty, `~` or `null`.
  var isNothing: Bool {
    guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else {
      return false
    }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  var items: [YAMLValue]? {
    node.sequence.map { $0.map { YAMLValue($0, lineOffset: lineOffset) } }
  }

  var pairs: [(key: YAMLValue, value: YAMLValue)]? {
    node.mapping.map { mapping in
      mapping.map {
        (YAMLValue($0.key, lineOffset: lineOffset), YAMLValue($0.value, lineOffset: lineOffset))
      }
    }
  }

  /// Whether it is text in quotes.
  var isQuoted: Bool {
    node.scalar?.style == .singleQuoted || node.scalar?.style == .doubleQuoted
  }

  /// `true` or `false` written plainly.
  var flag: Bool? {
    guard let scalar = node.scalar, scalar.style == .plain else { return nil }
    return ["true": true, "false": false][scalar.string]
  }

  /// What kind of value it is, for a person.
  var kindName: String {
    switch node {
    case .mapping: "a map"
    case .sequence: "a list"
    case .alias: "an alias"
    case .scalar: isNothing ? "nothing" : "`\(shown.text)`"
    }
  }
}
