import ArgumentParser

/// A subcommand: its options are resolved to one plain value, and that is carried out.
protocol LabCommand: ParsableCommand {
  /// Whether and when messages and reports are coloured.
  var color: ColorMode { get }

  /// Whether what it prints is shown by a pager where it is longer than the terminal.
  var usesPager: Bool { get }

  /// Does what the command line asks for.
  ///
  /// - Throws: `CommandFailure` where it cannot be done.
  func execute(in context: CommandContext) throws -> ExitStatus

  /// The exit status for a failure that `execute` threw.
  func status(of failure: CommandFailure) -> ExitStatus
}

extension LabCommand {
  var usesPager: Bool { false }

  func status(of failure: CommandFailure) -> ExitStatus { failure.status }
}
