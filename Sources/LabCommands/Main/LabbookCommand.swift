package import ArgumentParser

/// The root of the command tree.
package struct LabbookCommand: ParsableCommand {
  /// The version of this labbook.
  package static let version = "0.1.0"

  package static let configuration = CommandConfiguration(
    commandName: "labbook",
    abstract: "Run experiments written in Markdown and judge what they claim.",
    discussion: """
      A notebook is a Markdown file. Its steps run in throwaway namespaces; what they print, every \
      packet and every change of the network is recorded in SQLite; its claims are judged over \
      that record.

      Exit status: 0 every claim holds; 1 something was refuted or a step missed its expectation; \
      2 a mistake in the command line or a notebook; 3 this machine cannot run notebooks; \
      4 nothing was refuted, but something is undecided; 5 labbook or its database failed; \
      130 interrupted.
      """,
    version: "labbook \(version)",
    subcommands: [
      RunCommand.self, CheckCommand.self, ListCommand.self, ShowCommand.self, ExplainCommand.self,
      DiffCommand.self, HistoryCommand.self, TopologyCommand.self, BisectCommand.self,
      ServeCommand.self, ReportCommand.self, ExportCommand.self, PacketsCommand.self,
      PacketCommand.self, JudgeCommand.self, StatusCommand.self, ShellCommand.self,
      NewCommand.self,
      RecordCommand.self, FormatCommand.self, DoctorCommand.self, KernelCommand.self,
      QueryCommand.self, MergeCommand.self, PruneCommand.self, DatabaseCommand.self,
    ])

  package init() {}
}
