package import LabModel

/// A stretch of a notebook's line that is read on its own: a claim, or an attribute's value.
package struct SourceText: Sendable, Hashable {
  package var text: String
  /// Where `text` begins in the notebook.
  package var position: SourcePosition
  /// The notebook's path as the user named it.
  package var path: String
  /// The whole line that `text` stands in, for diagnostics.
  package var sourceLine: String

  package init(
    _ text: String, position: SourcePosition, path: String = "", sourceLine: String? = nil
  ) {
    self.text = text
    self.position = position
    self.path = path
    self.sourceLine = sourceLine ?? text
  }

  /// A diagnostic about the scalars of `text` in `range` (offsets from 0).
  package func diagnostic(
    _ severity: Diagnostic.Severity = .error, at range: Range<Int>, _ message: String,
    remedy: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      severity: severity, path: path,
      position: SourcePosition(line: position.line, column: position.column + range.lowerBound),
      length: range.count, message: message, remedy: remedy, sourceLine: sourceLine)
  }
}

/// What reading a text brought: a value, or why there is none.
package struct Parsed<Value: Sendable>: Sendable {
  /// Nil where `diagnostics` holds an error.
  package var value: Value?
  package var source: SourceText
  /// What the value refers to, in the order of the text, for `ClaimCheck`.
  package var references: [ClaimReference]
  package var diagnostics: [Diagnostic]

  package init(
    value: Value?, source: SourceText, references: [ClaimReference] = [],
    diagnostics: [Diagnostic] = []
  ) {
    self.value = value
    self.source = source
    self.references = references
    self.diagnostics = diagnostics
  }
}

/// Something in a claim that only the whole notebook can tell right from wrong.
package struct ClaimReference: Sendable, Hashable {
  /// What is referred to.
  package enum Kind: Sendable, Hashable {
    case steps(StepSelector)
    case host(String)
    case place(Place)
    /// A filter, and the place that its packets are looked for at (nil is everywhere).
    case filter(PacketFilter, [Place])
    case pattern(TextPattern)
    /// `where NAME`: a group of the pattern before it.
    case group(String, of: TextPattern)
    /// `param NAME`.
    case parameter(String)
    /// A count of packets, with their filter.
    case packetCount(CountRange, PacketFilter?)
  }

  package var kind: Kind
  /// Offsets from 0 of the Unicode scalars of the text that was parsed.
  package var range: Range<Int>

  package init(_ kind: Kind, range: Range<Int>) {
    self.kind = kind
    self.range = range
  }
}
