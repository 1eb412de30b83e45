import LabEvidence
import LabModel
import LabReport

/// Results of notebooks, read from a database in place of running them.
struct RecordedResults {
  private let store: Store
  /// Whether every run counts, and not only the newest of each notebook, combination and kernel.
  private let countsAll: Bool

  init(_ store: Store, countsAll: Bool) {
    self.store = store
    self.countsAll = countsAll
  }

  /// A result, or several, for each combination of each notebook's parameters on each kernel that any of
  /// them ran on, in this order; one that is skipped where there is no run.
  ///
  /// Only runs of the notebooks as they are now count, and no controls.
  func results(of entries: [NotebookIntake.Entry]) throws(StoreFailure) -> [NotebookResult] {
    var runs: [[RunSummary]] = []
    for entry in entries { runs.append(try self.runs(of: entry)) }
    var kernels: [String?] = []
    for run in runs.joined() where !kernels.contains(run.kernelLabel) {
      kernels.append(run.kernelLabel)
    }
    // A machine's own kernel has no name and comes first; without any run it is meant.
    kernels.sort { ($0 ?? "") < ($1 ?? "") }
    if kernels.isEmpty { kernels = [nil] }
    var results: [NotebookResult] = []
    for (entry, runs) in zip(entries, runs) {
      guard let plan = entry.plan else {
        results.append(NotebookResult(invalid: entry))
        continue
      }
      for combination in plan.combinations {
        for kernel in kernels {
          results += try self.results(of: plan, runs, combination, kernel)
        }
      }
    }
    if kernels == [nil] {
      for index in results.indices { results[index].kernel = nil }
    }
    return results
  }

  /// The runs of a notebook as it is now, newest first.
  private func runs(of entry: NotebookIntake.Entry) throws(StoreFailure) -> [RunSummary] {
    guard entry.plan != nil else { return [] }
    var runs: [RunSummary] = []
    for run in try store.runs(RunFilter(notebooks: [entry.path])) where run.path == entry.path {
      if try store.notebook(ofRun: run.number) == entry.bytes { runs.append(run) }
    }
    return runs
  }

  private func results(
    of plan: Plan, _ runs: [RunSummary], _ combination: [EnvironmentVariable], _ kernel: String?
  ) throws(StoreFailure) -> [NotebookResult] {
    let values = Dictionary(combination.map { ($0.name, $0.value) }) { _, last in last }
    let runs = runs.filter { $0.kernelLabel == kernel && $0.parameters == values }
    var results: [NotebookResult] = []
    for run in countsAll ? runs.reversed() : Array(runs.prefix(1)) {
      results.append(try NotebookResult(run, of: plan, in: store))
    }
    if results.isEmpty {
      var result = NotebookResult(
        path: plan.path, title: plan.title,
        ending: .skipped(reason: "there is no run of it as it is now"))
      result.kernel = MatrixKernel(label: kernel ?? "host", release: "", backend: "")
      results = [result]
    }
    for index in results.indices { results[index].parameters = combination }
    return results
  }
}

extension NotebookResult {
  /// A recorded run of `plan`, by its newest judgement.
  fileprivate init(_ run: RunSummary, of plan: Plan, in store: Store) throws(StoreFailure) {
    let reason = run.reason ?? "no reason is known"
    let ending: Ending =
      switch run.status {
      case .finished: .finished
      case .running: .interrupted(reason: "it still runs")
      case .interrupted: .interrupted(reason: reason)
      case .blocked: .blocked(reason: reason)
      case .crashed: .crashed(reason: reason, remedy: nil)
      }
    let outcomes = try store.outcomes(ofRun: run.number)
    self.init(
      path: run.path, title: run.title, ending: ending, runID: run.id, steps: outcomes.count,
      misses: StepMiss.all(of: plan, outcomes), duration: run.duration ?? 0)
    kernel = MatrixKernel(
      label: run.kernelLabel ?? "host", release: run.kernelRelease, backend: run.backend)
    // Of what did not run nothing is known.
    if case .blocked = ending { return }
    claims = try VerdictStore(store).latest(ofRun: run.number)
    packetTranscripts = try PacketTranscriptStore(store).latest(ofRun: run.number)
  }
}

extension StepMiss {
  /// The steps that did not do as `plan` says: those that missed, and the last ones of blocks that must
  /// miss and did not.
  fileprivate static func all(of plan: Plan, _ outcomes: [Int: StepOutcome]) -> [StepMiss] {
    plan.blocks.flatMap { block -> [StepMiss] in
      let missed = block.steps.filter { outcomes[$0.number]?.met == false }
      func miss(_ step: Step, _ reason: String) -> StepMiss {
        StepMiss(
          step: step.number,
          name: block.id.map { block.steps.count == 1 ? $0 : "\($0).\(step.indexInBlock)" },
          host: step.host, command: step.command, line: step.position.line, reason: reason,
          difference: [])
      }
      guard let expected = block.expectedFailure else {
        return missed.map {
          miss($0, outcomes[$0.number]?.miss ?? "missed its expectation")
        }
      }
      guard missed.isEmpty, let last = block.steps.last, outcomes[last.number] != nil else {
        return []
      }
      return [miss(last, "met its expectation, but must miss: \(expected)")]
    }
  }
}
