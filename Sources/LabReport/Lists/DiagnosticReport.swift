package import LabModel

/// Diagnostics as text: where, what, the line with a caret under it, and what would be right.
package struct DiagnosticReport: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// The lines of one diagnostic.
  package func lines(_ diagnostic: Diagnostic) -> [String] {
    DiagnosticText(diagnostic).lines.map { pieces in
      pieces.map { tinted($0) }.joined()
    }
  }

  private func tinted(_ piece: DiagnosticText.Piece) -> String {
    switch piece.role {
    case .location: style.tinted(piece.text, .bold)
    case .severity(.error): style.tinted(piece.text, .red, .bold)
    case .severity(.warning): style.tinted(piece.text, .yellow, .bold)
    case .margin: style.tinted(piece.text, .dim)
    case .caret: style.tinted(piece.text, .red)
    case .message, .source, .help: piece.text
    }
  }
}

extension JSONWriter {
  /// One diagnostic as an object.
  package mutating func value(_ diagnostic: Diagnostic) {
    object { writer in
      writer.member("severity", diagnostic.severity.rawValue)
      writer.member("path", diagnostic.path)
      writer.member("line", diagnostic.position.line)
      writer.member("column", diagnostic.position.column)
      writer.member("length", diagnostic.length)
      writer.member("message", diagnostic.message)
      writer.member("remedy", diagnostic.remedy)
      writer.member("source", diagnostic.sourceLine)
    }
  }
}
