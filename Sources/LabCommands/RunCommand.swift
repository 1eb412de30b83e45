import ArgumentParser
import Glibc
import LabEvidence
import LabReport
import LabSandbox

/// `labbook run`: runs notebooks and judges their claims.
struct RunCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run notebooks and judge their claims.",
    discussion: """
      Steps run in throwaway namespaces: nothing on the machine changes. What they print, every \
      packet and every change of the network is recorded in the database.
      """)

  @OptionGroup var notebooks: NotebookArguments
  @OptionGroup var database: DatabaseOption

  @Option(
    help: ArgumentHelp(
      "How many notebooks run at a time (default: one for each processor, up to 4).",
      valueName: "number"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Only notebooks whose path or title contains this.", valueName: "text"))
  var filter: String?

  @Flag(help: "Start no further notebook after one that did not do as it claims.")
  var failFast = false

  @Flag(help: "Rewrite what transcripts expect to what came, after showing the difference.")
  var update = false

  @Flag(
    help: """
      Run again without the step that brings a moment about, for each that a claim names by until, \
      before or after, and say which claims do not depend on it.
      """)
  var control = false

  @Flag(help: "Keep each sandbox after its last step until Enter is typed.")
  var keep = false

  @Flag(help: "Exit 4 also when a notebook was blocked or skipped.")
  var strict = false

  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs wants a number above 0") }
  }

  func resolved(in environment: Environment) -> RunOptions {
    var options = RunOptions()
    options.paths = notebooks.paths
    options.database = database.resolved(in: environment)
    options.jobs = jobs ?? min(4, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    options.filter = filter
    options.stopsAtFailure = failFast
    options.updates = update
    options.controls = control
    options.json = format.json
    options.keepsSandbox = keep
    options.isStrict = strict
    options.color = color
    return options
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let start = ContinuousClock.now
    let intake = NotebookIntake(paths: options.paths, filter: options.filter, forRun: true)
    intake.report(in: context, style: context.messageStyle(color))
    if intake.entries.isEmpty, intake.problems.isEmpty, let filter = options.filter {
      throw CommandFailure(.mistake, "no notebook's path or title contains \"\(filter)\"")
    }
    var session = RunSession(options: options, context: context, intake: intake)
    defer { session.cleanUp() }
    if intake.entries.contains(where: { $0.plan != nil }) {
      try session.run()
    } else {
      session.reportInvalid()
    }
    let status = session.finish(after: ContinuousClock.now - start)
    context.stdout.flush()
    return status
  }
}
