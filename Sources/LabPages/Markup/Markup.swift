import LabModel
import Mustache

/// A piece of HTML or SVG whose every text was escaped when it was put in.
///
/// Only such a value stands where a template writes without escaping (`{{{nameMarkup}}}`).
package struct Markup: Sendable, Hashable {
  private(set) var text: String

  /// Nothing.
  package init() { text = "" }

  /// Markup that was rendered by a template of ours, or by a renderer that escapes.
  init(trusted text: String) { self.text = text }

  /// Text of whatever origin, made visible and escaped.
  package static func text(_ text: String) -> Markup {
    Markup(trusted: escaped(VisibleText.of(text)))
  }

  /// An element with attributes in order and what it contains; without content it closes itself.
  ///
  /// `name` and the attributes' names are ours; their values may be of any origin.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ content: Markup? = nil
  ) -> Markup {
    var text = "<\(name)"
    for (name, value) in attributes { text += " \(name)=\"\(escaped(VisibleText.of(value)))\"" }
    guard let content else { return Markup(trusted: text + "/>") }
    return Markup(trusted: text + ">" + content.text + "</\(name)>")
  }

  package static func + (left: Markup, right: Markup) -> Markup {
    Markup(trusted: left.text + right.text)
  }

  package static func += (left: inout Markup, right: Markup) { left.text += right.text }

  /// How much there is, in bytes.
  package var size: Int { text.utf8.count }

  /// `text` with the five characters that mean something in HTML and XML as references.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension Markup: MustacheCustomRenderable {
  /// What a template writes, which must not escape it again.
  package var renderText: String { text }
  package var isNull: Bool { text.isEmpty }
}
