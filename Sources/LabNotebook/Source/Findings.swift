import LabModel

/// Gathers what is wrong with a notebook while it is read.
final class Findings {
  let path: String
  /// The notebook's lines, for the diagnostics that show them.
  var sourceLines: [String] = []
  private var diagnostics: [Diagnostic] = []

  init(path: String) { self.path = path }

  func add(
    _ message: String, at position: SourcePosition, length: Int = 1, remedy: String? = nil,
    severity: Diagnostic.Severity = .error
  ) {
    let line = position.line - 1
    diagnostics.append(
      Diagnostic(
        severity: severity, path: path, position: position, length: length, message: message,
        remedy: remedy, sourceLine: sourceLines.indices.contains(line) ? sourceLines[line] : ""))
  }

  func add(_ others: [Diagnostic]) { diagnostics += others }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Everything found, in the order of the notebook, each once.
  var sorted: [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return diagnostics.enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element).filter { seen.insert($0).inserted }
  }
}
