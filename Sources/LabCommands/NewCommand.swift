import ArgumentParser
import Glibc
import LabModel
import LabReport

/// `labbook new`: writes a small notebook that runs.
struct NewCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a small notebook that runs.",
    discussion: "A file that is there already is left alone.")

  @Argument(
    help: ArgumentHelp("The notebook to write.", valueName: "file"), completion: .notebooks)
  var path: String

  @Option(
    help: ArgumentHelp(
      "What it begins as: loopback, hosts or params.", valueName: "seed"))
  var from = NotebookSeed.loopback

  @OptionGroup var coloring: ColorOption

  var color: ColorMode { coloring.color }

  func execute(in context: CommandContext) throws -> ExitStatus {
    try NewFile(path: path).write(from.text(title: NewFile.title(of: path)))
    let style = context.style(color)
    let shown = style.escape.line(path)
    context.stdout.line("\(shown) is written; to run it: labbook run \(shown)")
    return .success
  }
}

/// A notebook's file that is not there yet.
struct NewFile {
  var path: String

  /// A title for people: the file's name without its ending, `-` and `_` as blanks.
  static func title(of path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? path
    for ending in [".markdown", ".md"] where name.lowercased().hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    let words = VisibleText.of(name).split { $0 == "-" || $0 == "_" || $0 == " " }
    let title = words.joined(separator: " ")
    return title.isEmpty ? "A notebook" : title.prefix(1).uppercased() + title.dropFirst()
  }

  /// Writes the file.
  ///
  /// - Throws: `CommandFailure` where it is there already (status 2) or cannot be written.
  func write(_ text: String) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      let error = errno
      throw CommandFailure(
        .mistake, "write \(path): \(String(cString: strerror(error)))",
        remedy: error == EEXIST ? "choose another name: nothing is overwritten" : nil)
    }
    defer { close(descriptor) }
    let file = OutputFile(descriptor: descriptor)
    file.write(text)
    file.flush()
    if let error = file.failure {
      unlink(path)
      throw CommandFailure(.failed, "write \(path): \(String(cString: strerror(error)))")
    }
  }
}
