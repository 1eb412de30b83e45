import ArgumentParser
import LabEvidence
import LabModel
import LabReport

/// `labbook history`: what a notebook's claims came to, run by run.
struct HistoryCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    var notebook: String
    var claim: String?
    var limit: Int
    var controls: Bool
    var json: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show what a notebook's claims came to in each of its runs.",
    discussion: """
      With a claim: when it first and last held and was refuted, whether it is flaky, and each change of \
      its answer, by kernel and machine. A claim is flaky where its answer differs between two runs that \
      follow each other with the same notebook, parameters, kernel and machine.
      """)

  @Argument(
    help: ArgumentHelp(
      "The notebook: its path, or a part of its path or title that no other has.",
      valueName: "notebook"))
  var notebook: String

  @Argument(
    help: ArgumentHelp(
      "The claim: its number, its label, or the beginning of its text (default: all claims).",
      valueName: "claim"))
  var claim: String?

  @OptionGroup var database: DatabaseOption

  @Option(help: "Count over at most this many runs, the newest ones (default: 1000).")
  var limit = 1000

  @Flag(help: "Also the control runs of `labbook run --control`.")
  var controls = false

  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  func validate() throws {
    if limit < 1 || limit >= Int.max { throw ValidationError("--limit wants a number above 0") }
  }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), notebook: notebook, claim: claim,
      limit: limit, controls: controls, json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let (name, found) = try Store.forCommand(options.database, .read) {
      store throws(StoreFailure) -> (NotebookChoice, [HistoryRun]) in
      let choice = NotebookChoice(options.notebook, among: try store.notebooks())
      guard case .found(let name) = choice else { return (choice, []) }
      // One more tells that there are older ones.
      let filter = HistoryFilter(
        path: name.path, limit: options.limit + 1, includesControls: options.controls)
      return (choice, try store.history(filter))
    }
    let notebook = try Self.notebook(name, options)
    let runs = Array(found.prefix(options.limit))
    var histories = ClaimHistory.all(of: runs)
    if let text = options.claim {
      guard !histories.isEmpty else {
        throw CommandFailure(
          .mistake, "no claim of \(notebook.path) has been judged",
          remedy: "`labbook judge` judges a run against the claims that its notebook has now")
      }
      let chosen = try ClaimVerdict.chosen(by: text, among: histories.map(\.newest))
      histories = histories.filter { $0.newest == chosen }
    }
    let hasOlder = found.count > runs.count
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.history(
          notebook, histories, runs: runs.count, hasOlder: hasOlder, cells: options.limit)
      }
      writer.finish()
      return .success
    }
    let report = HistoryReport(style: context.style(color, widest: 120))
    context.stdout.lines(report.heading(notebook, runs, hasOlder: hasOlder) + [""])
    context.stdout.lines(
      options.claim == nil ? report.overview(histories) : histories.flatMap(report.lines))
    return .success
  }

  private static func notebook(
    _ choice: NotebookChoice, _ options: Options
  ) throws(CommandFailure) -> NotebookName {
    switch choice {
    case .found(let name): return name
    case .none:
      throw CommandFailure(
        .mistake, "no notebook with \"\(options.notebook)\" in its path or title has run",
        remedy: "`labbook list` shows the runs and their notebooks")
    case .several(let names):
      throw CommandFailure(
        .mistake, "\(names.count) notebooks have \"\(options.notebook)\" in their path or title",
        remedy: "name one by its path:\n  "
          + names.prefix(8).map(\.path).joined(separator: "\n  ")
          + (names.count > 8 ? "\n  …" : ""))
    }
  }
}
