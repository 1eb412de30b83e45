import GRDBSQLite

/// A database file of somebody else's, opened to be read and trusted in nothing.
///
/// No statement can change it, its schema calls no function that could do harm, and its tables are
/// those that this labbook would have made, or it is refused. Of an older schema version a copy in a
/// temporary file without a name is brought up to date.
final class SourceFile {
  let path: String
  let connection: Connection

  /// How long checking may take, in seconds.
  private static let checkTime = 600

  /// - Throws: `StoreFailure` of kind `missing`, `foreign`, `newer` or `damaged`, or whatever kept SQLite
  ///   from opening it.
  init(path: String, shouldStop: @escaping () -> Bool) throws(StoreFailure) {
    self.path = path
    // What is foreign or newer is refused before a lock is taken or a log looked at.
    guard let first = try FileHeader.read(path) else {
      throw StoreFailure(
        .missing, stage: "open", subject: path, message: "there is no such file",
        remedy: "name a database of labbook's")
    }
    try first.check(path: path)
    let original = try DefensiveConnection.reading(path)
    do throws(StoreFailure) {
      // A new file may have everything in its log still.
      let header = try FileHeader(original)
      try header.check(path: path)
      guard header.version > 0 else {
        throw Self.foreign(path, "it is not a labbook database")
      }
      let budget = QueryBudget(
        time: .seconds(Self.checkTime), memory: 1 << 30, shouldStop: shouldStop)
      try Self.check(original, path: path, version: Int(header.version), budget)
      guard header.version < Schema.version else {
        connection = original
        return
      }
      let copy = try Self.copied(original, path: path)
      do throws(StoreFailure) {
        // It has been checked by now, and its constraints call functions of JSON.
        try copy.execute("PRAGMA trusted_schema = ON")
        for migration in Schema.migrations[Int(header.version)...] { try copy.execute(migration) }
      } catch {
        DefensiveConnection.close(copy)
        throw error
      }
      DefensiveConnection.close(original)
      connection = copy
    } catch {
      DefensiveConnection.close(original)
      throw error
    }
  }

  deinit {
    DefensiveConnection.close(connection)
  }

  // MARK: - Copying

  /// A copy of the whole file, page by page, which SQLite has unlinked when it has made it.
  private static func copied(
    _ original: Connection, path: String
  ) throws(StoreFailure) -> Connection {
    let copy = try DefensiveConnection.opened(
      "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, path: path)
    let backup = sqlite3_backup_init(copy.handle, "main", original.handle, "main")
    sqlite3_backup_step(backup, -1)
    let code = sqlite3_backup_finish(backup)
    guard code == SQLITE_OK else {
      let failure = copy.failure(code)
      DefensiveConnection.close(copy)
      throw failure
    }
    return copy
  }

  // MARK: - Checking

  private static func check(
    _ connection: Connection, path: String, version: Int, _ budget: QueryBudget
  ) throws(StoreFailure) {
    budget.limit(connection.handle, every: 10_000)
    defer { sqlite3_progress_handler(connection.handle, 0, nil, nil) }
    do throws(StoreFailure) {
      let quick = try PreparedStatement("PRAGMA quick_check(1)", on: connection)
      if try quick.next(), quick.text(0) != "ok" {
        throw StoreFailure(
          .damaged, stage: "check", subject: path, message: quick.text(0),
          remedy: "recover it with `sqlite3 FILE .recover`")
      }
      try SchemaDefinitions.check(connection, path: path, version: version)
    } catch {
      guard budget.exceeded != nil else { throw error }
      throw StoreFailure(
        stage: "check", subject: path, message: "checking it takes too long, or too much memory")
    }
  }

  private static func foreign(_ path: String, _ message: String) -> StoreFailure {
    StoreFailure(.foreign, stage: "open", subject: path, message: message)
  }
}
