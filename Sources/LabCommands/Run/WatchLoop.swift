import Glibc
import LabReport

/// `labbook run --watch`: runs notebooks, then each of them again whenever its file changes.
struct WatchLoop {
  private let options: RunOptions
  private let context: CommandContext
  private let reports: ReportFiles
  private let choices: BenchChoices

  init(
    options: RunOptions, context: CommandContext, reports: ReportFiles, choices: BenchChoices
  ) {
    self.choices = choices
    self.options = options
    self.context = context
    self.reports = reports
  }

  /// Goes on until a signal comes; gives the status of the last run.
  ///
  /// - Throws: `CommandFailure` where files cannot be watched, and what a run throws.
  func run() throws(CommandFailure) -> ExitStatus {
    let interruption = try Interruption()
    let changes = try FileChanges()
    var seen: [String: [UInt8]] = [:]
    var status = ExitStatus.success
    var isFirst = true
    while true {
      // Watched first, read then: a change between the two is seen as one.
      for path in options.paths.isEmpty ? ["."] : options.paths { changes.watch(path) }
      var intake = NotebookIntake(paths: options.paths, filter: options.filter, forRun: true)
      if isFirst { try intake.requireMatches(of: options.filter) }
      for entry in intake.entries { changes.watch(entry.path) }
      intake.entries.removeAll { seen[$0.path] == $0.bytes }
      // A file that is being replaced may be gone for a moment.
      if !isFirst { intake.problems = [] }
      if isFirst || !intake.entries.isEmpty {
        if !isFirst { separate(intake) }
        for entry in intake.entries { seen[entry.path] = entry.bytes }
        var session = RunSession(
          options: options, context: context, intake: intake, reports: reports, choices: choices)
        defer { session.cleanUp() }
        status = try session.carryOut(since: .now, interruption: interruption)
        context.stdout.flush()
        if status == .interrupted { return status }
        isFirst = false
        continue
      }
      guard changes.wait(interruption) else { return status }
    }
  }

  /// A line between one run and the next; what stands above stays.
  private func separate(_ intake: NotebookIntake) {
    let style = context.style(options.color)
    guard !options.json, !options.reports.contains(where: \.isStandardOutput) else { return }
    let names = intake.entries.map { style.escape.line($0.path) }.joined(separator: ", ")
    let text = "\(String(repeating: style.rule, count: 3)) \(Self.clock) \(names) changed "
    let rest = max(3, style.width - TextWidth.columns(text))
    context.stdout.line("")
    context.stdout.line(
      style.tinted(text + String(repeating: style.rule, count: rest), .dim))
  }

  /// The local time of day.
  private static var clock: String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }
      .joined(separator: ":")
  }
}
