import ArgumentParser
import Glibc
import LabEvidence
import LabMachine
import LabReport

/// `labbook bisect`: finds the first kernel of an ordered list that does not do as a notebook says.
struct BisectCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var notebook: String
    var claims: [String]
    var good: String
    var bad: String
    var kernels: String?
    var repeats: Int
    var jobs: Int
    var database: String
    var json: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "bisect",
    abstract: "Search an ordered list of kernels for the first bad one.",
    discussion: """
      A kernel is bad where a claim is refuted or a step misses its expectation; one that cannot be \
      told (blocked, crashed, inconclusive) is passed over. Each run is recorded like any other.
      """)

  @Argument(
    help: ArgumentHelp("The notebook that tells good from bad.", valueName: "notebook"),
    completion: .notebooks)
  var notebook: String

  @Option(
    help: ArgumentHelp(
      "Only this claim counts: its number, its label, or the beginning of its text.",
      valueName: "claim"))
  var claim: [String] = []

  @Option(
    help: ArgumentHelp("A kernel that is good.", valueName: "kernel"), completion: .kernels)
  var good: String

  @Option(
    help: ArgumentHelp("A kernel that is bad.", valueName: "kernel"), completion: .kernels)
  var bad: String

  @Option(
    help: ArgumentHelp(
      """
      The kernels in their order: a folder of builds, or names with commas between them (default: the \
      releases of good's and bad's Debian kernel).
      """, valueName: "list"), completion: .directory)
  var kernels: String?

  @Option(
    name: .customLong("repeat"), parsing: .unconditional,
    help: ArgumentHelp(
      "Run the notebook so often on each kernel; one bad run makes it bad.", valueName: "n"))
  var repeats = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many runs go on at a time (default: one for each processor, up to 4).",
      valueName: "number"))
  var jobs: Int?

  @OptionGroup var database: DatabaseOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs wants a number above 0") }
    if !(1...1000).contains(repeats) {
      throw ValidationError("--repeat wants a number from 1 to 1000")
    }
  }

  func resolved(in environment: Environment) -> Options {
    Options(
      notebook: notebook, claims: claim, good: good, bad: bad, kernels: kernels, repeats: repeats,
      jobs: jobs ?? min(4, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
      database: database.resolved(in: environment), json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let intake = NotebookIntake(paths: [options.notebook], forRun: true)
    intake.report(in: context, style: context.messageStyle(color))
    guard let entry = intake.entries.first, let plan = entry.plan, intake.problems.isEmpty else {
      return .mistake
    }
    guard intake.entries.count == 1 else {
      throw CommandFailure(
        .mistake, "\(options.notebook) holds \(intake.entries.count) notebooks: name one")
    }
    var claims: [ClaimVerdict] = []
    for text in options.claims { claims.append(try ClaimVerdict.chosen(by: text, in: plan)) }
    let kernels = try BisectKernels(options, in: context)
    var trials = try KernelTrials(
      entry: entry, plan: plan, claims: claims.map(\.number), options: options, context: context,
      color: color)
    defer { trials.cleanUp() }
    let session = BisectSession(
      output: context.stdout, style: context.style(color), isQuiet: options.json)
    let start = BisectResult(
      path: plan.path, title: plan.title, claims: claims.map(\.text),
      kernels: kernels.members.map(\.name),
      isReversed: kernels.isReversed, repeats: options.repeats)
    let result = try session.search(start, among: kernels) {
      kernel, place throws(CommandFailure) in
      try trials.test(kernel, place, isEnd: place == 0 || place == kernels.members.count - 1)
    }
    let status = BisectSession.status(result)
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.value(result, exitStatus: status.rawValue)
      writer.finish()
    }
    return status
  }
}

extension BisectKernels {
  /// The kernels that a command line names: a folder's builds, a list, or Debian's releases.
  ///
  /// - Throws: `CommandFailure` where there are no such kernels.
  fileprivate init(
    _ options: BisectCommand.Options, in context: CommandContext
  ) throws(CommandFailure) {
    if let list = options.kernels {
      let isFolder = KernelBuilds.isFolder(list)
      // One kernel is no list, and two ends cannot be in it.
      guard isFolder || list.contains(",") else {
        throw CommandFailure(
          .mistake,
          access(list, F_OK) == 0
            ? "--kernels \(list) is no folder" : "there is no folder \(list) (--kernels)",
          remedy: "name a folder of builds, or kernels with commas between them")
      }
      let members =
        isFolder ? try KernelBuilds(folder: list).members() : BisectKernels.specified(list)
      try self.init(
        members, good: options.good, bad: options.bad, of: isFolder ? list : "--kernels")
      return
    }
    let cache = try KernelCache.forCommand(in: context)
    let found: (all: [DebianRelease], meant: [DebianRelease])
    do throws(MachineFailure) {
      found = try cache.releases(like: [options.good, options.bad])
    } catch {
      throw CommandFailure(error)
    }
    let members = found.all.map { Member(name: $0.release, spec: $0.package) }
    try self.init(
      members, good: found.meant[0].release, bad: found.meant[1].release, of: "Debian's lists")
  }
}
