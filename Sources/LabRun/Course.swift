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
  /// Steps that do not run, in a control run.
  private let control: ControlRun?
  private let start = Course.monotonic
  /// When the sandbox stood: the notebook's own time begins then, however long a machine boots.
  private var stood: Int64?
  /// Values of named groups so far, in the order in which they were captured.
  private var variables: [EnvironmentVariable] = []
  package private(set) var results: [StepResult]
  package private(set) var notes: [String] = []
  /// Steps that the sandbox has and whose ends have not come, in order.
  private var inFlight: [Flight] = []
  /// The first of them: its output so far and how it ended.
  private var pieces: [StepOutput.Piece] = []
  private var lastEnd: StepEnd?
  /// Whether a step has ended since the last commit.
  private var hasNews = false

  init(
    _ plan: Plan, _ preparation: Preparation, _ journal: Journal, _ store: Store, lastStep: Int?,
    control: ControlRun? = nil
  ) {
    self.plan = plan
    self.store = store
    self.preparation = preparation
    self.journal = journal
    self.lastStep = lastStep
    self.control = control
    results = plan.blocks.flatMap { block in
      block.steps.map {
        StepResult(step: $0, blockID: block.id, expectedFailure: block.expectedFailure)
      }
    }
  }

  /// Time since the beginning, a machine's boot included, in ns.
  package var elapsed: Int64 { Self.monotonic - start }

  /// What the notebook has had of its time, in ns: none until the sandbox stands.
  private var used: Int64 { stood.map { Self.monotonic - $0 } ?? 0 }

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
  /// Throws `SandboxFailure` where the sandbox fails, `MachineCrash` where its machine is lost,
  /// `StoreFailure` where the store fails.
  func run(in sandbox: any Sandbox, _ progress: (RunProgress) -> Void) throws {
    try takeEvents(from: sandbox, untilFenceOf: 0)
    for block in plan.blocks {
      if let lastStep, let first = block.steps.first, first.number > lastStep {
        try landAll(sandbox, progress)
        skipRest("the run was to end after step \(lastStep)")
        break
      }
      if let skip = preparation.skip(block) {
        for step in block.steps {
          self.skip(step, skip.reason, isPassedOver: skip.isPassedOver)
        }
        continue
      }
      if Self.isPlain(block) {
        for step in block.steps where step.number <= lastStep ?? step.number && !isOver {
          try send(step, of: block, attempt: 1, in: sandbox, progress)
        }
      } else {
        try landAll(sandbox, progress)
        if !isOver { try run(block, in: sandbox, progress) }
      }
      if isOver {
        try landAll(sandbox, progress)
        skipRest("the notebook's time of \(Self.text(plan.durations.notebook)) was over")
        break
      }
      let missed = block.steps.contains { results[$0.number - 1].isMiss }
      // What hangs on a step that was left out may miss: the rest is asked all the same.
      if block.isRequired, missed, control == nil {
        skipRest("the required block \(block.id.map { "#\($0) " } ?? "")before it missed")
        break
      }
    }
    try landAll(sandbox, progress)
  }

  private func run(
    _ block: Block, in sandbox: any Sandbox, _ progress: (RunProgress) -> Void
  ) throws {
    let deadline = Self.monotonic + (block.retry ?? 0)
    var attempt = 1
    while true {
      for step in block.steps {
        if isOver { break }
        if let lastStep, step.number > lastStep { break }
        try send(step, of: block, attempt: attempt, in: sandbox, progress)
      }
      try landAll(sandbox, progress)
      let isLeftOut = block.steps.contains { control?.steps.contains($0.number) ?? false }
      if let moment = block.wait, !isLeftOut { try wait(for: moment, block, attempt, in: sandbox) }
      noteBlock(block)
      let missed = block.steps.contains { results[$0.number - 1].miss != nil }
      guard missed, block.retry != nil, Self.monotonic < deadline, !isOver else { return }
      attempt += 1
      // Between attempts time has to pass; none of it is the notebook's own.
      usleep(20_000)
    }
  }

  private var isOver: Bool { used >= plan.durations.notebook }

  // MARK: Steps in flight

  /// A step that the sandbox has.
  private struct Flight {
    var step: Step
    var block: Block
    var attempt: Int
    /// How long it may take, in ns.
    var limit: Int64
  }

  /// How many steps the sandbox has at the most.
  private static let mostInFlight = 16

  /// Whether nothing that is sent after a block depends on what its steps do.
  private static func isPlain(_ block: Block) -> Bool {
    block.retry == nil && block.wait == nil && !block.isRequired
  }

  /// Whether steps after this one may need what it prints: a group of a ` (re)` line has a name.
  private static func mayCapture(_ step: Step) -> Bool {
    step.expectation.lines.contains { $0.kind == .regex && $0.text.contains("(?") }
  }

  /// Sends a step, as soon as those in flight leave room for it, unless the notebook's time is over.
  ///
  /// All in flight together may take no longer than the notebook has left, and none of them may
  /// capture a variable: so it makes no difference to a step whether it is sent early.
  private func send(
    _ step: Step, of block: Block, attempt: Int, in sandbox: any Sandbox,
    _ progress: (RunProgress) -> Void
  ) throws {
    if let control, control.steps.contains(step.number) {
      if attempt == 1 { skip(step, control.reason) }
      return
    }
    let limit = block.timeout ?? plan.durations.step
    while let last = inFlight.last,
      inFlight.count >= Self.mostInFlight || Self.mayCapture(last.step)
        || inFlight.reduce(limit, { $0 + $1.limit }) > plan.durations.notebook - used
    {
      try land(sandbox, progress)
    }
    // What was waited for may have taken the notebook's last time.
    guard !isOver else { return }
    try sandbox.send(
      .run(
        StepCommand(
          step: step.number, attempt: attempt, host: step.host, command: step.command,
          variables: variables,
          timeout: max(1_000_000, min(limit, plan.durations.notebook - used)),
          merges: step.expectation.comparison == .merged, stdin: block.stdin ?? "",
          terminal: block.usesTerminal)))
    inFlight.append(Flight(step: step, block: block, attempt: attempt, limit: limit))
  }

  private func landAll(_ sandbox: any Sandbox, _ progress: (RunProgress) -> Void) throws {
    while !inFlight.isEmpty { try land(sandbox, progress) }
  }

  /// Takes the events of the first step in flight, and compares what it did with what it must.
  private func land(_ sandbox: any Sandbox, _ progress: (RunProgress) -> Void) throws {
    guard let flight = inFlight.first else { return }
    let step = flight.step
    pieces = []
    lastEnd = nil
    try takeEvents(from: sandbox, untilFenceOf: step.number, progress)
    inFlight.removeFirst()
    hasNews = true
    let end = lastEnd
    var output = StepOutput(
      pieces: pieces, ending: end?.ending ?? .exited, status: end?.status ?? -1)
    if flight.block.usesTerminal { output = output.withoutTerminalLineEnds }
    let values = plan.parameters.merging(variables.map { ($0.name, $0.value) }) { $1 }
    results[step.number - 1].variables = values
    let outcome = step.expectation.outcome(of: output, variables: values)
    for variable in outcome.captured {
      variables.removeAll { $0.name == variable.name }
      variables.append(variable)
    }
    note(step, flight.attempt, output, outcome.miss, leaks: end?.leaks ?? 0)
    let isNewMiss = outcome.miss != nil && !results[step.number - 1].blockMissed
    if isNewMiss || step.number == flight.block.steps.last?.number, Self.isPlain(flight.block) {
      noteBlock(flight.block)
    }
  }

  /// Tells every step of a block whether the block missed.
  private func noteBlock(_ block: Block) {
    let missed = block.steps.contains { results[$0.number - 1].miss != nil }
    for step in block.steps { results[step.number - 1].blockMissed = missed }
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
  ///
  /// Throws `MachineCrash` where it says that the machine is lost.
  func write(_ event: Event) throws {
    try journal.write(event)
    if case .crashed(let crash) = event.body { throw crash }
  }

  /// Writes events down until the fence of a step (0: any fence that ends no step).
  package func takeEvents(
    from sandbox: any Sandbox, untilFenceOf step: Int, _ progress: (RunProgress) -> Void = { _ in }
  ) throws {
    while true {
      guard let event = try nextEvent(from: sandbox) else {
        throw SandboxFailure(stage: "hear from", subject: "the agent: it is gone", errno: EPIPE)
      }
      try write(event)
      switch event.body {
      case .output(let chunk):
        // Output of earlier steps that comes now is theirs, and no part of this one's.
        if lastEnd == nil, chunk.step == step {
          pieces.append(StepOutput.Piece(stream: chunk.stream, bytes: chunk.bytes))
        }
      case .stepStarted(let start):
        if let command = inFlight.first?.step.command {
          progress(.step(number: start.step, command: command))
        }
      case .stepEnded(let end): lastEnd = end
      case .ready(let record):
        stood = Self.monotonic
        notes += record.notes
      case .failed(let failure): throw failure
      case .fence(let fence) where fence.step == step: return
      default: break
      }
    }
  }

  /// The next event; nil at the end of all.
  ///
  /// Where it has to wait, what steps have left is written down meanwhile.
  private func nextEvent(from sandbox: any Sandbox) throws -> Event? {
    if hasNews {
      if case .event(let event) = try sandbox.next(within: 0) { return event }
      hasNews = false
      try journal.commit()
    }
    guard case .event(let event) = try sandbox.next(within: nil) else { return nil }
    return event
  }

  /// Ends the sandbox: takes what it still tells, and returns how many processes had to be killed.
  func end(_ sandbox: any Sandbox) throws -> Int {
    try sandbox.send(.end)
    try journal.commit()
    while case .event(let event) = try sandbox.next(within: nil) {
      try write(event)
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
