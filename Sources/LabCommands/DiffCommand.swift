import ArgumentParser
import LabEvidence
import LabModel
import LabReport

/// `labbook diff`: what differs between two runs, or between two kernels.
struct DiffCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    /// Two runs; or none, and at most a part of notebooks' paths or titles with two kernels.
    var arguments: [String]
    var kernels: [String]
    var showsAll: Bool
    var json: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what differs between two runs, or between two kernels.",
    usage: """
      labbook diff RUN RUN
      labbook diff --kernel A --kernel B [NOTEBOOK]
      """,
    discussion: """
      Claims, steps and packet transcripts that came out otherwise are told first, then the \
      evidence that differs. What every run has anew (MAC addresses, ports, ids, times) is named \
      alike in both. Exits 1 where something is worse in the second run, 4 where something of the \
      first one is not known any more.
      """)

  @Argument(
    help: ArgumentHelp(
      "Two runs: number, beginning of the id, or last; with --kernel, a part of a notebook's path.",
      valueName: "run"), completion: .runs)
  var arguments: [String] = []

  @Option(
    help: ArgumentHelp(
      "Compare the newest runs on this kernel with those on the other: host, a backend (qemu, uml) "
        + "or the beginning of a release. Twice.", valueName: "spec"),
    completion: .recordedKernels)
  var kernel: [String] = []

  @Flag(help: "List what is unchanged, too, and show differences however long.")
  var all = false

  @OptionGroup var database: DatabaseOption
  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  func validate() throws {
    if kernel.isEmpty {
      guard arguments.count == 2 else {
        throw ValidationError("name two runs, or two kernels with --kernel A --kernel B")
      }
    } else {
      guard kernel.count == 2 else {
        throw ValidationError("--kernel is given twice: the old kernel, then the new one")
      }
      guard arguments.count <= 1 else {
        throw ValidationError("with --kernel, one part of a notebook's path or title at most")
      }
    }
  }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), arguments: arguments, kernels: kernel,
      showsAll: all, json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let (store, pairs) = try Store.forCommand(options.database, .read) {
      store throws(StoreFailure) in (store, try Self.pairs(options, in: store))
    }
    defer { try? store.close() }
    guard !pairs.isEmpty else {
      throw CommandFailure(
        .mistake,
        "no notebook ran on both \(options.kernels[0]) and \(options.kernels[1])",
        remedy: "`labbook list` shows the runs and their kernels")
    }
    let comparisons: [RunComparison]
    do {
      comparisons = try pairs.map { old, new in
        try RunComparison(.load(run: old, from: store), .load(run: new, from: store))
      }
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    }
    let status = Self.status(comparisons)
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.array("comparisons") { writer in
          for comparison in comparisons { writer.value(comparison, withAll: options.showsAll) }
        }
        writer.member("exit_status", status.rawValue)
      }
      writer.finish()
      return status
    }
    let report = DiffReport(
      style: context.style(color, widest: 120), showsAll: options.showsAll)
    for (index, comparison) in comparisons.enumerated() {
      if index > 0 { context.stdout.line("") }
      context.stdout.lines(report.lines(comparison))
    }
    return status
  }

  /// 1 where something that counts is worse, 4 where nothing is but something is not known any more.
  static func status(_ comparisons: [RunComparison]) -> ExitStatus {
    let answers = comparisons.flatMap(\.answers.all)
    if answers.contains(where: \.counts) { return .refuted }
    let isLost = answers.contains { answer in
      answer.change == .disappeared && !answer.isPublished
        && answer.new?.answer != Verdict.Answer.notApplicable.rawValue
    }
    let isUnfinished = comparisons.contains {
      $0.old.status == .finished && $0.new.status != .finished
    }
    return isLost || isUnfinished ? .undecided : .success
  }

  /// The numbers of the runs that are compared.
  private static func pairs(
    _ options: Options, in store: Store
  ) throws(StoreFailure) -> [(old: Int, new: Int)] {
    guard !options.kernels.isEmpty else {
      return [
        (try store.resolveRun(options.arguments[0]), try store.resolveRun(options.arguments[1]))
      ]
    }
    let specs = options.kernels.map { RecordedKernel($0) }
    let runs = try store.uncountedRuns(
      RunFilter(notebooks: options.arguments.first.map { [$0] } ?? []))
    var newest: [[String]: [Int?]] = [:]
    var order: [[String]] = []
    // Newest first: the first one of each kind is meant.
    for run in runs {
      let values = run.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      let key = [run.path] + values
      for (index, spec) in specs.enumerated() where spec.matches(run) {
        if newest[key] == nil { order.append(key) }
        var numbers = newest[key, default: [nil, nil]]
        if numbers[index] == nil { numbers[index] = run.number }
        newest[key] = numbers
      }
    }
    return order.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { key in
      guard let numbers = newest[key], let old = numbers[0], let new = numbers[1] else {
        return nil
      }
      return (old, new)
    }
  }
}
