import ArgumentParser
import LabEvidence
import LabReport

/// `labbook status`: what became of notebooks, by their runs in the database.
struct StatusCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say what became of notebooks, by their newest runs in the database.",
    discussion: """
      Runs nothing. The exit status is that of `labbook run`, over the runs of many machines where they \
      were merged. A notebook, or a combination of its parameters, that has no finished run as it is now \
      is undecided (4).
      """)

  @OptionGroup var notebooks: NotebookArguments
  @OptionGroup var database: DatabaseOption

  @Flag(help: "Every run counts, and not only the newest of each notebook: for run --repeat.")
  var all = false

  @Flag(help: "Exit 4 also when a notebook was blocked.")
  var strict = false

  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let intake = NotebookIntake(paths: notebooks.paths, forRun: true)
    intake.report(in: context, style: context.messageStyle(color))
    let results = try Store.forCommand(database.resolved(in: context.environment), .read) {
      store throws(StoreFailure) in
      defer { try? store.close() }
      return try RecordedResults(store, countsAll: all).results(of: intake.entries)
    }
    var statuses = results.map { Self.status(of: $0, isStrict: strict) }
    if !intake.problems.isEmpty { statuses.append(.mistake) }
    let status = ExitStatus.combined(statuses)
    if format.json {
      write(results, intake, status, in: context)
    } else if !results.isEmpty {
      let report = RunReport(style: context.style(color))
      for result in results where Self.status(of: result, isStrict: true) != .success {
        context.stdout.lines(report.notebook(result.withoutPasses) + [""])
      }
      context.stdout.lines(report.table(results))
      let duration = results.reduce(0) { $0 &+ $1.duration }
      context.stdout.line(report.total(results, duration: duration))
    }
    return status
  }

  /// What one notebook's result means here: a run that was interrupted, or is none, decides nothing.
  private static func status(of result: NotebookResult, isStrict: Bool) -> ExitStatus {
    var statuses = RunStatus.statuses(of: result, isStrict: isStrict)
    switch result.ending {
    case .interrupted, .skipped:
      statuses.remove(.interrupted)
      statuses.insert(.undecided)
    default: break
    }
    return .combined(statuses)
  }

  private func write(
    _ results: [NotebookResult], _ intake: NotebookIntake, _ status: ExitStatus,
    in context: CommandContext
  ) {
    var writer = JSONWriter { context.stdout.write($0) }
    writer.object { writer in
      writer.array("notebooks") { writer in
        for result in results {
          writer.value(
            result,
            diagnostics: intake.entries.first { $0.path == result.path }?.diagnostics ?? [])
        }
      }
      writer.member("exit_status", status.rawValue)
    }
    writer.finish()
  }
}
