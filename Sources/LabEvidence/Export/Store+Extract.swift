import GRDBSQLite

extension Store {
  /// Cuts `run` out into the file at `path`, which must be there and empty.
  ///
  /// The file may be renamed or unlinked as soon as `whenOpen` is called: SQLite does not look for its
  /// name again. It is not synced to the disk.
  /// - Throws: `StoreFailure` of kind `unknownRun` where there is no such run, of kind `damaged` where
  ///   rows that it needs are missing, and whatever keeps SQLite from writing.
  package func extract(
    run: Int, into path: String, whenOpen: () -> Void
  ) throws(StoreFailure) {
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(
      path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nil)
    defer { sqlite3_close_v2(handle) }
    guard code == SQLITE_OK, let handle else {
      throw StoreFailure(
        sqliteCode: code, stage: "export to", subject: path,
        message: String(cString: sqlite3_errstr(code)))
    }
    whenOpen()
    // As long as other connections wait.
    sqlite3_busy_timeout(handle, 10_000)
    let connection = Connection(handle, path: path)
    defer { connection.close() }
    do throws(StoreFailure) {
      try RunExtract.copy(run: run, from: self.path, to: connection, path: path)
    } catch {
      throw StoreFailure(error, stage: "export run \(run) to", subject: path)
    }
  }
}
