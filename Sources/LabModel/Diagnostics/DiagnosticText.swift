/// A diagnostic laid out for a person: where and what, the line, a caret, and what would be right.
///
/// ```
/// lab.md:3:5: error: unknown key `host`
/// 3 | host: [a]
///   | ^^^^
///   = help: write `hosts`
/// ```
///
/// Each line is made of pieces with a role, so that a terminal report can give them colours. What
/// comes from the notebook is escaped; one piece never holds a line feed.
package struct DiagnosticText: Sendable {
  /// What a piece of the layout is.
  package enum Role: Sendable, Hashable {
    case location
    case severity(Diagnostic.Severity)
    case message
    /// Line numbers and rules at the margin.
    case margin
    case source
    case caret
    case help
  }

  /// A run of text with one role.
  package struct Piece: Sendable, Hashable {
    package var role: Role
    package var text: String
  }

  /// The lines from top to bottom.
  package let lines: [[Piece]]

  /// Lays `diagnostic` out.
  package init(_ diagnostic: Diagnostic) {
    let position = diagnostic.position
    let place = "\(VisibleText.of(diagnostic.path)):\(position.line):\(position.column):"
    var lines = [
      [
        Piece(role: .location, text: place + " "),
        Piece(role: .severity(diagnostic.severity), text: diagnostic.severity.rawValue + ":"),
        Piece(role: .message, text: " " + VisibleText.of(diagnostic.message)),
      ]
    ]
    let number = String(position.line)
    let gap = String(repeating: " ", count: number.utf8.count)
    if !diagnostic.sourceLine.isEmpty {
      let excerpt = Excerpt(
        of: diagnostic.sourceLine, column: position.column, length: diagnostic.length)
      lines.append([
        Piece(role: .margin, text: "\(number) | "), Piece(role: .source, text: excerpt.text),
      ])
      lines.append([
        Piece(role: .margin, text: "\(gap) | "),
        Piece(role: .caret, text: excerpt.indentation + excerpt.carets),
      ])
    }
    if let remedy = diagnostic.remedy {
      lines.append([
        Piece(role: .margin, text: "\(gap) = "),
        Piece(role: .help, text: "help: " + VisibleText.of(remedy)),
      ])
    }
    self.lines = lines
  }

  /// The lines without colour, each ended by a line feed.
  package var plain: String {
    lines.map { $0.map(\.text).joined() + "\n" }.joined()
  }
}

/// The part of a source line around a column, escaped, with the caret's place under it.
private struct Excerpt {
  /// How many scalars of a line are shown at the most.
  private static let limit = 160

  var text = ""
  var indentation = ""
  var carets = ""

  init(of line: String, column: Int, length: Int) {
    let scalars = Array(line.unicodeScalars)
    let caret = min(max(column - 1, 0), scalars.count)
    let first =
      scalars.count <= Self.limit ? 0 : max(0, min(caret - 60, scalars.count - Self.limit))
    let last = min(scalars.count, first + Self.limit)
    var before = 0
    var under = 0
    if first > 0 {
      text = "…"
      before = 1
    }
    for index in first..<last {
      let shown = VisibleText.escaped(scalars[index])
      let width = shown.unicodeScalars.reduce(0) { $0 + VisibleText.width(of: $1) }
      text += shown
      if index < caret {
        before += width
      } else if index < caret + length {
        under += width
      }
    }
    if last < scalars.count { text += "…" }
    indentation = String(repeating: " ", count: before)
    carets = String(repeating: "^", count: max(1, under))
  }
}
