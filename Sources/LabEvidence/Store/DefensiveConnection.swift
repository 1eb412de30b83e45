import CSQLite
import GRDBSQLite

/// Connections to databases that are trusted in nothing: no statement can damage the file, and the schema
/// calls no function that could do harm (https://www.sqlite.org/security.html).
enum DefensiveConnection {
  /// The longest value that is read, in bytes.
  private static let longestValue: Int32 = 256 << 20

  /// Opens the file at `path` to be read.
  ///
  /// - Throws: `StoreFailure` where SQLite cannot.
  static func reading(_ path: String) throws(StoreFailure) -> Connection {
    let connection = try opened(
      uri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, path: path)
    sqlite3_busy_timeout(connection.handle, 10_000)
    return connection
  }

  /// The name by which the file at `path` is opened or attached to be read.
  static func uri(_ path: String) -> String {
    FileHeader.uri(path, OpenedFile.isStill(path) ? "immutable=1" : "mode=ro")
  }

  /// Sets limits that no statement of ours comes near (https://www.sqlite.org/limits.html).
  static func limitStatements(of connection: Connection) {
    for (limit, value) in limits { sqlite3_limit(connection.handle, limit, value) }
  }

  /// Has the virtual tables that are read declare their columns, which an authorizer would not let them do
  /// when they are first used.
  static func declareVirtualTables(of connection: Connection) {
    for table in virtualTables {
      // A file of another schema has not all of them.
      try? connection.execute("SELECT 1 FROM \(table) LIMIT 0")
    }
  }

  private static let limits: [(Int32, Int32)] = [
    (SQLITE_LIMIT_SQL_LENGTH, 1_000_000), (SQLITE_LIMIT_EXPR_DEPTH, 200),
    (SQLITE_LIMIT_COMPOUND_SELECT, 100), (SQLITE_LIMIT_VDBE_OP, 500_000),
    (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000), (SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    (SQLITE_LIMIT_WORKER_THREADS, 0),
  ]
  private static let virtualTables = [
    "json_each('[]')", "json_tree('[]')", "step_text", "pragma_table_list",
    "pragma_table_info('run')", "pragma_table_xinfo('run')", "pragma_index_list('run')",
    "pragma_index_info('run')", "pragma_foreign_key_list('run')",
  ]

  /// Opens `name` as sqlite3_open_v2 takes it; `path` is what failures call it.
  ///
  /// - Throws: `StoreFailure` where SQLite cannot.
  static func opened(
    _ name: String, _ flags: Int32, path: String
  ) throws(StoreFailure) -> Connection {
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(name, &handle, flags, nil)
    guard code == SQLITE_OK, let handle else {
      sqlite3_close_v2(handle)
      throw StoreFailure(
        sqliteCode: code, stage: "open", subject: path,
        message: String(cString: sqlite3_errstr(code)))
    }
    let connection = Connection(handle, path: path)
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, longestValue)
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
    do throws(StoreFailure) {
      guard lb_defend(handle) == SQLITE_OK else { throw connection.failure(SQLITE_MISUSE) }
      try connection.execute(
        "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0")
    } catch {
      close(connection)
      throw error
    }
    return connection
  }

  /// Closes a connection that was opened here, once no statement is in use.
  static func close(_ connection: Connection) {
    connection.close()
    sqlite3_close_v2(connection.handle)
  }
}
