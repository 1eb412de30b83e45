import GRDBSQLite

/// What a query of a claim may do, and what it did: SQLite asks about each thing that it is about to
/// do while it prepares a statement (https://www.sqlite.org/c3ref/set_authorizer.html).
///
/// Allowed are reading the claim's tables, functions that are a matter of their arguments alone, and
/// recursion; everything else is denied.
final class QueryPermissions {
  /// The columns that the query reads; an empty set where only rows are counted.
  private(set) var columns: [ClaimTable: Set<String>] = [:]
  /// What was denied first.
  private(set) var denied: Denial?

  private let scope: Scope

  /// What a query may read.
  enum Scope {
    /// The tables of claims.
    case claim
    /// A whole database, and what its tables are.
    case database
    /// The same for queries of our own over a file that is not trusted: they read it at one instant, and
    /// check it.
    case store
  }

  init(_ scope: Scope = .claim) {
    self.scope = scope
  }

  /// Something that a query may not do, and the word of it that says so.
  struct Denial {
    var message: String
    var word: String?
  }

  /// Makes SQLite ask this object, which must outlive `handle` or its next authorizer.
  func guardStatements(of handle: OpaquePointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_set_authorizer(
      handle,
      { context, action, first, second, _, _ in
        guard let context else { return SQLITE_DENY }
        let permissions = Unmanaged<QueryPermissions>.fromOpaque(context).takeUnretainedValue()
        return permissions.allows(
          action, first.map { String(cString: $0) }, second.map { String(cString: $0) })
          ? SQLITE_OK : SQLITE_DENY
      }, context)
  }

  private func allows(_ action: Int32, _ first: String?, _ second: String?) -> Bool {
    switch action {
    case SQLITE_SELECT, SQLITE_RECURSIVE: return true
    case SQLITE_READ: return allowsReading(first ?? "", second ?? "")
    case SQLITE_FUNCTION: return allowsFunction(second ?? "")
    case SQLITE_PRAGMA where scope != .claim && Self.pragmas.contains(first ?? ""): return true
    case SQLITE_PRAGMA where scope == .store && Self.checks.contains(first ?? ""): return true
    case SQLITE_TRANSACTION where scope == .store: return true
    default:
      deny(Self.names[action] ?? "a query may only SELECT", first)
      return false
    }
  }

  private func allowsReading(_ table: String, _ column: String) -> Bool {
    if scope != .claim { return true }
    if let known = ClaimTable(rawValue: table.lowercased()) {
      columns[known, default: []].insert(column)
      return true
    }
    // Functions that give rows, and names of the query's own (`WITH x AS`), which have no columns
    // here. A name that is neither is unknown to SQLite.
    let name = table.lowercased()
    if name == "json_each" || name == "json_tree" { return true }
    let isInternal = Self.internals.contains { name.hasPrefix($0) }
    if column.isEmpty, !isInternal { return true }
    deny("a query may read the tables of claims only, and not `\(table)`", table)
    return false
  }

  /// Pragmas that only tell what the schema is, and the one that the index of words asks for.
  private static let pragmas: Set<String> = [
    "table_list", "table_info", "table_xinfo", "index_list", "index_info", "foreign_key_list",
    "data_version",
  ]

  /// Pragmas that look at the file as a whole.
  private static let checks: Set<String> = [
    "integrity_check", "foreign_key_check", "application_id", "user_version", "page_count",
    "page_size", "freelist_count",
  ]

  /// Tables that SQLite itself may have.
  private static let internals = [
    "sqlite_", "pragma_", "dbstat", "bytecode", "tables_used", "fts", "rtree", "carray",
  ]

  private func allowsFunction(_ name: String) -> Bool {
    switch name.lowercased() {
    case "load_extension", "fts3_tokenizer", "writefile", "readfile", "edit":
      deny("a query may not call `\(name)`", name)
      return false
    case "random", "randomblob", "current_time", "current_date", "current_timestamp":
      if scope != .claim { return true }
      deny("a verdict may not depend on `\(name)`: the same run must get the same one", name)
      return false
    default: return true
    }
  }

  private func deny(_ message: String, _ word: String?) {
    denied = denied ?? Denial(message: message, word: word)
  }

  private static let names: [Int32: String] = [
    SQLITE_ATTACH: "a query may not ATTACH a database",
    SQLITE_DETACH: "a query may not DETACH a database",
    SQLITE_PRAGMA: "a query may not use PRAGMA",
    SQLITE_INSERT: "a query may not change anything",
    SQLITE_UPDATE: "a query may not change anything",
    SQLITE_DELETE: "a query may not change anything",
    SQLITE_TRANSACTION: "a query may not begin or end a transaction",
    SQLITE_SAVEPOINT: "a query may not begin or end a transaction",
  ]
}
