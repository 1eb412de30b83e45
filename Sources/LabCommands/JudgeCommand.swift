import ArgumentParser
import Glibc
import LabEvidence
import LabModel
import LabNotebook
import LabReport
import LabRun

/// `labbook judge`: judges a past run again, and runs nothing.
struct JudgeCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    var run: String
    var usesStoredClaims: Bool
    var json: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Judge a past run against the claims that its notebook has now.",
    discussion: """
      Runs nothing. The new verdicts are added to the database; earlier ones stay. Where the \
      notebook's file is gone, the claims are those that the run ran with.
      """)

  @OptionGroup var run: RunArgument
  @OptionGroup var database: DatabaseOption

  @Flag(help: "Use the claims that the run ran with, even where the notebook's file is there.")
  var stored = false

  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), run: run.id, usesStoredClaims: stored,
      json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let (store, row, source) = try Store.forCommand(options.database, .write) {
      store throws(StoreFailure) in
      let number = try store.resolveRun(options.run)
      return (
        store, try RunEvidence.load(run: number, from: store).run,
        try store.notebook(ofRun: number)
      )
    }
    defer { try? store.close() }
    let plan = try plan(row, source, options, in: context)
    let outcomes: [ClaimOutcome]
    let transcripts: [PacketTranscriptOutcome]
    do {
      outcomes = try Judgment.record(of: plan, ofRun: row.number, in: store)
      transcripts = try Judgment.recordTranscripts(of: plan, ofRun: row.number, in: store)
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    }
    var result = NotebookResult(
      path: row.path, title: row.title, ending: .finished, runID: row.id,
      claims: outcomes.map { ClaimVerdict($0.claim, $0.verdict) })
    result.packetTranscripts = transcripts
    let status = RunStatus.combined([result], isStrict: false)
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.member("run", row.id)
        writer.array("claims") { writer in
          for claim in result.claims { writer.value(claim) }
        }
        writer.array("packet_transcripts") { writer in
          for outcome in transcripts { writer.value(outcome) }
        }
        writer.member("exit_status", status.rawValue)
      }
      writer.finish()
    } else {
      let report = StoryReport(style: context.style(color), summarize: { _ in "" })
      context.stdout.lines(report.header(row))
      for part in [report.claims(result.claims), report.packetTranscripts(transcripts)]
      where !part.isEmpty {
        context.stdout.lines([""] + part)
      }
    }
    return status
  }

  /// The plan whose claims are judged: of the notebook as it is now, else as it ran.
  private func plan(
    _ row: RunRow, _ source: [UInt8], _ options: Options, in context: CommandContext
  ) throws(CommandFailure) -> Plan {
    let style = context.messageStyle(color)
    if !options.usesStoredClaims, access(row.path, R_OK) == 0 {
      let intake = NotebookIntake(paths: [row.path], forRun: true)
      if let plan = intake.entries.first?.plan { return plan }
      intake.report(in: context, style: style)
      throw CommandFailure(
        .mistake, "\(row.path) has mistakes", remedy: "to use the claims of the run: --stored")
    }
    let read = NotebookReader.read(path: row.path, bytes: source)
    guard let plan = read.plan else {
      context.stderr.lines(
        read.diagnostics.flatMap { DiagnosticReport(style: style).lines($0) })
      throw CommandFailure(.mistake, "the notebook of the run has mistakes")
    }
    return plan
  }
}
