import GRDBSQLite

/// A prepared statement: bound by position from 1, read by position from 0.
///
/// Rows of packets and output pass through here by the hundred thousand, so values are bound and
/// read as they are, without boxes around them.
final class PreparedStatement {
  private let handle: OpaquePointer
  /// Which keeps this statement, and so outlives it.
  private unowned let connection: Connection

  init(_ sql: String, on connection: Connection) throws(StoreFailure) {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(
      connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw connection.failure(code) }
    handle = prepared
    self.connection = connection
  }

  deinit {
    sqlite3_finalize(handle)
  }

  // MARK: - Binding

  func bind(_ position: Int32, _ value: Int64) {
    sqlite3_bind_int64(handle, position, value)
  }

  func bind(_ position: Int32, _ value: some BinaryInteger) {
    sqlite3_bind_int64(handle, position, Int64(truncatingIfNeeded: value))
  }

  func bind(_ position: Int32, _ value: (some BinaryInteger)?) {
    guard let value else { return bindNull(position) }
    bind(position, value)
  }

  func bind(_ position: Int32, _ value: Bool) {
    sqlite3_bind_int64(handle, position, value ? 1 : 0)
  }

  func bind(_ position: Int32, _ value: Bool?) {
    guard let value else { return bindNull(position) }
    bind(position, value)
  }

  func bind(_ position: Int32, _ value: String) {
    // The buffer ends in a NUL, so that an empty one has an address too (none would mean NULL).
    value.withCString {
      _ = sqlite3_bind_text(handle, position, $0, Int32(value.utf8.count), Self.copies)
    }
  }

  func bind(_ position: Int32, _ value: String?) {
    guard let value else { return bindNull(position) }
    bind(position, value)
  }

  func bind(_ position: Int32, _ value: [UInt8]) {
    value.withUnsafeBytes { bind(position, $0) }
  }

  /// Binds a copy of `bytes`.
  func bind(_ position: Int32, _ bytes: UnsafeRawBufferPointer) {
    if bytes.isEmpty {
      sqlite3_bind_zeroblob(handle, position, 0)
    } else {
      sqlite3_bind_blob64(
        handle, position, bytes.baseAddress, UInt64(bytes.count), Self.copies)
    }
  }

  /// Binds ASCII text that the caller keeps unchanged until the next `reset`.
  func bindKept(_ position: Int32, text: UnsafeBufferPointer<CChar>) {
    sqlite3_bind_text(handle, position, text.baseAddress, Int32(text.count), nil)
  }

  /// Binds a text of the program's own, which is never copied.
  func bind(_ position: Int32, _ text: StaticString) {
    text.utf8Start.withMemoryRebound(to: CChar.self, capacity: text.utf8CodeUnitCount) {
      _ = sqlite3_bind_text(handle, position, $0, Int32(text.utf8CodeUnitCount), nil)
    }
  }

  /// Binds a copy of what `column` of another statement's row holds, whatever its type.
  func bind(_ position: Int32, _ column: Int32, of row: PreparedStatement) {
    sqlite3_bind_value(handle, position, sqlite3_column_value(row.handle, column))
  }

  func bindNull(_ position: Int32) {
    sqlite3_bind_null(handle, position)
  }

  /// SQLITE_TRANSIENT, a cast that the importer cannot see: SQLite copies what it is given.
  private static var copies: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  // MARK: - Running

  /// Runs a statement that gives no rows, and makes it ready for the next values.
  func run() throws(StoreFailure) {
    let code = sqlite3_step(handle)
    let failure = code == SQLITE_DONE || code == SQLITE_ROW ? nil : connection.failure(code)
    sqlite3_reset(handle)
    if let failure { throw failure }
  }

  /// Goes to the next row; false after the last one, when the statement is ready for new values.
  func next() throws(StoreFailure) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    let failure = code == SQLITE_DONE ? nil : connection.failure(code)
    sqlite3_reset(handle)
    if let failure { throw failure }
    return false
  }

  /// Ends reading before the last row.
  func reset() {
    sqlite3_reset(handle)
  }

  // MARK: - Reading

  func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  func integer(_ column: Int32) -> Int64 {
    sqlite3_column_int64(handle, column)
  }

  /// A duration or an instant of a run's clock in ns, of at most 36 years: with what a file from elsewhere
  /// says, sums of some of them do not overflow.
  func nanoseconds(_ column: Int32) -> Int64 { bounded(column, by: 1 << 60) }

  /// An instant of CLOCK_REALTIME in ns since 1970, until 2116.
  func wall(_ column: Int32) -> Int64 { bounded(column, by: 1 << 62) }

  private func bounded(_ column: Int32, by most: Int64) -> Int64 {
    max(-most, min(most, integer(column)))
  }

  /// The value of `column`, cut to the type's width: the schema's checks keep it in range.
  ///
  /// A signed number of 64 bits is cut to 61 of them: no count and no place of ours has more, and sums of some
  /// that a file from elsewhere has do not overflow.
  func number<T: FixedWidthInteger>(_ column: Int32, as type: T.Type = T.self) -> T {
    T(truncatingIfNeeded: T.isSigned && T.bitWidth == 64 ? nanoseconds(column) : integer(column))
  }

  func optionalNumber<T: FixedWidthInteger>(_ column: Int32, as type: T.Type = T.self) -> T? {
    isNull(column) ? nil : number(column)
  }

  func boolean(_ column: Int32) -> Bool {
    sqlite3_column_int64(handle, column) != 0
  }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// A sentence or a line, cut at 16 KiB: ours are shorter, and a file from elsewhere may have anything.
  func sentence(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = min(16 << 10, Int(sqlite3_column_bytes(handle, column)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func optionalSentence(_ column: Int32) -> String? {
    isNull(column) ? nil : sentence(column)
  }

  func optionalText(_ column: Int32) -> String? {
    isNull(column) ? nil : text(column)
  }

  func bytes(_ column: Int32) -> [UInt8] {
    withBytes(column) { Array($0) }
  }

  /// Lends the bytes of `column`, which are gone after the next step.
  func withBytes<T>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    let start = sqlite3_column_blob(handle, column)
    return body(
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }
}
