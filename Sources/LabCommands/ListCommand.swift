import ArgumentParser
import LabEvidence
import LabReport

/// `labbook list`: the runs of a database, newest first.
struct ListCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    var filter: String?
    var limit: Int?
    var controls = false
    var json: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the runs in the database, newest first.")

  @OptionGroup var database: DatabaseOption

  @Option(help: "Only runs of notebooks whose path or title contains this.")
  var filter: String?

  @Option(parsing: .unconditional, help: "At most this many runs.")
  var limit: Int?

  @Flag(help: "Also the control runs of `labbook run --control`.")
  var controls = false

  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit wants a number above 0") }
  }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), filter: filter, limit: limit,
      controls: controls, json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let (runs, ids) = try Store.forCommand(options.database, .read) { store throws(StoreFailure) in
      (
        try store.runs(
          RunFilter(
            notebook: options.filter, limit: options.limit, includesControls: options.controls)),
        try store.runIDs()
      )
    }
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.array("runs") { writer in
          for run in runs { writer.value(run) }
        }
      }
      writer.finish()
    } else if runs.isEmpty {
      let runs = options.filter.map { "run of a notebook with \"\($0)\"" } ?? "runs"
      context.stderr.line(
        context.messageStyle(color).escape.line("no \(runs) in \(options.database)"))
    } else {
      context.stdout.lines(
        RunList(style: context.style(color, widest: 160)).lines(runs, among: ids))
    }
    return .success
  }
}
