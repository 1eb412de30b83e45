package import LabModel

/// Workflow commands for GitHub Actions that mark lines of notebooks in a pull request.
///
/// A command is a line that begins with `::`, so what a sandbox printed could hold one: `quiet` and
/// `resume` keep the runner from obeying what stands between them.
package struct GitHubAnnotations: Sendable {
  /// Nobody who wrote the output knows it.
  private let token: String
  /// The checked-out repository's folder (`GITHUB_WORKSPACE`), where known.
  private let workspace: String?
  /// The current folder, where it is known.
  private let folder: String?

  package init(token: String, workspace: String?, folder: String?) {
    self.token = token
    self.workspace = workspace
    self.folder = folder
  }

  /// Makes the runner pass over commands until `resume`.
  package var quiet: String { "::stop-commands::\(token)" }

  /// Lets the runner obey commands again.
  package var resume: String { "::\(token)::" }

  /// A line for each miss, each claim that fails or is inconclusive, and each ending that is none.
  package func lines(_ results: [NotebookResult], diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { diagnostic in
      command(
        diagnostic.severity == .error ? "error" : "warning", file: diagnostic.path,
        line: diagnostic.position.line, column: diagnostic.position.column, title: "labbook",
        ([diagnostic.message] + (diagnostic.remedy.map { [$0] } ?? [])).joined(separator: "\n"))
    } + results.flatMap(lines)
  }

  private func lines(_ result: NotebookResult) -> [String] {
    ReportedSuite(result).cases.compactMap { one in
      if one.kind == .notebook, case .invalid = result.ending { return nil }
      let level: String
      switch one.outcome {
      case .passed, .skipped: return nil
      case .failed: level = "error"
      case .error: level = one.kind == .claim || one.kind == .packets ? "warning" : "error"
      case .uncounted: level = "notice"
      }
      let text = ([one.name, one.reason] + one.details).joined(separator: "\n")
      return command(
        level, file: result.path, line: max(1, one.line), column: nil,
        title: result.fullTitle, text)
    }
  }

  private func command(
    _ level: String, file: String, line: Int, column: Int?, title: String, _ message: String
  ) -> String {
    var properties = ["file=" + Self.property(inRepository(file)), "line=\(line)"]
    if let column { properties.append("col=\(column)") }
    properties.append("title=" + Self.property(TerminalEscape().line(title)))
    return "::\(level) \(properties.joined(separator: ","))::" + Self.data(message)
  }

  /// The path as the repository has it.
  private func inRepository(_ path: String) -> String {
    var full = path.hasPrefix("/") ? path : (folder.map { $0 + "/" + path } ?? path)
    while let range = full.firstRange(of: "/./") { full.replaceSubrange(range, with: "/") }
    guard let workspace, full.hasPrefix(workspace + "/") else { return path }
    return String(full.dropFirst(workspace.count + 1))
  }

  /// A message: `%`, carriage returns and line feeds are escaped.
  static func data(_ text: String) -> String {
    text.escaping(["%": "%25", "\r": "%0D", "\n": "%0A"])
  }

  /// A property: also `:` and `,`.
  static func property(_ text: String) -> String {
    text.escaping(["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
  }
}
