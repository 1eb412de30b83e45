import ArgumentParser
import LabEvidence
import LabModel
import LabReport
import LabRun

/// `labbook shell`: an interactive shell in a notebook's live sandbox.
struct ShellCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    var path: String
    var after: String?
    var host: String
    var kernel: String
  }

  static let configuration = CommandConfiguration(
    commandName: "shell",
    abstract: "Open a shell in the live sandbox of a notebook, after a step.",
    discussion: """
      Runs the notebook's steps first; the sandbox goes when the shell ends. What happens \
      meanwhile is recorded like everything else.
      """)

  @Argument(
    help: ArgumentHelp("The notebook.", valueName: "notebook"), completion: .notebooks)
  var path: String

  @Option(
    help: ArgumentHelp(
      "Run no step after this one: its number, or the id of its block (or id.N).",
      valueName: "step"))
  var after: String?

  @Option(help: ArgumentHelp("The host that the shell is on.", valueName: "name"))
  var host = HostPlan.lab

  @Option(
    help: ArgumentHelp("The kernel that it runs on, as for run.", valueName: "spec"),
    completion: .kernels)
  var kernel = "host"

  @OptionGroup var database: DatabaseOption
  @OptionGroup var coloring: ColorOption

  var color: ColorMode { coloring.color }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), path: path, after: after, host: host,
      kernel: kernel)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let style = context.messageStyle(color)
    let intake = NotebookIntake(paths: [options.path], forRun: true)
    intake.report(in: context, style: style)
    guard intake.problems.isEmpty, intake.entries.count == 1, let plan = intake.entries[0].plan
    else {
      if intake.entries.count > 1 {
        throw CommandFailure(.mistake, "\(options.path) holds more than one notebook: name one")
      }
      return .mistake
    }
    let hosts = plan.hosts.map(\.name) + plan.namespaces
    guard hosts.contains(options.host) else {
      throw CommandFailure(
        .mistake, "\(plan.path) has no host \(options.host)",
        remedy: "its hosts are " + hosts.joined(separator: ", "))
    }
    let last = try options.after.map { name throws(CommandFailure) in
      try StepName(name).number(in: plan)
    }
    let choices = try BenchChoices([options.kernel], in: context, color: color)
    try choices.checkEnvironment(in: context)
    let choice = choices.all[0]
    return try Store.forCommand(options.database, .write) { $0 }
      .closing { store in
        try open(
          plan, after: last, host: options.host, bench: choice.bench(for: plan), store: store,
          in: context)
      }
  }

  private func open(
    _ plan: Plan, after last: Int?, host: String, bench: any Bench, store: Store,
    in context: CommandContext
  ) throws -> ExitStatus {
    let conductor = Conductor(
      RunRequest(
        plan: plan, bench: bench, store: store, version: LabbookCommand.version))
    // Ctrl-C goes to the shell inside; other signals end the sandbox and restore the terminal.
    let interruption = try Interruption()
    try WorkerThread.start {
      waitForInput([interruption.descriptor], milliseconds: -1)
      conductor.interrupt()
    }
    var progress = ProgressLine(
      file: context.stderr, style: context.messageStyle(color), environment: context.environment)
    let relay = TerminalRelay(host: host)
    let result: RunResult
    do {
      result = try conductor.run(
        until: last,
        progress: { state in
          if case .step(let number, let command) = state {
            progress.draw("step \(number)/\(last ?? plan.steps.count): \(command)")
          }
        },
        visit: { sandbox, course in
          progress.clear()
          _ = try relay.run(in: sandbox, course)
        })
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    }
    progress.clear()
    return try status(of: result)
  }

  private func status(of result: RunResult) throws(CommandFailure) -> ExitStatus {
    switch result.status {
    case .finished: return .success
    case .interrupted: return .interrupted
    case .blocked, .crashed, .running:
      throw CommandFailure(
        result.failure?.isMachineUnable == true
          ? .machineUnable : result.status == .blocked ? .undecided : .failed,
        result.failure?.sentence ?? result.reason ?? "the run did not finish",
        remedy: result.failure?.remedy)
    }
  }
}

extension Store {
  /// Carries out `body` and closes the store.
  fileprivate func closing<Result>(_ body: (Store) throws -> Result) throws -> Result {
    defer { try? close() }
    return try body(self)
  }
}

/// A step as a user names it: its number, its block's id, or `id.N`.
struct StepName {
  private let text: String

  init(_ text: String) { self.text = text }

  /// The number of the step in `plan`; of a block, its last step's.
  ///
  /// - Throws: `CommandFailure` (status 2) where there is no such step.
  func number(in plan: Plan) throws(CommandFailure) -> Int {
    let steps = plan.steps
    if let number = Int(text), steps.indices.contains(number - 1) { return number }
    let name = text.hasPrefix("#") ? String(text.dropFirst()) : text
    let blocks = plan.blocks.filter { $0.id == name }
    if let number = blocks.last?.steps.last?.number { return number }
    if let dot = name.lastIndex(of: "."), let index = Int(name[name.index(after: dot)...]) {
      let candidates = plan.blocks.filter { $0.id == String(name[..<dot]) }.flatMap(\.steps)
      if let step = candidates.last(where: { $0.indexInBlock == index }) { return step.number }
    }
    let ids = plan.blocks.compactMap(\.id).joined(separator: ", ")
    throw CommandFailure(
      .mistake, "\(plan.path) has no step \(text)",
      remedy: "its steps are 1 to \(steps.count)" + (ids.isEmpty ? "" : "; its ids are \(ids)"))
  }
}
