import Glibc
import LabEvidence
import LabReport

/// One `labbook run` from the first notebook to the table: runs what is sound, and reports as
/// results come.
struct RunSession {
  private let options: RunOptions
  private let context: CommandContext
  private let intake: NotebookIntake
  private let reports: ReportFiles
  private let annotations: GitHubAnnotations?
  private let choices: BenchChoices
  /// Which part of the notebooks these are; nil where they are all.
  private let share: NotebookShare?
  private let variants: [RunVariant]
  /// Where the report for people goes: not where one for programs does.
  private let output: OutputFile
  private let report: RunReport
  private let repeatReport: RepeatReport
  private var progress: ProgressLine
  private var results: [NotebookResult] = []
  private var groups: [RepeatGroup] = []
  private var wasInterrupted = false
  private var hasWritten = false
  private var jobs: [RunJob] = []
  private var store: Store?
  /// The numbers of the claims that `--bisect-exit` asks about.
  private var claims: [Int] = []

  init(
    options: RunOptions, context: CommandContext, intake: NotebookIntake, reports: ReportFiles,
    choices: BenchChoices, share: NotebookShare? = nil
  ) {
    self.options = options
    self.share = share
    self.context = context
    self.intake = intake
    self.reports = reports
    annotations = GitHubAnnotations(context.environment)
    self.choices = choices
    variants = RunVariant.all(
      of: intake.entries, repeats: options.repeats, kernels: choices.columns)
    let isTaken = options.reports.contains(where: \.isStandardOutput)
    output = isTaken ? context.stderr : context.stdout
    let style = isTaken ? context.messageStyle(options.color) : context.style(options.color)
    report = RunReport(style: style)
    repeatReport = RepeatReport(style: style)
    progress = ProgressLine(
      file: context.stderr, style: context.messageStyle(options.color),
      environment: context.environment)
  }

  /// All of it: mistakes, runs, reports; gives the exit status.
  ///
  /// - Throws: `CommandFailure` where the database cannot be opened, a report cannot be written, or no
  ///   thread is to be had.
  mutating func carryOut(
    since start: ContinuousClock.Instant, interruption: Interruption? = nil
  ) throws(CommandFailure) -> ExitStatus {
    let quiet = annotationOutput
    if let annotations { quiet.line(annotations.quiet) }
    intake.report(in: context, style: context.messageStyle(options.color))
    claims = try chosenClaims()
    if intake.entries.contains(where: { $0.plan != nil }) {
      try run(interruption)
    } else {
      for entry in intake.entries { ended(NotebookResult(invalid: entry)) }
    }
    let duration = (ContinuousClock.now - start).nanoseconds
    let status = self.status
    if !options.json { summarize(duration) }
    try writeDocuments(duration, status)
    if let annotations {
      output.flush()
      quiet.line(annotations.resume)
      quiet.lines(
        annotations.lines(results, diagnostics: intake.entries.flatMap(\.diagnostics)))
      quiet.flush()
    }
    return status
  }

  /// Runs every notebook that has no mistakes; the others stand in the table as not run.
  private mutating func run(_ interruption: Interruption?) throws(CommandFailure) {
    let store: Store
    do {
      store = try Store.open(path: options.database, for: .write)
    } catch {
      throw CommandFailure(error)
    }
    self.store = store
    let gate = options.keepsSandbox ? try Pipe(isNonblocking: false) : nil
    jobs = jobs(store, gate)
    let schedule = RunSchedule(
      jobs: jobs, width: options.jobs, stopsAtFailure: options.stopsAtFailure, gate: gate)
    wasInterrupted = try schedule.run(observer: &self, interruption: interruption)
  }

