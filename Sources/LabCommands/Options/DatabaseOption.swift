import ArgumentParser
import Glibc

/// `--db`, for every command that uses the database.
struct DatabaseOption: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "The database (default: $LABBOOK_DB, else results/labbook.sqlite).", valueName: "path"))
  var path: String?

  /// The database's path.
  func resolved(in environment: Environment) -> DatabasePath {
    DatabasePath(path ?? environment["LABBOOK_DB"] ?? DatabasePath.standard)
  }
}

/// Where the database is.
package struct DatabasePath: Sendable, Hashable {
  /// Where it is unless somebody says otherwise, below the current folder.
  package static let standard = "results/labbook.sqlite"

  package var text: String

  package init(_ text: String) { self.text = text }

  /// Makes the folder that the database will be in, so that it can be written.
  ///
  /// - Throws: `CommandFailure` (status 5) where the folder cannot be made or written.
  package func prepareForWriting() throws(CommandFailure) {
    let folder = self.folder
    var made = ""
    for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
      made += made.isEmpty ? String(part) : "/" + part
      if made.isEmpty { made = "/" }
      guard mkdir(made, 0o777) != 0, errno != EEXIST, errno != EISDIR else { continue }
      let reason = String(cString: strerror(errno))
      guard access(made, F_OK) == 0 else {
        throw CommandFailure(.failed, "make folder \(made): \(reason)", remedy: Self.remedy)
      }
    }
    let isWritable =
      access(text, F_OK) == 0 ? access(text, W_OK) == 0 : access(folder, W_OK | X_OK) == 0
    guard isWritable else {
      let reason = String(cString: strerror(errno))
      throw CommandFailure(.failed, "write \(text): \(reason)", remedy: Self.remedy)
    }
  }

  /// - Throws: `CommandFailure` (status 2) where there is no database yet.
  package func requireExisting() throws(CommandFailure) {
    guard access(text, F_OK) != 0 else { return }
    throw CommandFailure(
      .mistake, "there is no database at \(text)",
      remedy: "run a notebook first (labbook run), or name the database with --db or LABBOOK_DB")
  }

  private static let remedy =
    "name a database that you can write: labbook --db PATH, or set LABBOOK_DB"

  private var folder: String {
    guard let slash = text.lastIndex(of: "/") else { return "." }
    return slash == text.startIndex ? "/" : String(text[..<slash])
  }
}
