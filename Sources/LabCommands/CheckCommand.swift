import ArgumentParser
import LabReport

/// `labbook check`: every mistake of notebooks, without running anything.
struct CheckCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find every mistake in notebooks without running anything.")

  @OptionGroup var notebooks: NotebookArguments
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let intake = NotebookIntake(paths: notebooks.paths, forRun: false)
    let isSound = intake.problems.isEmpty && !intake.entries.contains(where: \.hasErrors)
    if format.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.array("notebooks") { writer in
          for entry in intake.entries { writer.value(entry) }
        }
        writer.array("problems") { writer in
          for problem in intake.problems { writer.value(problem.text) }
        }
      }
      writer.finish()
    } else {
      intake.report(in: context, style: context.messageStyle(color))
      context.stdout.lines([summary(of: intake)])
    }
    return isSound ? .success : .mistake
  }

  private func summary(of intake: NotebookIntake) -> String {
    let mistakes = intake.entries.reduce(intake.problems.count) { $0 + $1.mistakes }
    let warnings = intake.entries.reduce(0) { $0 + $1.diagnostics.count - $1.mistakes }
    let plans = intake.entries.compactMap(\.plan)
    var parts = [Count.of(intake.entries.count, "notebook")]
    // What a notebook with mistakes has is not known.
    if !plans.isEmpty {
      parts.append(Count.of(plans.reduce(0) { $0 + $1.steps.count }, "step"))
      let transcripts = plans.reduce(0) { $0 + $1.packetTranscripts.count }
      if transcripts > 0 { parts.append(Count.of(transcripts, "packet transcript")) }
      parts.append(Count.of(plans.reduce(0) { $0 + $1.claims.count }, "claim"))
    }
    parts += [Count.of(mistakes, "mistake"), Count.of(warnings, "warning")]
    return parts.joined(separator: ", ")
  }
}

/// `[PATH…]`, for commands about notebooks.
struct NotebookArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Notebooks, or folders of them (default: the current folder).", valueName: "path"),
    completion: .notebooks)
  var paths: [String] = []
}
