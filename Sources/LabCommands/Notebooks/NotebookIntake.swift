import LabClaims
import LabEvidence
import LabModel
import LabNotebook
import LabReport

/// The notebooks that a command line names, read and checked.
struct NotebookIntake {
  /// One notebook: its plan, or what is wrong with it.
  struct Entry {
    var path: String
    var bytes: [UInt8]
    var plan: Plan?
    var diagnostics: [Diagnostic]

    /// The plan's title, else the path.
    var title: String { plan?.title ?? path }
    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
    var mistakes: Int { diagnostics.count { $0.severity == .error } }
  }

  var entries: [Entry]
  /// Files that are no notebooks or cannot be read, and selections of nothing; they are mistakes too.
  var problems: [SelectionProblem]

  /// Reads the notebooks that `paths` name (none is the current folder), but only those whose path or
  /// title contains `filter`.
  ///
  /// `forRun` leaves out the plan of a notebook whose SQL claims have mistakes.
  init(paths: [String], filter: String? = nil, forRun: Bool) {
    let selection = NotebookFolder.select(paths.isEmpty ? ["."] : paths)
    problems = selection.problems
    entries = selection.notebooks.compactMap { notebook in
      let read = NotebookReader.read(path: notebook.path, bytes: notebook.bytes)
      var entry = Entry(
        path: notebook.path, bytes: notebook.bytes, plan: read.plan,
        diagnostics: read.diagnostics)
      if let filter, !Self.contains(entry.path, filter), !Self.contains(entry.title, filter) {
        return nil
      }
      Self.checkQueries(of: read.draft, &entry, forRun: forRun)
      return entry
    }
  }

  /// - Throws: `CommandFailure` where `filter` leaves nothing.
  func requireMatches(of filter: String?) throws(CommandFailure) {
    guard entries.isEmpty, problems.isEmpty, let filter else { return }
    throw CommandFailure(.mistake, "no notebook's path or title contains \"\(filter)\"")
  }

  private static func contains(_ text: String, _ part: String) -> Bool {
    text.lowercased().contains(part.lowercased())
  }

  /// The queries of SQL claims are checked by SQLite itself, over empty tables.
  private static func checkQueries(of draft: Plan, _ entry: inout Entry, forRun: Bool) {
    // Where SQLite has no memory, the database of the run says so.
    guard let found = try? QueryCheck.diagnostics(for: draft), !found.isEmpty else { return }
    entry.diagnostics = (entry.diagnostics + found).sorted { $0.position < $1.position }
    if forRun { entry.plan = nil }
  }

  /// Prints what is wrong, all of it, on standard error.
  func report(in context: CommandContext, style: TextStyle) {
    for problem in problems { report(problem, in: context, style: style) }
    let report = DiagnosticReport(style: style)
    for diagnostic in entries.flatMap(\.diagnostics) {
      context.stderr.lines(report.lines(diagnostic))
    }
  }

  private func report(_ problem: SelectionProblem, in context: CommandContext, style: TextStyle) {
    if case .notANotebook(let diagnostic) = problem {
      context.stderr.lines(DiagnosticReport(style: style).lines(diagnostic))
    } else {
      context.stderr.write("labbook: " + style.tinted("error", .red, .bold) + ": " + problem.text)
    }
  }
}

extension JSONWriter {
  /// What checking a notebook brought, as an object.
  mutating func value(_ entry: NotebookIntake.Entry) {
    object { writer in
      writer.member("path", entry.path)
      writer.member("title", entry.plan?.title)
      writer.member("ok", !entry.hasErrors)
      writer.array("diagnostics") { writer in
        for diagnostic in entry.diagnostics { writer.value(diagnostic) }
      }
    }
  }
}
