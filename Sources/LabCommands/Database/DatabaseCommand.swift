import ArgumentParser

/// `labbook db`: what can be done to a database's file.
struct DatabaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db", abstract: "Check or shrink the database's file.",
    subcommands: [DatabaseCheckCommand.self, DatabaseVacuumCommand.self])
}
