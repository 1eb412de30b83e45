import Glibc
import LabEvidence
import LabReport
import LabSandbox

/// One `labbook run` from the first notebook to the table: runs what is sound, and reports as
/// results come.
struct RunSession {
  private let options: RunOptions
  private let context: CommandContext
  private let intake: NotebookIntake
  private let report: RunReport
  private var progress: ProgressLine
  private var json: JSONWriter
  private var results: [NotebookResult] = []
  private var wasInterrupted = false
  private var hasWritten = false
  private var jobs: [RunJob] = []
  private var store: Store?

  init(options: RunOptions, context: CommandContext, intake: NotebookIntake) {
    self.options = options
    self.context = context
    self.intake = intake
    report = RunReport(style: context.style(options.color))
    progress = ProgressLine(
      file: context.stderr, style: context.messageStyle(options.color),
      environment: context.environment)
    json = JSONWriter { context.stdout.write($0) }
  }

  /// Runs every notebook that has no mistakes; the others stand in the table as not run.
  ///
  /// - Throws: `CommandFailure` where the database cannot be opened or no thread is to be had.
  mutating func run() throws(CommandFailure) {
    let store: Store
    do {
      store = try Store.open(path: options.database, for: .write)
    } catch {
      throw CommandFailure(error)
    }
    self.store = store
    let bench = NamespaceBench(agentPath: NamespaceBench.installedAgent)
    let gate = options.keepsSandbox ? try Pipe(isNonblocking: false) : nil
    jobs = intake.entries.map { entry in
      guard let plan = entry.plan else { return RunJob(invalid: entry) }
      return NotebookRun(
        plan: plan, store: store, bench: bench, updates: options.updates,
        controls: options.controls, reportsSteps: progress.isActive, gate: gate?.readEnd
      ).job()
    }
    let schedule = RunSchedule(
      jobs: jobs, width: options.jobs, stopsAtFailure: options.stopsAtFailure, gate: gate)
    wasInterrupted = try schedule.run(observer: &self)
  }

  /// Reports that nothing ran because every notebook has mistakes.
  mutating func reportInvalid() {
    for entry in intake.entries { ended(NotebookResult(invalid: entry)) }
  }

  /// Does what nobody needs to see done: closes the database and waits until nothing is left of the
  /// sandboxes.
  func cleanUp() {
    try? store?.close()
    for job in jobs { job.cleanUp() }
  }

  /// Prints the table and the last line, and gives the exit status.
  mutating func finish(after duration: Duration) -> ExitStatus {
    progress.clear()
    var statuses: Set<ExitStatus> = [
      RunStatus.combined(results, isStrict: options.isStrict)
    ]
    if wasInterrupted { statuses.insert(.interrupted) }
    if !intake.problems.isEmpty { statuses.insert(.mistake) }
    let status = ExitStatus.combined(statuses)
    if options.json {
      finishJSON(duration, status)
      return status
    }
    if !results.isEmpty { context.stdout.line("") }
    if results.count > 1 { context.stdout.lines(report.table(results)) }
    context.stdout.lines(report.notes(results))
    if !results.isEmpty {
      context.stdout.line(report.total(results, duration: duration.nanoseconds))
    }
    return status
  }

  private mutating func finishJSON(_ duration: Duration, _ status: ExitStatus) {
    let (results, intake) = (results, intake)
    json.object { writer in
      writer.array("notebooks") { writer in
        for result in results {
          writer.value(
            result,
            diagnostics: intake.entries.first { $0.path == result.path }?.diagnostics ?? [])
        }
      }
      writer.member("duration_ns", duration.nanoseconds)
      writer.member("exit_status", status.rawValue)
    }
    json.finish()
  }
}

extension RunSession: RunObserver {
  mutating func redraw(_ view: RunView) {
    guard progress.isActive, !view.running.isEmpty else { return }
    let parts = view.running.map { job in
      let elapsed =
        Elapsed.seconds((ContinuousClock.now - job.since).nanoseconds).dropLast(4) + " s"
      switch job.progress {
      case .step(let number, let total, let command)?:
        return (job.title, "step \(number)/\(total), \(elapsed): \(command)")
      case .kept?: return (job.title, "kept, Enter lets it go")
      case nil: return (job.title, "\(elapsed)")
      }
    }
    progress.draw("[\(view.ended)/\(view.total)]", parts)
  }

  mutating func kept(_ title: String, process: Int32?) {
    progress.clear()
    let style = context.messageStyle(options.color)
    context.stderr.line("the sandbox of \(style.escape.line(title)) is kept until Enter is typed")
    guard let process else { return }
    // Its ids are not the user's own, so only root may enter from outside.
    let sudo = geteuid() == 0 ? "" : "sudo "
    context.stderr.line("  to enter it: \(sudo)nsenter -a -t \(process)")
  }

  mutating func ended(_ result: NotebookResult) {
    results.append(result)
    guard !options.json else { return }
    progress.clear()
    if hasWritten { context.stdout.line("") }
    hasWritten = true
    context.stdout.lines(report.notebook(result))
    context.stdout.flush()
  }
}

extension Duration {
  /// In whole nanoseconds.
  var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}

extension NotebookResult {
  /// A notebook that has mistakes.
  init(invalid entry: NotebookIntake.Entry) {
    self.init(
      path: entry.path, title: entry.title, ending: .invalid(mistakes: entry.mistakes))
  }
}

extension RunJob {
  /// A notebook that has mistakes: it ends at once.
  init(invalid entry: NotebookIntake.Entry) {
    let result = NotebookResult(invalid: entry)
    self.init(path: entry.path, title: entry.title, run: { _ in result }, interrupt: {})
  }
}
