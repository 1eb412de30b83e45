import ArgumentParser
import LabEvidence
import LabReport

/// `labbook explain`: the evidence of one claim's verdict on one clock, as a ladder diagram.
struct ExplainCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    var run: String
    var claim: String
    var context: Int?
    var json: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show the evidence that decided a claim, as a diagram on one clock.",
    discussion: """
      Interfaces are columns, time goes downwards, packets are arrows, and the rows that decided \
      the verdict are marked.
      """)

  @Argument(
    help: ArgumentHelp(
      "The run: its id, the beginning of it that no other run has, or last (the newest).",
      valueName: "run"), completion: .runs)
  var run: String

  @Argument(
    help: ArgumentHelp(
      "The claim: its number, its label, or the beginning of its text.", valueName: "claim"),
    completion: .claims)
  var claim: String

  @OptionGroup var database: DatabaseOption

  @Option(
    parsing: .unconditional,
    help: "How many rows to show before and after each that decided (default: up to 3).")
  var context: Int?

  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  func validate() throws {
    if let context, !(0...1000).contains(context) {
      throw ValidationError("--context wants a number from 0 to 1000")
    }
  }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), run: run, claim: claim, context: context,
      json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let (store, evidence, verdicts) = try Store.forCommand(options.database, .read) {
      store throws(StoreFailure) in
      let number = try store.resolveRun(options.run)
      return (
        store, try RunEvidence.load(run: number, from: store),
        try VerdictStore(store).latest(ofRun: number)
      )
    }
    defer { try? store.close() }
    guard !verdicts.isEmpty else {
      throw CommandFailure(
        .mistake, "no claim of this run has been judged",
        remedy: "`labbook judge` judges it against the claims that its notebook has now")
    }
    let claim = try ClaimVerdict.chosen(by: options.claim, among: verdicts)
    do {
      let explanation = try Explanation(
        of: claim, in: evidence, context: options.context,
        summarize: { PacketSummary.line(for: $0) })
      if options.json {
        var writer = JSONWriter { context.stdout.write($0) }
        explanation.write(to: &writer)
        writer.finish()
      } else {
        let style = context.style(color)
        let report = StoryReport(style: style, summarize: { _ in "" })
        context.stdout.lines(report.header(evidence.run) + [""] + explanation.lines(style: style))
      }
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    }
    return .success
  }
}
