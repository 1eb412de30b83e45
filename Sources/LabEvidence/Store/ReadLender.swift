import GRDBSQLite

/// The connection of a store that is open for reading, to a file that is trusted in nothing.
final class ReadLender: Lender {
  private let path: String
  private let file: OpenedFile?
  private let timeLimit: Duration
  private let turn = Turn()
  /// Touched by SQLite only, while somebody has the turn.
  nonisolated(unsafe) private let permissions = QueryPermissions(.store)
  /// Touched only by who has the turn.
  nonisolated(unsafe) private let connection: Connection
  /// Touched only by who has the turn.
  nonisolated(unsafe) private var isClosed = false

  /// The longest value that a run's rows have, in bytes.
  private static let longestValue: Int32 = 64 << 20
  /// How much memory SQLite may take for one thing that is asked, in bytes.
  private static let memory: Int64 = 512 << 20

  /// - Throws: `StoreFailure` where the file cannot be opened, or has another schema version.
  init(path: String, timeLimit: Duration) throws(StoreFailure) {
    self.path = path
    self.timeLimit = timeLimit
    // Taken first: where another file takes its place now, the store is not current from the beginning.
    file = OpenedFile(path)
    connection = try DefensiveConnection.reading(path)
    sqlite3_limit(connection.handle, SQLITE_LIMIT_LENGTH, Self.longestValue)
    let budget = QueryBudget(time: timeLimit, memory: Self.memory)
    budget.limit(connection.handle, every: 1000)
    defer { sqlite3_progress_handler(connection.handle, 0, nil, nil) }
    do throws(StoreFailure) {
      try Schema.prepare(connection, path: path, access: .read)
      DefensiveConnection.limitStatements(of: connection)
      DefensiveConnection.declareVirtualTables(of: connection)
      permissions.guardStatements(of: connection.handle)
    } catch {
      DefensiveConnection.close(connection)
      isClosed = true
      throw error
    }
  }

  deinit {
    if !isClosed { DefensiveConnection.close(connection) }
  }

  var isCurrent: Bool { OpenedFile(path) == file }

  func lend<T>(_ body: (Connection) throws -> T) throws -> T {
    try turn.taken {
      guard !isClosed else {
        throw StoreFailure(stage: "use", subject: path, message: "it has been closed")
      }
      let budget = QueryBudget(time: timeLimit, memory: Self.memory)
      budget.limit(connection.handle, every: 1000)
      defer { sqlite3_progress_handler(connection.handle, 0, nil, nil) }
      do {
        return try body(connection)
      } catch var failure as StoreFailure {
        // SQLite says no more than that it was interrupted.
        if let words = budget.exceeded { failure.message = words }
        throw failure
      }
    }
  }

  func close() throws {
    turn.taken {
      guard !isClosed else { return }
      isClosed = true
      DefensiveConnection.close(connection)
    }
  }
}
