import GRDBSQLite

/// The store's connection, lent to one user at a time, with the statements prepared on it.
final class Connection {
  let handle: OpaquePointer
  private let path: String
  private var prepared: [ObjectIdentifier: PreparedStatement] = [:]
  private var isClosed = false

  init(_ handle: OpaquePointer, path: String) {
    self.handle = handle
    self.path = path
  }

  /// The statement for `sql`, prepared on first use and kept.
  ///
  /// It must not be in use: a statement is run to its end, or reset, before it is asked for again.
  func statement(_ sql: SQL) throws(StoreFailure) -> PreparedStatement {
    if let statement = prepared[ObjectIdentifier(sql)] { return statement }
    guard !isClosed else {
      throw StoreFailure(stage: "use", subject: path, message: "it has been closed")
    }
    let statement = try PreparedStatement(sql.text, on: self)
    prepared[ObjectIdentifier(sql)] = statement
    return statement
  }

  /// Runs statements that are used once: schema and pragmas.
  func execute(_ sql: String) throws(StoreFailure) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// The first value that `sql` gives, as a number; 0 where it gives none.
  func number(_ sql: String) throws(StoreFailure) -> Int {
    let statement = try PreparedStatement(sql, on: self)
    return try statement.next() ? statement.number(0) : 0
  }

  /// The number of the row added last.
  var lastInsertedNumber: Int { Int(sqlite3_last_insert_rowid(handle)) }

  /// How many rows the last statement changed.
  var changeCount: Int { Int(sqlite3_changes(handle)) }

  /// Runs `body` in one write transaction: all of it is done, or nothing.
  ///
  /// The write lock is taken at once (a transaction that reads first and writes later could find
  /// that another writer was faster, for which no waiting helps).
  func transaction<T>(_ body: () throws(StoreFailure) -> T) throws(StoreFailure) -> T {
    try statement(.beginImmediate).run()
    return try finishing(body)
  }

  /// Runs `body` on one state of the file, whatever others write meanwhile.
  func snapshot<T>(_ body: () throws(StoreFailure) -> T) throws(StoreFailure) -> T {
    try statement(.begin).run()
    return try finishing(body)
  }

  private func finishing<T>(_ body: () throws(StoreFailure) -> T) throws(StoreFailure) -> T {
    do throws(StoreFailure) {
      let result = try body()
      try statement(.commit).run()
      return result
    } catch {
      // The first failure is the one to tell; SQLite may already have rolled back.
      if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// What SQLite says of the last call, which gave `code`.
  func failure(_ code: Int32) -> StoreFailure {
    StoreFailure(
      sqliteCode: code, stage: "use", subject: path,
      message: String(cString: sqlite3_errmsg(handle)))
  }

  /// Ends every statement that a failure left before its last row.
  func reset() {
    for statement in prepared.values { statement.reset() }
  }

  /// Finalizes every statement, so that the connection can be closed, and prepares no more.
  func close() {
    prepared = [:]
    isClosed = true
  }
}

extension SQL {
  fileprivate static let begin = SQL("BEGIN")
  fileprivate static let beginImmediate = SQL("BEGIN IMMEDIATE")
  fileprivate static let commit = SQL("COMMIT")
}

extension StoreFailure {
  /// A failure that SQLite told with result code `code`.
  init(sqliteCode code: Int32, stage: String, subject: String, message: String) {
    let (kind, remedy): (Kind, String?) =
      switch code & 0xff {
      case SQLITE_BUSY, SQLITE_LOCKED:
        (.busy, "another process has been writing this file for over 10 seconds: try again")
      case SQLITE_CORRUPT:
        (.damaged, "move the file away, or recover it with `sqlite3 FILE .recover`")
      case SQLITE_NOTADB: (.foreign, "name another file with --db")
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM:
        (.other, "check that the file and its folder may be written, or name another with --db")
      case SQLITE_FULL: (.other, "make room on the disk")
      // Also where the file that shares the log's index finds no room.
      case SQLITE_IOERR: (.other, "look after the disk and the room on it")
      default: (.other, nil)
      }
    self.init(kind, stage: stage, subject: subject, message: message, remedy: remedy)
  }
}
