import ArgumentParser
import Glibc
import LabReport

/// `labbook record`: makes a notebook of what is typed in a fresh sandbox.
struct RecordCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Make a notebook of what you type in a fresh sandbox.",
    discussion: """
      Each command runs as it is typed; Ctrl-D or exit ends. Then all of it runs twice more, what \
      varies is put behind patterns, and claims are offered that held every time.
      """)

  @Argument(
    help: ArgumentHelp("The notebook to write; it must not be there.", valueName: "file"),
    completion: .notebooks)
  var path: String

  @OptionGroup var coloring: ColorOption

  var color: ColorMode { coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    var status = stat()
    guard lstat(path, &status) != 0 else {
      throw CommandFailure(
        .mistake, "write \(path): \(String(cString: strerror(EEXIST)))",
        remedy: "choose another name: nothing is overwritten")
    }
    let notebook = try Recording(path: path, context: context).carryOut()
    try NewFile(path: path).write(notebook.text)
    let style = context.style(color)
    let shown = style.escape.line(path)
    context.stdout.line("\(shown) is written; to run it: labbook run \(shown)")
    return .success
  }
}
