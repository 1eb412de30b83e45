import GRDBSQLite
import LabModel

/// One query of the user's over a database, which may only read it.
///
/// The file is trusted in nothing, the query neither: an authorizer lets it read and nothing else, and
/// time and memory are limited.
package final class StoreQuery {
  /// A value of a row.
  package enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    /// Text as it is stored, which need not be UTF-8.
    case text([UInt8])
    case blob([UInt8])
  }

  /// What is wrong with a query: lower case, no full stop.
  package struct Mistake: Error, Sendable, Hashable {
    package var message: String
    package var remedy: String?
  }

  private let path: String
  private let connection: Connection
  private let permissions = QueryPermissions(.database)
  private var statement: OpaquePointer?

  /// Opens the database at `path`, of any schema version up to this labbook's.
  ///
  /// - Throws: `StoreFailure` of kind `missing`, `foreign` or `newer`, or whatever kept SQLite from opening
  ///   it.
  package init(path: String) throws(StoreFailure) {
    guard let header = try FileHeader.read(path) else {
      throw StoreFailure(.missing, stage: "open", subject: path, message: "there is no such file")
    }
    try header.check(path: path)
    self.path = path
    connection = try DefensiveConnection.reading(path)
    DefensiveConnection.limitStatements(of: connection)
    DefensiveConnection.declareVirtualTables(of: connection)
    permissions.guardStatements(of: connection.handle)
  }

  deinit {
    sqlite3_finalize(statement)
    DefensiveConnection.close(connection)
  }

  // MARK: - Running

  /// Prepares `query`, which must be one statement that reads; gives the columns' names.
  ///
  /// - Throws: `Mistake` where it is something else.
  package func prepare(_ query: String) throws(Mistake) -> [String] {
    var bytes = Array(query.utf8)
    guard !bytes.contains(0) else { throw Mistake(message: "the query has a NUL in it") }
    bytes.append(0)
    let (code, handle, end) = connection.compile(bytes, from: 0)
    guard code == SQLITE_OK else { throw mistake() }
    guard let handle else { throw Mistake(message: "there is no query here") }
    sqlite3_finalize(statement)
    statement = handle
    // Comments, blanks and semicolons may follow.
    var rest = end
    while rest < bytes.count - 1 {
      let (code, handle, next) = connection.compile(bytes, from: rest)
      sqlite3_finalize(handle)
      guard code == SQLITE_OK, handle == nil, next > rest else {
        throw Mistake(message: "only one query can be asked at a time")
      }
      rest = next
    }
    guard sqlite3_stmt_readonly(handle) != 0, sqlite3_column_count(handle) > 0 else {
      throw Mistake(message: "a query may only read")
    }
    guard sqlite3_bind_parameter_count(handle) == 0 else {
      throw Mistake(message: "the query has a parameter", remedy: "write the value")
    }
    return (0..<sqlite3_column_count(handle)).map { column in
      sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
    }
  }

  /// Calls `body` with each row of the prepared query, until it says false.
  ///
  /// - Parameters:
  ///   - time: how long it may take.
  ///   - body: what is done with a row.
  /// - Throws: `StoreFailure` where it takes too long or too much memory, or fails.
  package func forEachRow(
    within time: Duration, _ body: ([Value]) -> Bool
  ) throws(StoreFailure) {
    guard let statement else { return }
    let budget = QueryBudget(time: time)
    budget.limit(connection.handle, every: 1000)
    defer {
      sqlite3_progress_handler(connection.handle, 0, nil, nil)
      sqlite3_reset(statement)
    }
    let columns = 0..<sqlite3_column_count(statement)
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else {
        var failure = connection.failure(code)
        failure.stage = "query"
        if let words = budget.exceeded { failure.message = words }
        throw failure
      }
      guard body(columns.map { Self.value(statement, $0) }) else { return }
    }
  }

  private static func value(_ statement: OpaquePointer, _ column: Int32) -> Value {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
    case let type:
      let start = sqlite3_column_blob(statement, column)
      let count = Int(sqlite3_column_bytes(statement, column))
      let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
      return type == SQLITE_BLOB ? .blob(bytes) : .text(bytes)
    }
  }

  // MARK: - Preparing

  /// What was denied, else what SQLite says of the last statement.
  private func mistake() -> Mistake {
    if let denied = permissions.denied { return Mistake(message: denied.message) }
    let message = String(cString: sqlite3_errmsg(connection.handle))
    let parts = message.split(separator: ": ", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[0].hasPrefix("no such table") else {
      return Mistake(message: message)
    }
    return Mistake(
      message: message,
      remedy: NearestName.of(parts[1], among: names()).map { "did you mean `\($0)`?" }
        ?? "`labbook sql` without a query lists what there is")
  }

  private func names() -> [String] {
    guard
      let rows = try? PreparedStatement(
        "SELECT name FROM sqlite_schema WHERE type IN ('view', 'table')", on: connection)
    else { return [] }
    var names: [String] = []
    while (try? rows.next()) == true { names.append(rows.text(0)) }
    return names
  }
}
