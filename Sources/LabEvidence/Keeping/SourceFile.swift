import CSQLite
import GRDBSQLite
import Glibc

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
  /// The longest value that is read, in bytes.
  private static let longestValue: Int32 = 256 << 20

  /// - Throws: `StoreFailure` of kind `missing`, `foreign`, `newer` or `damaged`, or whatever kept SQLite
  ///   from opening it.
  init(path: String) throws(StoreFailure) {
    self.path = path
    guard let header = try FileHeader.read(path) else {
      throw StoreFailure(
        .missing, stage: "open", subject: path, message: "there is no such file",
        remedy: "name a database of labbook's")
    }
    try header.check(path: path)
    guard !header.isEmpty, header.version > 0 else {
      throw Self.foreign(path, "it is not a labbook database")
    }
    let original = try Self.open(path)
    do throws(StoreFailure) {
      try Self.check(original, path: path, version: Int(header.version))
      guard header.version < Schema.version else {
        connection = original
        return
      }
      let copy = try Self.copied(original, path: path)
      do throws(StoreFailure) {
        for migration in Schema.migrations[Int(header.version)...] { try copy.execute(migration) }
      } catch {
        Self.close(copy)
        throw error
      }
      Self.close(original)
      connection = copy
    } catch {
      Self.close(original)
      throw error
    }
  }

  deinit {
    Self.close(connection)
  }

  private static func close(_ connection: Connection) {
    connection.close()
    sqlite3_close_v2(connection.handle)
  }

  // MARK: - Opening

  private static func open(_ path: String) throws(StoreFailure) -> Connection {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    // SQLite wants to make files beside the database; where it cannot, nobody else writes there either.
    let isStill = access(folder, W_OK) != 0 && access(path + "-wal", F_OK) != 0
    let connection = try connection(
      FileHeader.uri(path, isStill ? "immutable=1" : "mode=ro"),
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, path: path)
    sqlite3_busy_timeout(connection.handle, 10_000)
    return connection
  }

  private static func connection(
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

  /// A copy of the whole file, page by page, which SQLite has unlinked when it has made it.
  private static func copied(
    _ original: Connection, path: String
  ) throws(StoreFailure) -> Connection {
    let copy = try connection(
      "", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, path: path)
    let backup = sqlite3_backup_init(copy.handle, "main", original.handle, "main")
    sqlite3_backup_step(backup, -1)
    let code = sqlite3_backup_finish(backup)
    guard code == SQLITE_OK else {
      let failure = copy.failure(code)
      close(copy)
      throw failure
    }
    return copy
  }

  // MARK: - Checking

  private static func check(
    _ connection: Connection, path: String, version: Int
  ) throws(StoreFailure) {
    let budget = QueryBudget(time: .seconds(checkTime), memory: 1 << 30)
    budget.limit(connection.handle, every: 10_000)
    defer { sqlite3_progress_handler(connection.handle, 0, nil, nil) }
    do throws(StoreFailure) {
      let quick = try PreparedStatement("PRAGMA quick_check(1)", on: connection)
      if try quick.next(), quick.text(0) != "ok" {
        throw StoreFailure(
          .damaged, stage: "check", subject: path, message: quick.text(0),
          remedy: "recover it with `sqlite3 FILE .recover`")
      }
      guard try connection.number("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'") == 0
      else { throw foreign(path, "it has triggers, which no database of labbook's has") }
      let expected = try shapes(ofVersion: version)
      let found = try TableShape.all(of: connection)
      for (name, table) in expected where found[name] != table {
        throw foreign(path, "its table `\(name)` is not that of schema version \(version)")
      }
      if let name = found.keys.filter({ expected[$0] == nil }).min() {
        throw foreign(path, "it has a table `\(name)`, which is not labbook's")
      }
    } catch {
      guard let words = budget.exceeded else { throw error }
      throw StoreFailure(stage: "check", subject: path, message: words)
    }
  }

  /// The tables that a file of `version` has.
  private static func shapes(ofVersion version: Int) throws(StoreFailure) -> [String: TableShape] {
    let model = try connection(
      ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
      path: "a database in memory")
    defer { close(model) }
    for migration in Schema.migrations[..<version] { try model.execute(migration) }
    return try TableShape.all(of: model)
  }

  private static func foreign(_ path: String, _ message: String) -> StoreFailure {
    StoreFailure(.foreign, stage: "open", subject: path, message: message)
  }
}