  private func jobs(_ store: Store, _ gate: Pipe?) -> [RunJob] {
    let style = context.messageStyle(options.color)
    let question =
      options.asksBeforeUpdate
      ? UpdateQuestion(style: style) { text in
        // The terminal is the user's own; this thread has it while the question stands.
        var text = text
        _ = text.withUTF8 { write(2, $0.baseAddress, $0.count) }
      } : nil
    let updaters = intake.entries.map { entry in
      options.updates ? entry.plan.map { NotebookUpdater($0, question: question) } : nil
    }
    return variants.map { variant in
      let entry = intake.entries[variant.entry]
      guard let plan = entry.plan else { return RunJob(invalid: entry) }
      var job = NotebookRun(
        plan: plan.with(variant.combination), store: store,
        bench: choices.all[variant.choice].bench(for: plan),
        updater: updaters[variant.entry], controls: options.controls,
        reportsSteps: progress.isActive,
        // Of many runs of one notebook no sandbox is left while the next ones run.
        waits: variants.count > intake.entries.count, gate: gate?.readEnd
      ).job()
      job.title = variant.title(job.title)
      if let question {
        let interrupt = job.interrupt
        job.interrupt = {
          question.interrupt()
          interrupt()
        }
      }
      return job
    }
  }

  /// Does what nobody needs to see done: closes the database and waits until nothing is left of the
  /// sandboxes.
  func cleanUp() {
    try? store?.close()
    for job in jobs { job.cleanUp() }
  }

  /// - Throws: `CommandFailure` where `--claim` means none, or not one of one notebook.
  private func chosenClaims() throws(CommandFailure) -> [Int] {
    guard !options.claims.isEmpty else { return [] }
    guard intake.entries.count == 1 else {
      throw CommandFailure(.mistake, "--claim wants one notebook, and not \(intake.entries.count)")
    }
    guard let plan = intake.entries.first?.plan else { return [] }
    var numbers: [Int] = []
    for text in options.claims {
      numbers.append(try ClaimVerdict.chosen(by: text, in: plan).number)
    }
    return numbers
  }

  private var status: ExitStatus {
    if options.bisectExit {
      if wasInterrupted { return .interrupted }
      if !intake.problems.isEmpty { return .bisectStops }
      return BisectExit.status(results, claims: claims)
    }
    var statuses: Set<ExitStatus> = [
      RunStatus.combined(results, isStrict: options.isStrict)
    ]
    if wasInterrupted { statuses.insert(.interrupted) }
    if !intake.problems.isEmpty { statuses.insert(.mistake) }
    return ExitStatus.combined(statuses)
  }

  /// Prints the table and the last line.
  private mutating func summarize(_ duration: Int64) {
    progress.clear()
    defer { if let share { output.line(share.words) } }
    guard !results.isEmpty else { return }
    output.line("")
    if choices.columns.count > 1 {
      output.lines(MatrixReport(style: report.style).lines(matrix))
      output.line("")
    }
    if options.repeats > 1 {
      output.lines(report.notes(results))
      output.line(repeatReport.total(groups, duration: duration))
      return
    }
    if results.count > 1, choices.columns.count < 2 { output.lines(report.table(results)) }
    output.lines(report.notes(results))
    output.line(report.total(results, duration: duration))
  }

