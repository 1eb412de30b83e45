import ArgumentParser
import Glibc

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
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many notebooks run at a time (default: one for each processor, up to 4).",
      valueName: "number"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Only notebooks whose path or title contains this.", valueName: "text"))
  var filter: String?

  @Option(
    help: ArgumentHelp(
      "Only the K-th of N parts of the notebooks: together they run each of them once.",
      valueName: "k/n"))
  var shard: Shard?

  @Option(
    help: ArgumentHelp(
      "With --shard: make the parts take equally long by what runs took in this database, which all "
        + "parts must be given as it is.", valueName: "path"))
  var history: String?

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

  @Flag(
    help: "Ask on the terminal about each step before it is rewritten (also: --update=ask).")
  var ask = false

  @Option(
    help: ArgumentHelp(
      "Run on this kernel: host (this machine's), or another one in a machine, as `labbook kernel` "
        + "takes it. As often as wanted: the kernels are told side by side.", valueName: "spec"),
    completion: .kernels)
  var kernel: [String] = []

  @Option(
    name: .customLong("repeat"), parsing: .unconditional,
    help: ArgumentHelp(
      "Run each notebook so often, and tell how often each claim held.", valueName: "n"))
  var repeats = 1

  @Flag(help: "Run a notebook again whenever its file changes, until Ctrl-C.")
  var watch = false

  @Option(
    help: ArgumentHelp(
      "Also write a report: junit, tap, ktap, json, matrix (Markdown) or kcidb; - is standard output.",
      valueName: "format=file"),
    completion: .list(ReportTarget.examples), transform: ReportTarget.init(argument:))
  var report: [ReportTarget] = []

  @Flag(help: "Keep each sandbox after its last step until Enter is typed.")
  var keep = false

  @Flag(help: "Exit 4 also when a notebook was blocked or skipped.")
  var strict = false

  @Flag(
    help: """
      Exit as `git bisect run` wants it: 0 good, 1 bad, 125 cannot tell, 128 for mistakes, which \
      stops it.
      """)
  var bisectExit = false

  @Option(
    help: ArgumentHelp(
      "With --bisect-exit: only this claim counts: its number, its label, or the beginning of its text.",
      valueName: "claim"))
  var claim: [String] = []

  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs wants a number above 0") }
    if repeats < 1 { throw ValidationError("--repeat wants a number above 0") }
    if report.count(where: \.isStandardOutput) + (format.json ? 1 : 0) > 1 {
      throw ValidationError("standard output holds one document: name files for the other reports")
    }
    if watch, update || ask {
      throw ValidationError("--watch and --update exclude each other: both follow the file")
    }
    if history != nil, shard == nil { throw ValidationError("--history goes with --shard") }
    if shard != nil, watch || bisectExit {
      throw ValidationError("--shard goes neither with --watch nor with --bisect-exit")
    }
    if !claim.isEmpty, !bisectExit { throw ValidationError("--claim goes with --bisect-exit") }
    if bisectExit, kernel.count > 1 {
      throw ValidationError("--bisect-exit tells of one kernel: name one")
    }
    if watch, bisectExit { throw ValidationError("--watch and --bisect-exit exclude each other") }
    if update || ask, kernel.count > 1 {
      throw ValidationError(
        "--update takes one --kernel: what differs between kernels is no expectation")
    }
    if watch, keep { throw ValidationError("--watch and --keep exclude each other") }
    if ask, jobs ?? 1 > 1 {
      throw ValidationError("--update=ask asks about one notebook at a time")
    }
  }

  func resolved(in environment: Environment) -> RunOptions {
    var options = RunOptions()
    options.paths = notebooks.paths
    options.database = database.resolved(in: environment)
    // Questions come one at a time, and so do the notebooks that they are about.
    options.jobs = jobs ?? (ask ? 1 : min(4, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    options.filter = filter
    options.shard = shard
    options.history = history
    options.stopsAtFailure = failFast
    options.controls = control
    options.updates = update || ask
    options.asksBeforeUpdate = ask
    options.repeats = repeats
    options.kernels = kernel
    options.watches = watch
    options.reports = report
    options.json = format.json
    options.keepsSandbox = keep
    options.isStrict = strict
    options.bisectExit = bisectExit
    options.claims = claim
    options.color = color
    return options
  }

  func status(of failure: CommandFailure) -> ExitStatus {
    bisectExit ? BisectExit.status(failure) : failure.status
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    if options.asksBeforeUpdate, isatty(0) == 0 || !context.stderr.isTerminal {
      throw CommandFailure(
        .mistake, "--update=ask asks on a terminal, and there is none",
        remedy: "--update rewrites every step that missed")
    }
    let reports = try ReportFiles(options.reports, stdout: context.stdout)
    defer { reports.close() }
    let choices = try benchChoices(options.kernels, in: context)
    try choices.checkEnvironment(in: context)
    if options.watches {
      return try WatchLoop(
        options: options, context: context, reports: reports, choices: choices
      ).run()
    }
    let start = ContinuousClock.now
    var intake = NotebookIntake(paths: options.paths, filter: options.filter, forRun: true)
    try intake.requireMatches(of: options.filter)
    var share: NotebookShare?
    if let shard = options.shard {
      share = try NotebookShare(
        shard, of: &intake, history: options.history, database: options.database)
    }
    var session = RunSession(
      options: options, context: context, intake: intake, reports: reports, choices: choices,
      share: share)
    defer { session.cleanUp() }
    let status = try session.carryOut(since: start)
    context.stdout.flush()
    return status
  }

  private func benchChoices(
    _ kernels: [String], in context: CommandContext
  ) throws(CommandFailure) -> BenchChoices {
    do {
      return try BenchChoices(kernels, in: context, color: color)
    } catch {
      guard bisectExit, error.status != .interrupted else { throw error }
      // Of this kernel nothing can be told; another one may be there.
      throw CommandFailure(.cannotTell, error.message, remedy: error.remedy)
    }
  }
}
