/// An attribute of a fence.
///
/// The list is complete: docs/notebook.md is tested against it.
package enum FenceAttribute: String, Sendable, CaseIterable {
  case identifier = "#id"
  case notRun = ".norun"
  case host = "host="
  case timeout = "timeout="
  case when = "when="
  case wait = "wait="
  case retry = "retry="
  case needs = "needs="
  case required = ".required"
  case expectedFailure = "xfail="
  case stdin = "stdin="
  case terminal = ".tty"
  case anyOutput = ".any"
  case words = ".words"
  case unordered = ".unordered"
  case merge = ".merge"
  case stream = "stream="
  case exit = "exit="
  case file = "file="
  case mode = "mode="
  case published = ".published"
  case claim = ".claim"
  case on = "on="
  case filter = "filter="
  case during = "during="

  /// The kinds of fences that it may stand on.
  package var kinds: Set<FenceKind> {
    switch self {
    case .identifier, .host, .timeout, .wait, .retry, .needs, .required, .stdin, .terminal:
      [.transcript, .script]
    case .expectedFailure: [.transcript, .script, .claims, .query, .packets]
    case .notRun: [.transcript, .script, .claims, .query, .packets, .prose]
    case .when: [.transcript, .script, .file, .claims, .query, .packets]
    case .anyOutput, .words, .unordered, .merge, .stream: [.transcript]
    case .exit: [.script]
    case .file, .mode: [.file]
    case .published: [.claims, .query]
    case .claim: [.query]
    case .on, .filter, .during: [.packets]
    }
  }

  /// The known attribute nearest to what an author wrote, as it would be written.
  static func known(_ attribute: WrittenAttribute) -> FenceAttribute? {
    switch attribute.form {
    case .identifier: .identifier
    case .flag: FenceAttribute(rawValue: "." + attribute.name.text)
    case .value: FenceAttribute(rawValue: attribute.name.text + "=")
    }
  }
}

/// An attribute as it stands in a fence's braces.
struct WrittenAttribute {
  /// The three forms of Pandoc.
  enum Form {
    /// `#name`.
    case identifier
    /// `.name`.
    case flag
    /// `name=value`.
    case value
  }

  var form: Form
  /// The name without `#`, `.` or `=`.
  var name: Excerpt
  /// Where the attribute begins, with its whole text.
  var whole: Excerpt
  /// The value without its quotes; empty but for `name=value`.
  var value: Excerpt
}