  private func writeDocuments(_ duration: Int64, _ status: ExitStatus) throws(CommandFailure) {
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writeJSON(&writer, duration, status)
    }
    guard !options.reports.isEmpty else { return }
    var run = ReportedRun(results, duration: duration)
    if options.reports.contains(where: { $0.format == .matrix }) {
      run.matrix = MatrixDocument(
        matrix: matrix, evidence: try evidence(of: matrix), version: LabbookCommand.version,
        command: options.invocation)
    }
    if options.reports.contains(where: { $0.format == .kcidb }) {
      run.kcidb = KCIDBReport(
        results, facts: try RunFacts.all(of: results, in: store), version: LabbookCommand.version)
    }
    try reports.write(run) { writer in
      writeJSON(&writer, duration, status)
    }
  }

  private func writeJSON(_ json: inout JSONWriter, _ duration: Int64, _ status: ExitStatus) {
    json.object { writer in
      writer.array("notebooks") { writer in
        for result in results {
          writer.value(
            result,
            diagnostics: intake.entries.first { $0.path == result.path }?.diagnostics ?? [])
        }
      }
      if options.repeats > 1 {
        writer.array("repeats") { writer in
          for group in groups { writer.value(group) }
        }
      }
      if let share {
        writer.key("shard")
        writer.value(share)
      }
      if !choices.columns.isEmpty {
        writer.key("matrix")
        writer.value(matrix)
      }
      writer.member("duration_ns", duration)
      writer.member("exit_status", status.rawValue)
    }
    json.finish()
  }

  /// Everything by kernel.
  private var matrix: KernelMatrix {
    var results = results
    // Without --kernel it has one column.
    for index in results.indices where results[index].kernel == nil {
      results[index].kernel = choices.all[0].kernel
    }
    return KernelMatrix(kernels: choices.all.map(\.kernel), results: results)
  }

  /// For notebooks of which something differs: what differs in the evidence, the first kernel's against
  /// each of the others.
  private func evidence(
    of matrix: KernelMatrix
  ) throws(CommandFailure) -> [Int: [MatrixDocument.Evidence]] {
    guard let store else { return [:] }
    do {
      return try MatrixEvidence(store).comparisons(of: matrix)
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    } catch {
      throw CommandFailure(.failed, "compare runs: \(error)")
    }
  }

  /// Where workflow commands go: standard output, unless that holds a document.
  ///
  /// GitHub's runner reads standard error, too.
  private var annotationOutput: OutputFile {
    options.json || options.reports.contains(where: \.isStandardOutput)
      ? context.stderr : context.stdout
  }
}

extension RunSession: RunObserver {
  mutating func redraw(_ view: RunView) {
    guard progress.isActive, !view.running.isEmpty else { return }
    if view.running.contains(where: { $0.progress == .asking }) {
      progress.clear()
      return
    }
    let parts = view.running.map { job in
      let elapsed =
        Elapsed.seconds((ContinuousClock.now - job.since).nanoseconds).dropLast(4) + " s"
      switch job.progress {
      case .step(let number, let total, let command)?:
        return (job.title, "step \(number)/\(total), \(elapsed): \(command)")
      case .asking?: return (job.title, "asking")
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
    guard let process else {
      context.stderr.line(
        "  nsenter cannot enter it: it is in a machine of its own, whose processes are not here")
      return
    }
    // Its ids are not the user's own, so only root may enter from outside.
    let sudo = geteuid() == 0 ? "" : "sudo "
    context.stderr.line("  to enter it: \(sudo)nsenter -a -t \(process)")
  }

  mutating func ended(_ result: NotebookResult) {
    // Results come in the order of the variants.
    let variant = variants[results.count]
    let result = variant.labelled(result)
    results.append(result)
    if variant.repetition.map({ $0.number > 1 }) ?? false, !groups.isEmpty {
      groups[groups.count - 1].results.append(result)
    } else {
      groups.append(RepeatGroup([result]))
    }
    guard !options.json, options.repeats == 1 || variant.isLastOfGroup else { return }
    progress.clear()
    if hasWritten { output.line("") }
    hasWritten = true
    // On several kernels the matrix has the rest.
    output.lines(
      options.repeats == 1
        ? report.notebook(choices.columns.count > 1 ? result.withoutPasses : result)
        : groups.last.map(repeatReport.group) ?? [])
    output.flush()
  }
}

extension GitHubAnnotations {
  /// Where a workflow of GitHub Actions runs this; nil elsewhere.
  init?(_ environment: Environment) {
    guard environment["GITHUB_ACTIONS"] == "true" else { return nil }
    var generator = SystemRandomNumberGenerator()
    let folder = getcwd(nil, 0)
    defer { free(folder) }
    self.init(
      token: "labbook-\(generator.next())-\(generator.next())",
      workspace: environment["GITHUB_WORKSPACE"], folder: folder.map { String(cString: $0) })
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
