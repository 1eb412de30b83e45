import GRDBSQLite

/// A prepared query of a SQL claim.
final class ClaimQuery {
  /// The columns that it reads, by table.
  let columns: [ClaimTable: Set<String>]
  private let statement: OpaquePointer
  private let database: OpaquePointer

  init(
    _ statement: OpaquePointer, _ database: OpaquePointer, _ columns: [ClaimTable: Set<String>]
  ) {
    self.statement = statement
    self.database = database
    self.columns = columns
  }

  deinit {
    sqlite3_finalize(statement)
  }

  /// What a query found.
  struct Result {
    var names: [String]
    /// The first rows.
    var rows: [[SQLValue]] = []
    /// How many rows there are; counting ends at `mostRows`.
    var count = 0
    /// Why it did not come to its end.
    var failure: String?
  }

  /// How many rows are counted, and how many are kept.
  static let mostRows = 1000
  static let keptRows = 20
  /// The longest value that is kept, in bytes.
  private static let longestValue = 256

  /// Runs the query, for as long as `budget` allows.
  func run(_ budget: QueryBudget) -> Result {
    budget.limit(database)
    defer { sqlite3_progress_handler(database, 0, nil, nil) }
    var result = Result(names: (0..<sqlite3_column_count(statement)).map(name))
    while result.count < Self.mostRows {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { break }
      guard code == SQLITE_ROW else {
        result.failure =
          budget.exceeded ?? "the query failed: \(String(cString: sqlite3_errmsg(database)))"
        break
      }
      result.count += 1
      if result.rows.count < Self.keptRows {
        result.rows.append((0..<sqlite3_column_count(statement)).map(value))
      }
    }
    sqlite3_reset(statement)
    return result
  }

  private func name(_ column: Int32) -> String {
    sqlite3_column_name(statement, column).map { String(cString: $0) } ?? ""
  }

  private func value(_ column: Int32) -> SQLValue {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
    case SQLITE_BLOB:
      let start = sqlite3_column_blob(statement, column)
      let count = Int(sqlite3_column_bytes(statement, column))
      return .blob(
        Array(UnsafeRawBufferPointer(start: start, count: count).prefix(Self.longestValue)))
    default:
      // Numbers with a fraction show as SQLite writes them.
      guard let start = sqlite3_column_text(statement, column) else { return .null }
      let count = min(Int(sqlite3_column_bytes(statement, column)), Self.longestValue)
      return .text(
        String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
    }
  }
}

/// How much time and memory a query may take.
final class QueryBudget {
  private let deadline: ContinuousClock.Instant
  private let time: Duration
  private let mostMemory: Int64
  private let shouldStop: () -> Bool
  /// What was too much, as a clause; nil while nothing was.
  private(set) var exceeded: String?

  /// `memory` is in bytes, beyond what SQLite has now.
  ///
  /// `shouldStop` is asked now and then whether the user wants it to end.
  init(
    time: Duration = .seconds(2), memory: Int64 = 256 << 20,
    shouldStop: @escaping () -> Bool = { false }
  ) {
    self.time = time
    self.shouldStop = shouldStop
    deadline = .now + time
    mostMemory = sqlite3_memory_used() + memory
  }

  /// Makes SQLite ask now and then while it runs a statement on `handle`.
  ///
  /// A few instructions can make megabytes, so the pauses between two looks are short unless the statement
  /// is one of ours.
  func limit(_ handle: OpaquePointer, every instructions: Int32 = 50) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_progress_handler(
      handle, instructions,
      { context in
        guard let context else { return 1 }
        return Unmanaged<QueryBudget>.fromOpaque(context).takeUnretainedValue().isSpent ? 1 : 0
      }, context)
  }

  private var isSpent: Bool {
    if ContinuousClock.now > deadline {
      exceeded = "the query takes longer than \(time.components.seconds) s"
    } else if sqlite3_memory_used() > mostMemory {
      exceeded = "the query takes too much memory"
    } else if shouldStop() {
      exceeded = "it was stopped"
    }
    return exceeded != nil
  }
}
