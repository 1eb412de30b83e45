import ArgumentParser
import LabEvidence

/// `--db`, for every command that uses the database.
struct DatabaseOption: ParsableArguments {
  /// Where the database is unless somebody says otherwise, below the current folder.
  static let standard = "results/labbook.sqlite"

  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "The database (default: $LABBOOK_DB, else \(standard)).", valueName: "path"),
    completion: .file())
  var path: String?

  /// The database's path.
  func resolved(in environment: Environment) -> String {
    path ?? environment["LABBOOK_DB"] ?? Self.standard
  }
}

extension Store {
  /// Opens the database for a command.
  ///
  /// A database that is not there and a run that is not in it are the user's mistakes (status 2),
  /// all else is labbook's trouble (status 5).
  static func forCommand<Result>(
    _ path: String, _ access: Access, _ body: (Store) throws(StoreFailure) -> Result
  ) throws(CommandFailure) -> Result {
    do {
      return try body(try open(path: path, for: access))
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension CommandFailure {
  /// A failure of the store in a command's terms.
  init(_ failure: StoreFailure) {
    let (status, remedy): (ExitStatus, String?) =
      switch failure.kind {
      case .missing:
        (.mistake, "run a notebook first, or name the database with --db or LABBOOK_DB")
      case .unknownRun, .ambiguousRun: (.mistake, nil)
      case .other: (.failed, "another database can be named with --db PATH or LABBOOK_DB")
      case .foreign, .newer, .busy, .damaged: (.failed, nil)
      }
    self.init(
      status, "\(failure.stage) \(failure.subject): \(failure.message)",
      remedy: failure.remedy ?? remedy)
  }
}
