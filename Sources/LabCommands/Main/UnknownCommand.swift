import ArgumentParser
import LabModel

/// A word of a command line that stands where a command must, and is none.
struct UnknownCommand {
  /// `labbook`, and the commands before the word.
  private var path = "labbook"
  private var word = ""
  private var known: [String] = []

  /// Finds it in a command line without the program's name; nil where every command in it is one.
  init?(_ arguments: [String]) {
    var command: any ParsableCommand.Type = LabbookCommand.self
    for argument in arguments {
      let commands = command.configuration.subcommands
      // What comes after the last command are its arguments.
      guard !commands.isEmpty, !argument.hasPrefix("-"), argument != "help" else { return nil }
      guard let next = commands.first(where: { $0.configuration.commandName == argument }) else {
        word = argument
        known = commands.compactMap { $0.configuration.commandName }
        return
      }
      command = next
      path += " " + argument
    }
    return nil
  }

  /// What is said of it.
  var failure: CommandFailure {
    let hint = NearestName.of(word, among: known).map { ": did you mean \($0)?" } ?? ""
    return CommandFailure(
      .mistake, "unknown command \"\(word)\"\(hint)", remedy: "`\(path) --help` lists the commands")
  }
}
