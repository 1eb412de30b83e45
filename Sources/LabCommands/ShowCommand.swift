import ArgumentParser
import LabEvidence
import LabReport

/// `labbook show`: the whole story of a run on one clock, and its claims with their evidence.
struct ShowCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
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

  @Flag(help: "Show everything, however long; otherwise much output and many packets are cut.")
  var all = false

  @Flag(help: "Show the reasons of claims that hold, too.")
  var reasons = false

  @Flag(help: "Show counters that changed, too.")
  var counters = false

  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  func resolved(in environment: Environment) -> Options {
    var story = StoryReport.Options()
    story.isFull = all
    story.showsReasons = reasons
    story.showsCounters = counters
    return Options(
      database: database.resolved(in: environment), run: run.id, story: story,
      json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    // The packets are read while the story is told, so the store stays open until its end.
    let (store, evidence, judged) = try Store.forCommand(options.database, .read) {
      store throws(StoreFailure) in
      let number = try store.resolveRun(options.run)
      return (
        store, try RunEvidence.load(run: number, from: store),
        Judged(
          claims: try VerdictStore(store).latest(ofRun: number),
          packetTranscripts: try PacketTranscriptStore(store).latest(ofRun: number))
      )
    }
    defer { try? store.close() }
    do {
      try show(evidence, judged, options, in: context)
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    }
    return .success
  }

  /// What was said of the run last.
  private struct Judged {
    var claims: [ClaimVerdict]
    var packetTranscripts: [PacketTranscriptOutcome]
  }

  private func show(
    _ evidence: RunEvidence, _ judged: Judged, _ options: Options, in context: CommandContext
  ) throws {
    let summarizer = PacketSummarizer()
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      try StoryJSON(evidence, summarize: { summarizer.line(for: $0) })
        .write(
          claims: judged.claims, packetTranscripts: judged.packetTranscripts, to: &writer,
          goesOn: { !context.stdout.isClosed })
      writer.finish()
      return
    }
    let report = StoryReport(
      style: context.style(color, widest: 120), options: options.story,
      summarize: { summarizer.line(for: $0) })
    context.stdout.lines(report.header(evidence.run) + report.health(evidence) + [""])
    try report.write(evidence) { line in
      context.stdout.line(line)
      return !context.stdout.isClosed
    }
    for part in [
      report.claims(judged.claims), report.packetTranscripts(judged.packetTranscripts),
    ] where !part.isEmpty {
      context.stdout.lines([""] + part)
    }
  }
}
