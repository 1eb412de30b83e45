import GRDB
import GRDBSQLite

/// The connection of a store that is open for writing, behind GRDB's queue.
final class WriteLender: Lender {
  private let queue: DatabaseQueue
  /// Touched only on `queue`, which lets one in at a time.
  nonisolated(unsafe) private let connection: Connection

  /// How long a writer waits for another one, in seconds.
  private static let busyTimeout = 10.0

  /// Opens the file at `path`, makes it where it is missing, and brings its schema up to date.
  init(path: String) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.busyTimeout)
    configuration.prepareDatabase { database in
      guard let handle = database.sqliteConnection else { return }
      // GRDB's authorizer tells its observers which columns a statement reads. Nobody observes
      // here, and asking it costs more than preparing all statements of a run.
      sqlite3_set_authorizer(handle, nil, nil)
      try Schema.prepare(Connection(handle, path: path), path: path, access: .write)
    }
    queue = try DatabaseQueue(path: path, configuration: configuration)
    connection = try queue.inDatabase { database throws -> Connection in
      guard let handle = database.sqliteConnection else { throw DatabaseError() }
      return Connection(handle, path: path)
    }
  }

  /// A writer keeps the file that it began to write.
  var isCurrent: Bool { true }

  func lend<T>(_ body: (Connection) throws -> T) throws -> T {
    try queue.inDatabase { _ in try body(connection) }
  }

  func close() throws {
    queue.inDatabase { _ in connection.close() }
    try queue.close()
  }
}
