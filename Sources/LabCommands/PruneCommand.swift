import ArgumentParser
import Glibc
import LabEvidence
import LabReport

/// `labbook prune`: takes old runs out of the database.
struct PruneCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Take old runs out of the database.",
    discussion: """
      A run stays where --keep-days or --keep-runs keeps it. Of what stays, the oldest go until the \
      file is no larger than --max-size. Controls go with their original; a run that is being \
      written stays.
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Keep runs of the last so many days.", valueName: "n"))
  var keepDays: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep the newest so many runs of each notebook, combination of parameters and kernel.",
      valueName: "n"))
  var keepRuns: Int?

  @Option(
    help: ArgumentHelp(
      "How large the file may be: bytes, or with K, M, G or T.", valueName: "size"))
  var maxSize: ByteCount?

  @Flag(help: "Change nothing; list what would go.")
  var dryRun = false

  @OptionGroup var database: DatabaseOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func validate() throws {
    guard keepDays != nil || keepRuns != nil || maxSize != nil else {
      throw ValidationError("name what to keep: --keep-days, --keep-runs or --max-size")
    }
    if let keepDays, !(0...1_000_000).contains(keepDays) {
      throw ValidationError("--keep-days wants a number from 0 to 1000000")
    }
    if let keepRuns, keepRuns < 0 {
      throw ValidationError("--keep-runs wants a number from 0 on")
    }
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let path = database.resolved(in: context.environment)
    guard access(path, F_OK) == 0 else {
      throw CommandFailure(
        .mistake, "open \(path): there is no such file",
        remedy: "name the database with --db or LABBOOK_DB")
    }
    let rule = PruneRule(
      since: keepDays.map { Self.now() - Int64($0) * 86_400_000_000_000 }, newest: keepRuns,
      mostBytes: maxSize?.bytes)
    let (result, freed) = try Store.forCommand(path, .write) { store throws(StoreFailure) in
      let result = try store.prune(rule, isTrial: dryRun)
      // A run that is being written could not wait for it; the next time does it too.
      let shrinks = !dryRun && !result.runs.isEmpty && result.runningCount == 0
      let sizes = shrinks ? try store.vacuum() : nil
      try store.close()
      return (result, sizes)
    }
    if format.json {
      write(result, freed, in: context)
    } else {
      let style = context.style(color, widest: 160)
      if !result.runs.isEmpty { context.stdout.lines(table(result.runs, style: style)) }
      context.stderr.line(words(result, freed))
    }
    if let most = maxSize?.bytes, result.sizeAfter > most {
      context.warn(
        "\(ByteCount(result.sizeAfter).words) are left: nothing more can go",
        style: context.messageStyle(color))
    }
    return .success
  }

  /// CLOCK_REALTIME, ns since 1970.
  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private func table(_ runs: [PruneResult.Run], style: TextStyle) -> [String] {
    var table = TextTable(
      columns: [
        ("no", .right), ("run", .left), ("started (UTC)", .left), ("kernel", .left),
        ("notebook", .left),
      ], flexible: 4)
    for run in runs {
      table.add([
        .init(String(run.number)), .init(style.escape.line(run.id), .bold),
        .init(String(Elapsed.date(wall: run.startWall).dropLast(4))),
        .init(style.escape.line(run.kernel)),
        .init(style.escape.line(run.path) + (run.original == nil ? "" : " (control)")),
      ])
    }
    return table.lines(style: style)
  }

  private func words(_ result: PruneResult, _ sizes: (before: Int, after: Int)?) -> String {
    let count = result.runs.count
    guard count > 0 else { return "nothing goes; \(result.keptCount) stay" }
    let runs = count == 1 ? "1 run" : "\(count) runs"
    let free = ByteCount(max(0, result.sizeBefore - result.sizeAfter)).words
    if dryRun { return "\(runs) would go, with \(free); \(result.keptCount) would stay" }
    let room =
      sizes.map { "\(ByteCount(max(0, $0.before - $0.after)).words) freed" }
      ?? "\(free) will be free after `labbook db vacuum`, for a run is being written"
    return "\(runs) gone, \(room); \(result.keptCount) stay"
  }

  private func write(
    _ result: PruneResult, _ sizes: (before: Int, after: Int)?, in context: CommandContext
  ) {
    var writer = JSONWriter { context.stdout.write($0) }
    writer.object { writer in
      writer.member("dry_run", dryRun)
      writer.array("runs") { writer in
        for run in result.runs {
          writer.object { writer in
            writer.member("id", run.id)
            writer.member("number", run.number)
            writer.member("path", run.path)
            writer.member("kernel", run.kernel)
            writer.member("started", Elapsed.timestamp(wall: run.startWall))
            writer.member("control", run.original != nil)
          }
        }
      }
      writer.member("kept", result.keptCount)
      writer.member("running", result.runningCount)
      writer.member("used_before", result.sizeBefore)
      writer.member("used_after", result.sizeAfter)
      writer.member("freed", sizes.map { max(0, $0.before - $0.after) })
    }
    writer.finish()
  }
}
