import GRDBSQLite

/// A database in memory that has the tables of SQL claims and nothing else: a query that breaks out
/// of everything else finds nothing there to read or to harm.
final class ClaimDatabase {
  private let connection: Connection
  private var permissions = QueryPermissions()

  /// Makes the tables, with no rows in them.
  ///
  /// - Throws: `StoreFailure` where SQLite has no memory.
  init() throws(StoreFailure) {
    var handle: OpaquePointer?
    let flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
    let code = sqlite3_open_v2(":memory:", &handle, flags, nil)
    guard code == SQLITE_OK, let handle else {
      sqlite3_close(handle)
      throw StoreFailure(
        sqliteCode: code, stage: "open", subject: "a database in memory",
        message: String(cString: sqlite3_errstr(code)))
    }
    connection = Connection(handle, path: "a database in memory")
    do throws(StoreFailure) {
      for table in ClaimTable.allCases { try connection.execute(table.definition) }
      try connection.execute("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY")
      // A table-valued function declares its columns when it is first used, which no query may do.
      try connection.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')")
    } catch {
      sqlite3_close(handle)
      throw error
    }
  }

  deinit {
    connection.close()
    sqlite3_close_v2(connection.handle)
  }

  /// Adds the rows of every table that `columns` names.
  ///
  /// - Throws: what reading packets throws; `StoreFailure` where SQLite has no memory.
  func fill(_ columns: [ClaimTable: Set<String>], from run: JudgedRun) throws {
    sqlite3_set_authorizer(connection.handle, nil, nil)
    let rows = ClaimRows(run: run, columns: columns)
    try connection.execute("BEGIN")
    for table in columns.keys {
      let statement = try PreparedStatement(table.insertion, on: connection)
      try rows.forEach(of: table) { row in
        for (index, value) in row.enumerated() {
          let place = Int32(index + 1)
          switch value {
          case .null: statement.bindNull(place)
          case .integer(let number): statement.bind(place, number)
          case .text(let text): statement.bind(place, text)
          case .blob(let bytes): statement.bind(place, bytes)
          }
        }
        try statement.run()
      }
    }
    try connection.execute("COMMIT; PRAGMA query_only = ON")
  }

  // MARK: - Queries

  /// Prepares a query that is not trusted.
  ///
  /// - Throws: `QueryMistake` where it is no single SELECT over the claims' tables.
  func prepare(_ query: String) throws(QueryMistake) -> ClaimQuery {
    restrict()
    // The one before must not be asked any more, and this one for as long as the query lives.
    permissions = QueryPermissions()
    permissions.guardStatements(of: connection.handle)
    var bytes = Array(query.utf8)
    let size = bytes.count
    bytes.append(0)
    let (code, handle, end) = connection.compile(bytes, from: 0)
    guard code == SQLITE_OK else { throw mistake(in: query) }
    guard let handle else { throw QueryMistake("there is no query here", at: 0..<size) }
    let compiled = ClaimQuery(handle, connection.handle, permissions.columns)
    try refuseMore(bytes, from: end, in: query)
    if sqlite3_stmt_isexplain(handle) != 0 {
      throw QueryMistake("EXPLAIN says nothing about a run", word: "explain", in: query)
    }
    if sqlite3_stmt_readonly(handle) == 0 || sqlite3_column_count(handle) == 0 {
      throw QueryMistake("a query may only SELECT", at: 0..<1)
    }
    guard sqlite3_bind_parameter_count(handle) == 0 else {
      let name = sqlite3_bind_parameter_name(handle, 1).map { String(cString: $0) }
      throw QueryMistake(
        "a claim's query has no parameters", word: name ?? "?", in: query,
        remedy: "write the value")
    }
    return compiled
  }

  /// Comments and blanks may follow a query, and nothing else.
  private func refuseMore(
    _ bytes: [UInt8], from end: Int, in query: String
  ) throws(QueryMistake) {
    var offset = end
    while offset < bytes.count - 1 {
      let (code, handle, next) = connection.compile(bytes, from: offset)
      sqlite3_finalize(handle)
      guard code == SQLITE_OK, handle == nil, next > offset else {
        let blanks = bytes[offset...].prefix { $0 == 0x20 || (0x09...0x0d).contains($0) }.count
        throw QueryMistake(
          "a claim is one query, and another statement begins here",
          at: offset + blanks..<offset + blanks + 1,
          remedy: "make a fence of its own for each")
      }
      offset = next
    }
  }

  /// What SQLite said of the last statement, or what it was denied.
  private func mistake(in query: String) -> QueryMistake {
    if let denied = permissions.denied {
      return QueryMistake(denied.message, word: denied.word, in: query)
    }
    let place = Int(sqlite3_error_offset(connection.handle))
    let message = String(cString: sqlite3_errmsg(connection.handle))
    return QueryMistake(sqlite: message, at: place < 0 ? nil : place, in: query)
  }

  /// Limits that keep a query from taking the machine (https://www.sqlite.org/limits.html).
  private func restrict() {
    let limits: [(Int32, Int32)] = [
      (SQLITE_LIMIT_LENGTH, 4 << 20), (SQLITE_LIMIT_SQL_LENGTH, 100_000),
      (SQLITE_LIMIT_COLUMN, 100), (SQLITE_LIMIT_EXPR_DEPTH, 100),
      (SQLITE_LIMIT_COMPOUND_SELECT, 50), (SQLITE_LIMIT_VDBE_OP, 100_000),
      (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200),
      (SQLITE_LIMIT_TRIGGER_DEPTH, 1), (SQLITE_LIMIT_WORKER_THREADS, 0),
    ]
    for (limit, value) in limits { sqlite3_limit(connection.handle, limit, value) }
  }
}
