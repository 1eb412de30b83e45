import LabEvidence
import LabModel
import LabReport

/// Runs a notebook on one kernel after the other, and says what was found of each.
struct KernelTrials {
  private let plan: Plan
  private let claims: [Int]
  private let options: BisectCommand.Options
  private let context: CommandContext
  private let color: ColorMode
  private let store: Store
  /// That of the last test: each kernel that is added to the cache may have brought another one.
  private var interruption: Interruption?
  private let variants: [RunVariant]
  private var progress: ProgressLine
  private var jobs: [RunJob] = []

  /// Opens the database.
  ///
  /// - Throws: `CommandFailure` where it cannot be opened for writing.
  init(
    entry: NotebookIntake.Entry, plan: Plan, claims: [Int], options: BisectCommand.Options,
    context: CommandContext, color: ColorMode
  ) throws(CommandFailure) {
    self.plan = plan
    self.claims = claims
    self.options = options
    self.context = context
    self.color = color
    do {
      store = try Store.open(path: options.database, for: .write)
    } catch {
      throw CommandFailure(error)
    }
    variants = RunVariant.all(of: [entry], repeats: options.repeats)
    progress = ProgressLine(
      file: context.stderr, style: context.messageStyle(color), environment: context.environment)
  }

  /// Runs the notebook on `kernel`, as often as was asked for.
  ///
  /// - Parameters:
  ///   - kernel: what to run it on.
  ///   - place: its place in the list.
  ///   - isEnd: whether the user named it: where it is not to be had, that is a failure then.
  /// - Returns: What was found; nil where a signal came.
  /// - Throws: `CommandFailure` where an end is not to be had, or this machine can run no kernel.
  mutating func test(
    _ kernel: BisectKernels.Member, _ place: Int, isEnd: Bool
  ) throws(CommandFailure) -> BisectTrial? {
    let start = ContinuousClock.now
    func trial(_ runs: [BisectTrial.Run], _ obstacle: String? = nil) -> BisectTrial {
      BisectTrial(
        kernel: kernel.name, place: place, runs: runs, obstacle: obstacle,
        duration: (ContinuousClock.now - start).nanoseconds)
    }
    guard let spec = kernel.spec else {
      return trial([], "there is no one kernel in its folder")
    }
    if interruption?.next() != nil { return nil }
    let choice: BenchChoice
    do {
      let choices = try BenchChoices([spec], in: context, color: color)
      try choices.checkEnvironment(in: context)
      choice = choices.all[0]
    } catch {
      if error.status == .interrupted { return nil }
      if isEnd { throw error }
      return trial([], error.message)
    }
    let interruption = try Interruption()
    self.interruption = interruption
    cleanUpRuns()
    let isReported = progress.isActive
    jobs = variants.map { variant in
      let plan = plan.with(variant.combination)
      var job = NotebookRun(
        plan: plan, store: store, bench: choice.bench(for: plan), updater: nil, controls: false,
        reportsSteps: isReported, waits: true, gate: nil
      ).job()
      job.title = kernel.name
      return job
    }
    let schedule = RunSchedule(jobs: jobs, width: options.jobs, stopsAtFailure: false, gate: nil)
    var observer = TrialObserver(variants: variants, progress: progress)
    let isInterrupted = try schedule.run(observer: &observer, interruption: interruption)
    observer.progress.clear()
    progress = observer.progress
    if isInterrupted { return nil }
    if isEnd, let failure = observer.machineFailure { throw failure }
    return trial(BisectTrial.Run.repeats(of: observer.results, claims: claims))
  }

  /// Closes the database and waits until nothing is left of the sandboxes.
  mutating func cleanUp() {
    progress.clear()
    cleanUpRuns()
    try? store.close()
  }

  private mutating func cleanUpRuns() {
    for job in jobs { job.cleanUp() }
    jobs = []
  }
}

/// Gathers the results of the runs on one kernel, and shows how far they are.
private struct TrialObserver: RunObserver {
  let variants: [RunVariant]
  var progress: ProgressLine
  var results: [NotebookResult] = []

  /// Where this machine could run none of them.
  var machineFailure: CommandFailure? {
    var found: CommandFailure?
    for result in results {
      guard case .machineUnable(let reason, let remedy) = result.ending else { return nil }
      found = CommandFailure(.machineUnable, reason, remedy: remedy)
    }
    return found
  }

  mutating func redraw(_ view: RunView) {
    guard progress.isActive, let job = view.running.first else { return }
    var state = "\(view.ended) of \(view.total) ended"
    if case .step(let number, let total, let command)? = job.progress {
      state += ", step \(number)/\(total): \(command)"
    }
    progress.draw("", [(job.title, state)])
  }

  mutating func kept(_ title: String, process: Int32?) {}

  mutating func ended(_ result: NotebookResult) {
    // Results come in the order of the variants.
    results.append(variants[results.count].labelled(result))
  }
}
