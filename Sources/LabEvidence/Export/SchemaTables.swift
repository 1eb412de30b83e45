/// The tables of a database file and what they refer to, read from the file itself.
///
/// What copies or removes a run asks here, so a table that a later migration adds is not forgotten.
struct SchemaTables {
  /// A foreign key: each of `columns` of `table` refers to one of `targetColumns` of `target`.
  struct Reference: Hashable {
    var table: String
    var columns: [String]
    var target: String
    var targetColumns: [String]
  }

  struct Table: Hashable {
    var name: String
    var columns: [String]
  }

  /// The table of runs, whose `number` all that belongs to a run has as its `run`.
  static let run = "run"

  /// All tables but virtual ones and SQLite's own, by name.
  let tables: [Table]
  let references: [Reference]

  /// Reads the main database of `connection`.
  init(_ connection: Connection) throws(StoreFailure) {
    var tables: [Table] = []
    var references: [Reference] = []
    for name in try Self.names(connection) {
      tables.append(Table(name: name, columns: try Self.columns(of: name, connection)))
      references += try Self.references(of: name, connection)
    }
    self.tables = tables
    self.references = references
  }

  /// Tables whose rows belong to one run each.
  var ofRuns: [Table] { tables.filter { $0.columns.contains("run") } }

  /// Tables whose rows several runs may share.
  var shared: [Table] {
    tables.filter { !$0.columns.contains("run") && $0.name != Self.run }
  }

  private static func names(_ connection: Connection) throws(StoreFailure) -> [String] {
    let statement = try connection.statement(.tables)
    var names: [String] = []
    while try statement.next() { names.append(statement.text(0)) }
    return names
  }

  private static func columns(
    of table: String, _ connection: Connection
  ) throws(StoreFailure) -> [String] {
    let statement = try connection.statement(.columns)
    statement.bind(1, table)
    var columns: [String] = []
    while try statement.next() { columns.append(statement.text(0)) }
    return columns
  }

  private static func references(
    of table: String, _ connection: Connection
  ) throws(StoreFailure) -> [Reference] {
    let statement = try connection.statement(.references)
    statement.bind(1, table)
    var found: [Int: Reference] = [:]
    while try statement.next() {
      let target = statement.text(1)
      found[
        statement.number(0),
        default: Reference(table: table, columns: [], target: target, targetColumns: [])
      ].columns.append(statement.text(2))
      found[statement.number(0)]?.targetColumns.append(statement.text(3))
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension SQL {
  fileprivate static let tables = SQL(
    """
    SELECT name FROM pragma_table_list
    WHERE schema = 'main' AND type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name
    """)
  fileprivate static let columns = SQL(
    "SELECT name FROM pragma_table_info(?, 'main') ORDER BY cid")
  fileprivate static let references = SQL(
    """
    SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?, 'main') ORDER BY id, seq
    """)
}
