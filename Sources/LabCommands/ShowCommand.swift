import ArgumentParser
import LabEvidence
import LabReport

/// `labbook show`: the whole story of a run on one clock, and its claims with their evidence.
struct ShowCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: DatabasePath
    var run: String
    var story: StoryReport.Options
    var json: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Tell the story of a run: steps, output, packets and changes on one clock.",
    discussion: "What a step printed is shown with control characters made visible.")

  @OptionGroup var run: RunArgument
  @OptionGroup var database: DatabaseOption

  @Flag(help: "Show everything, however long; otherwise long output is cut with a hint.")
  var full = false

  @Flag(help: "Show counters that changed.")
  var counters = false

  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func resolved(in environment: Environment) -> Options {
    var story = StoryReport.Options()
    story.isFull = full
    story.showsCounters = counters
    return Options(
      database: database.resolved(in: environment), run: run.id, story: story,
      json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    try options.database.requireExisting()
    let (evidence, verdicts) = try usingStore { () throws(StoreFailure) in
      let store = try Store.open(path: options.database.text, for: .read)
      let number = try store.resolveRun(options.run)
      return (
        try RunEvidence.load(run: number, from: store),
        try VerdictStore(store).latest(ofRun: number)
      )
    }
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      try StoryJSON(evidence, summarize: PacketSummary.line(for:))
        .write(claims: verdicts, to: &writer, goesOn: { !context.stdout.isClosed })
      writer.finish()
      return .success
    }
    let report = StoryReport(
      style: context.style(color), options: options.story,
      summarize: { PacketSummary.line(for: $0) })
    context.stdout.lines(report.header(evidence.run))
    context.stdout.line("")
    try report.write(evidence) { line in
      context.stdout.line(line)
      return !context.stdout.isClosed
    }
    let claims = report.claims(verdicts)
    if !claims.isEmpty { context.stdout.lines([""] + claims) }
    return .success
  }
}
