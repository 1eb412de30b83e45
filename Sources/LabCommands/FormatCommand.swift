import ArgumentParser
import LabModel
import LabNotebook
import LabReport

/// `labbook fmt`: writes the fences of notebooks in one form.
struct FormatCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Write the fences of notebooks in one form.",
    discussion: """
      Attributes are put in one order and spacing: #id, then .flags, then key=value. Everything \
      but the lines that open fences stays byte for byte.
      """)

  @OptionGroup var notebooks: NotebookArguments

  @Flag(help: "Change nothing; exit 1 where something would be changed.")
  var check = false

  @OptionGroup var coloring: ColorOption

  var color: ColorMode { coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let style = context.style(color)
    let intake = NotebookIntake(paths: notebooks.paths, forRun: false)
    var statuses: Set<ExitStatus> = intake.problems.isEmpty ? [] : [.mistake]
    var sound = intake
    // What is wrong is left to its author; warnings are none of fmt's business.
    sound.entries = intake.entries.filter(\.hasErrors).map { entry in
      var entry = entry
      entry.diagnostics.removeAll { $0.severity != .error }
      return entry
    }
    sound.report(in: context, style: context.messageStyle(color))
    if !sound.entries.isEmpty { statuses.insert(.mistake) }
    for entry in intake.entries where !entry.hasErrors {
      let formatted = NotebookFormatter.formatted(path: entry.path, bytes: entry.bytes)
      guard formatted != entry.bytes else { continue }
      if check {
        statuses.insert(.refuted)
        context.stdout.line("\(style.escape.line(entry.path)): would be changed")
      } else {
        try NotebookFile(path: entry.path).replace(entry.bytes, with: formatted)
        context.stdout.line("\(style.escape.line(entry.path)): changed")
      }
    }
    return ExitStatus.combined(statuses)
  }
}
