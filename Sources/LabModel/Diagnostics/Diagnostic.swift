/// One mistake of a notebook's author: where it is, what is wrong and what would be right.
///
/// Whoever reads a notebook gathers all of them; the first one never hides the rest.
package struct Diagnostic: Sendable, Hashable {
  /// How much a diagnostic matters.
  package enum Severity: String, Sendable {
    /// The notebook cannot run.
    case error
    /// The notebook runs, but its author should know.
    case warning
  }

  package var severity: Severity
  /// The notebook's path as the user named it.
  package var path: String
  package var position: SourcePosition
  /// How many Unicode scalars the caret underlines, at least 1.
  package var length: Int
  /// What is wrong: lower case, no full stop.
  package var message: String
  /// What would be right, if that is known: lower case, no full stop.
  package var remedy: String?
  /// The whole line of the notebook, without its line end; empty where there is none.
  package var sourceLine: String

  package init(
    severity: Severity = .error, path: String, position: SourcePosition, length: Int = 1,
    message: String, remedy: String? = nil, sourceLine: String = ""
  ) {
    self.severity = severity
    self.path = path
    self.position = position
    self.length = max(1, length)
    self.message = message
    self.remedy = remedy
    self.sourceLine = sourceLine
  }
}
