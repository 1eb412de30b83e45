import Glibc
import LabEvidence
package import LabModel

/// One plan on its way through a sandbox: which block is next, what each step did, when to stop.
///
/// For one thread.
package final class Course {
  private let plan: Plan
  private let preparation: Preparation
  private let journal: Journal
  private let store: Store
  /// The step after which nothing more runs, if not the last.
  private let lastStep: Int?
  private let start = Course.monotonic
  /// Values of named groups so far, in the order in which they were captured.
  private var variables: [EnvironmentVariable] = []
  package private(set) var results: [StepResult]
  package private(set) var notes: [String] = []
  /// The step that runs, its output so far and how it ended.
  private var pieces: [StepOutput.Piece] = []
  private var lastEnd: StepEnd?

  init(
    _ plan: Plan, _ preparation: Preparation, _ journal: Journal, _ store: Store, lastStep: Int?
  ) {
    self.plan = plan
    self.store = store
    self.preparation = preparation
    self.journal = journal
    self.lastStep = lastStep
    results = plan.blocks.flatMap { block in
      block.steps.map {
        StepResult(step: $0, blockID: block.id, expectedFailure: block.expectedFailure)
      }
    }
  }

  /// Time since the beginning, in ns.
  package var elapsed: Int64 { Self.monotonic - start }

  private static var monotonic: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  // MARK: Steps that do not run

  func skipEverything(_ reason: String) {
    for result in results { skip(result.step, reason) }
  }

  func skipRest(_ reason: String) {
    for result in results where result.attempts == 0 && result.skipped == nil {
      skip(result.step, reason)
    }
  }

  private func skip(_ step: Step, _ reason: String, isPassedOver: Bool = false) {
    results[step.number - 1].skipped = reason
    results[step.number - 1].isPassedOver = isPassedOver
    journal.recordSkip(step: step.number, reason: reason, isPassedOver: isPassedOver)
  }

  // MARK: The blocks in order

  /// Runs all blocks.
  ///
  /// Throws `SandboxFailure` where the sandbox fails, `StoreFailure` where the store does.
  func run(in sandbox: any Sandbox, _ progress: (RunProgress) -> Void) throws {
    try takeEvents(from: sandbox, untilFenceOf: 0)
    for block in plan.blocks {
      if let lastStep, let first = block.steps.first, first.number > lastStep {
        skipRest("the run was to end after step \(lastStep)")
        break
      }
      if let skip = preparation.skip(block) {
        for step in block.steps {
          self.skip(step, skip.reason, isPassedOver: skip.isPassedOver)
        }
        continue
      }
      if elapsed >= plan.durations.notebook {
        skipRest("the notebook's time of \(Self.text(plan.durations.notebook)) was over")
        break
      }
      try run(block, in: sandbox, progress)
      let missed = block.steps.contains { results[$0.number - 1].isMiss }
      if block.isRequired, missed {
        skipRest("the required block \(block.id.map { "#\($0) " } ?? "")before it missed")
        break
      }
    }
  }

  private func run(
    _ block: Block, in sandbox: any Sandbox, _ progress: (RunProgress) -> Void
  ) throws {
    let deadline = Self.monotonic + (block.retry ?? 0)
    var attempt = 1
    while true {
      for step in block.steps {
        if let lastStep, step.number > lastStep { break }
        progress(.step(number: step.number, command: step.command))
        try run(step, of: block, attempt: attempt, in: sandbox)
      }
      if let moment = block.wait { try wait(for: moment, block, attempt, in: sandbox) }
      let missed = block.steps.contains { results[$0.number - 1].miss != nil }
      for step in block.steps { results[step.number - 1].blockMissed = missed }
      guard missed, block.retry != nil, Self.monotonic < deadline, !isOver else { return }
      attempt += 1
      // Between attempts time has to pass; none of it is the notebook's own.
      usleep(20_000)
    }
  }

  private var isOver: Bool { elapsed >= plan.durations.notebook }

  private func run(
    _ step: Step, of block: Block, attempt: Int, in sandbox: any Sandbox
  ) throws {
    pieces = []
    lastEnd = nil
    let limit = block.timeout ?? plan.durations.step
    try sandbox.send(
      .run(
        StepCommand(
          step: step.number, attempt: attempt, host: step.host, command: step.command,
          variables: variables,
          timeout: max(1_000_000, min(limit, plan.durations.notebook - elapsed)),
          merges: step.expectation.comparison == .merged, stdin: block.stdin ?? "",
          terminal: block.usesTerminal)))
    // What the step before left is written while this one runs.
    try journal.commit()
    try takeEvents(from: sandbox, untilFenceOf: step.number)
    let end = lastEnd
    var output = StepOutput(
      pieces: pieces, ending: end?.ending ?? .exited, status: end?.status ?? -1)
    if block.usesTerminal { output = output.withoutTerminalLineEnds }
    let values = plan.parameters.merging(variables.map { ($0.name, $0.value) }) { $1 }
    results[step.number - 1].variables = values
    let outcome = step.expectation.outcome(of: output, variables: values)
    for variable in outcome.captured {
      variables.removeAll { $0.name == variable.name }
      variables.append(variable)
    }
    note(step, attempt, output, outcome.miss, leaks: end?.leaks ?? 0)
  }

  private func note(_ step: Step, _ attempt: Int, _ output: StepOutput, _ miss: Miss?, leaks: Int) {
    let index = step.number - 1
    results[index].output = output
    results[index].miss = miss
    results[index].attempts = attempt
    results[index].leaks = leaks
    journal.recordOutcome(
      step: step.number, attempt: attempt, met: miss == nil, miss: miss?.text)
  }

  /// Fences and looks until the moment has come, or the block's time is over: then its last step has
  /// missed.
  private func wait(for moment: Moment, _ block: Block, _ attempt: Int, in sandbox: any Sandbox)
    throws
  {
    let limit = block.timeout ?? plan.durations.step
    let deadline = Self.monotonic + limit
    while true {
      try sandbox.send(.fence)
      try takeEvents(from: sandbox, untilFenceOf: 0)
      try journal.commit()
      if try Judgment.hasCome(moment, inRun: journal.run, of: store) { return }
      guard Self.monotonic < deadline, !isOver else { break }
      usleep(10_000)
    }
    guard let step = block.steps.last, let output = results[step.number - 1].output else { return }
    let reason =
      "\(block.waitText ?? "the moment that it waits for") did not come within \(Self.text(limit))"
    note(
      step, attempt, output, Miss(reason: reason), leaks: results[step.number - 1].leaks)
  }

  // MARK: Events

  /// Writes one event down, for those who take events themselves.
  func write(_ event: Event) throws {
    try journal.write(event)
  }

  /// Writes events down until the fence of a step (0: any fence that ends no step).
  package func takeEvents(from sandbox: any Sandbox, untilFenceOf step: Int) throws {
    while true {
      guard case .event(let event) = try sandbox.next(within: nil) else {
        throw SandboxFailure(stage: "hear from", subject: "the agent: it is gone", errno: EPIPE)
      }
      try journal.write(event)
      switch event.body {
      case .output(let chunk):
        // Output of earlier steps that comes now is theirs, and no part of this one's.
        if lastEnd == nil, chunk.step == step {
          pieces.append(StepOutput.Piece(stream: chunk.stream, bytes: chunk.bytes))
        }
      case .stepEnded(let end): lastEnd = end
      case .ready(let record): notes += record.notes
      case .failed(let failure): throw failure
      case .fence(let fence) where fence.step == step: return
      default: break
      }
    }
  }

  /// Ends the sandbox: takes what it still tells, and returns how many processes had to be killed.
  func end(_ sandbox: any Sandbox) throws -> Int {
    try sandbox.send(.end)
    try journal.commit()
    while case .event(let event) = try sandbox.next(within: nil) {
      try journal.write(event)
      switch event.body {
      case .failed(let failure): throw failure
      case .ended(let end): return end.killed
      default: break
      }
    }
    throw SandboxFailure(stage: "hear from", subject: "the agent: it is gone", errno: EPIPE)
  }

  /// `500ms`, `10s`, as notebooks write it.
  private static func text(_ duration: Int64) -> String {
    duration % 1_000_000_000 == 0 ? "\(duration / 1_000_000_000)s" : "\(duration / 1_000_000)ms"
  }
}
