import ArgumentParser
import Glibc
import LabReport

/// The whole program: reads the command line, carries the command out, and gives the exit status.
package enum CommandLineTool {
  /// The process's `main`.
  package static func main() -> Never {
    // A reader that went away (`labbook show last | head`) is no error: writes fail and are
    // dropped. A handler, not SIG_IGN: what we start must have the default action.
    signal(SIGPIPE) { _ in }
    let context = CommandContext(
      stdout: OutputFile(descriptor: 1), stderr: OutputFile(descriptor: 2), environment: .process)
    let status = run(Array(CommandLine.arguments.dropFirst()), in: context)
    context.stdout.flush()
    exit(status.rawValue)
  }

  /// Carries out a command line, without the program's name.
  package static func run(_ arguments: [String], in context: CommandContext) -> ExitStatus {
    do {
      // The parser knows no option whose value may be left out and is never the next word.
      let arguments = arguments.map { $0 == "--update=ask" ? "--ask" : $0 }
      var command = try LabbookCommand.parseAsRoot(arguments)
      if let command = command as? any LabCommand { return carryOut(command, in: context) }
      // The root itself, and the parser's own commands for help: running them throws their answer.
      try command.run()
      return .success
    } catch {
      let status = explain(error, of: arguments, in: context)
      // git-bisect(1) would take a mistake in the command line for a bad kernel.
      return status == .mistake && arguments.contains("--bisect-exit") ? .bisectStops : status
    }
  }

  private static func carryOut(_ command: any LabCommand, in context: CommandContext) -> ExitStatus
  {
    do {
      let status =
        command.usesPager
        ? try context.paged(command.color) { try command.execute(in: context) }
        : try command.execute(in: context)
      context.stdout.flush()
      guard context.stdout.failure == nil || context.stdout.isClosed else {
        throw CommandFailure(.failed, "write standard output: \(message(context.stdout.failure))")
      }
      return status
    } catch {
      context.stdout.flush()
      let failure =
        error as? CommandFailure ?? CommandFailure(.failed, String(describing: error))
      context.report(failure, style: context.messageStyle(command.color))
      return command.status(of: failure)
    }
  }

  /// Help and version are answers (standard output, 0); everything else is a usage mistake.
  private static func explain(
    _ error: any Error, of arguments: [String], in context: CommandContext
  ) -> ExitStatus {
    let text = LabbookCommand.fullMessage(for: error)
    if LabbookCommand.exitCode(for: error).isSuccess {
      context.stdout.write(text + "\n")
      context.stdout.flush()
      return .success
    }
    // A shell that completes a word must not show messages in the middle of the command line.
    if arguments.first == "---completion" { return .mistake }
    let failure = UnknownCommand(arguments)?.failure ?? CommandFailure(.mistake, sentence(text))
    context.report(failure, style: context.messageStyle(.auto))
    return failure.status
  }

  /// The parser's message as labbook begins its own: lower case, without `Error: `.
  private static func sentence(_ text: String) -> String {
    let prefix = "Error: "
    guard text.hasPrefix(prefix) else { return text }
    let message = text.dropFirst(prefix.count)
    // `--jobs` and names stay as they are.
    guard let first = message.first, message.dropFirst().first?.isLowercase ?? false else {
      return String(message)
    }
    return first.lowercased() + message.dropFirst()
  }

  /// Ends the process at once, without waiting for anything.
  static func leave(with status: ExitStatus) -> Never { _exit(status.rawValue) }

  private static func message(_ errno: Int32?) -> String {
    errno.map { String(cString: strerror($0)) } ?? "unknown"
  }
}
