import ArgumentParser
import LabEvidence
import LabPages
import LabReport

/// `labbook topology`: the network of a run at one instant.
struct TopologyCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    var run: String
    /// In ns since the run's start.
    var time: Int64?
    var step: Int?
    var svg: String?
    var replaces: Bool
    var json: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "topology",
    abstract: "Show the hosts, interfaces, addresses, links and routes of a run at one instant.",
    discussion: "Without an instant, as they were at the end of the last step.")

  @OptionGroup var run: RunArgument
  @OptionGroup var database: DatabaseOption

  @Option(
    help: ArgumentHelp(
      "The instant on the run's clock: 1.25, 1.25s, 1250ms or 1250000000ns.", valueName: "time"))
  var at: RunInstant?

  @Option(help: ArgumentHelp("The end of this step, by its number.", valueName: "number"))
  var step: Int?

  @Option(
    help: ArgumentHelp(
      "Write a drawing to this file, too; - is standard output, and then all that is written.",
      valueName: "file"))
  var svg: String?

  @Flag(help: "Replace a file that is there.")
  var force = false

  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  func validate() throws {
    if at != nil, step != nil { throw ValidationError("name an instant or a step, not both") }
    if force, svg == nil { throw ValidationError("--force replaces what --svg names") }
    if svg == "-", format.json {
      throw ValidationError("--json and --svg - would both write to standard output")
    }
  }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), run: run.id, time: at?.nanoseconds,
      step: step, svg: svg, replaces: force, json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let run = try Store.forCommand(options.database, .read) { store throws(StoreFailure) in
      try RunNetwork.load(run: try store.resolveRun(options.run), from: store)
    }
    let snapshot = NetworkSnapshot(run, at: try Self.time(options, run))
    if let path = options.svg {
      let drawing = Array(TopologyDiagram(snapshot).document.utf8)
      if path == "-" {
        context.stdout.write(drawing)
        return .success
      }
      let file = try ExportFile(path, replaces: options.replaces)
      file.output.write(drawing)
      try file.finish()
    }
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { $0.topology(snapshot, in: run) }
      writer.finish()
      return .success
    }
    let style = context.style(color, widest: 120)
    context.stdout.lines(
      StoryReport(style: style, summarize: { _ in "" }).header(run.run) + [""]
        + TopologyReport(style: style).lines(snapshot, in: run))
    return .success
  }

  /// The instant on CLOCK_MONOTONIC.
  private static func time(
    _ options: Options, _ run: RunNetwork
  ) throws(CommandFailure) -> Int64 {
    if let time = options.time {
      let (sum, isOver) = run.run.start.addingReportingOverflow(time)
      return isOver ? Int64.max : sum
    }
    let instants = run.instants
    guard let step = options.step else { return instants.last?.time ?? run.run.start }
    if let instant = instants.first(where: { $0.step == step }) { return instant.time }
    let steps = instants.compactMap(\.step).sorted()
    throw CommandFailure(
      .mistake, "step \(step) of this run did not end, or there is none",
      remedy: steps.isEmpty
        ? "no step of it did: --at 0 shows the start"
        : "steps that ended: \(steps.prefix(40).map(String.init).joined(separator: ", "))"
          + (steps.count > 40 ? ", …" : ""))
  }
}

/// An instant on a run's clock as it is typed.
struct RunInstant: ExpressibleByArgument, Hashable {
  var nanoseconds: Int64

  /// Seconds with at most nine places, or a number with `ns`, `us`, `ms` or `s` behind it; a `+` may
  /// stand before it, as where labbook prints one.
  init?(argument: String) {
    var text = Substring(argument)
    if text.first == "+" { text.removeFirst() }
    let isNegative = text.first == "-"
    if isNegative { text.removeFirst() }
    var places = 9
    for (unit, digits) in [("ns", 0), ("us", 3), ("ms", 6), ("s", 9)] where text.hasSuffix(unit) {
      text.removeLast(unit.count)
      places = digits
      break
    }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? parts[1] : ""
    guard let whole = parts.first, !whole.isEmpty, fraction.count <= places,
      (whole + fraction).utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int64(
        whole + fraction + String(repeating: "0", count: places - fraction.count))
    else { return nil }
    nanoseconds = isNegative ? -number : number
  }
}
