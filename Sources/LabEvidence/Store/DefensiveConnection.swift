import CSQLite
import GRDBSQLite
import Glibc

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
      FileHeader.uri(path, isStill(path) ? "immutable=1" : "mode=ro"),
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, path: path)
    sqlite3_busy_timeout(connection.handle, 10_000)
    return connection
  }

  /// Whether nobody can write to the file's folder, so that SQLite could not make its own files there to
  /// read by and nobody else writes either.
  static func isStill(_ path: String) -> Bool {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    return access(folder, W_OK) != 0 && access(path + "-wal", F_OK) != 0
  }

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
