/// A table as the schema has it.
struct TableShape: Hashable {
  /// What kind of table it is.
  enum Kind: Hashable {
    case table
    case virtual
  }

  /// One column.
  struct Column: Hashable {
    var name: String
    var type: String
    var isRequired: Bool
    var isKey: Bool
    /// Whether its value is computed.
    var isHidden: Bool
  }

  /// Columns that refer to those of another table.
  struct Reference: Hashable {
    var columns: [String] = []
    var table: String
    var targets: [String] = []
  }

  var name: String
  var kind: Kind
  var columns: [Column] = []
  var references: [Reference] = []
  /// The columns of the first UNIQUE constraint; empty where there is none.
  var uniqueColumns: [String] = []

  /// The tables of a database by name, without those that SQLite keeps for itself.
  static func all(of connection: Connection) throws(StoreFailure) -> [String: TableShape] {
    var tables: [String: TableShape] = [:]
    let list = try PreparedStatement("PRAGMA table_list", on: connection)
    while try list.next() {
      let name = list.text(1)
      guard list.text(0) == "main", !name.hasPrefix("sqlite_") else { continue }
      switch list.text(2) {
      case "table": tables[name] = TableShape(name: name, kind: .table)
      case "virtual": tables[name] = TableShape(name: name, kind: .virtual)
      default: break
      }
    }
    for name in tables.keys {
      tables[name]?.columns = try columns(of: name, connection)
      tables[name]?.references = try references(of: name, connection)
      tables[name]?.uniqueColumns = try uniqueColumns(of: name, connection)
    }
    return tables
  }

  private static func columns(
    of table: String, _ connection: Connection
  ) throws(StoreFailure) -> [Column] {
    let rows = try PreparedStatement(
      "SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(?)", on: connection)
    rows.bind(1, table)
    var columns: [Column] = []
    while try rows.next() {
      columns.append(
        Column(
          name: rows.text(0), type: rows.text(1), isRequired: rows.boolean(2),
          isKey: rows.boolean(3), isHidden: rows.boolean(4)))
    }
    return columns
  }

  private static func references(
    of table: String, _ connection: Connection
  ) throws(StoreFailure) -> [Reference] {
    let rows = try PreparedStatement(
      """
      SELECT id, "table", "from", coalesce("to", '') FROM pragma_foreign_key_list(?)
      ORDER BY id, seq
      """, on: connection)
    rows.bind(1, table)
    var references: [Int: Reference] = [:]
    while try rows.next() {
      var reference = references[rows.number(0)] ?? Reference(table: rows.text(1))
      reference.columns.append(rows.text(2))
      reference.targets.append(rows.text(3))
      references[rows.number(0)] = reference
    }
    return references.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func uniqueColumns(
    of table: String, _ connection: Connection
  ) throws(StoreFailure) -> [String] {
    let rows = try PreparedStatement(
      """
      SELECT info.name FROM pragma_index_list(?1) AS list, pragma_index_info(list.name) AS info
      WHERE list.origin = 'u' AND list.seq = (
        SELECT min(seq) FROM pragma_index_list(?1) WHERE origin = 'u')
      ORDER BY info.seqno
      """, on: connection)
    rows.bind(1, table)
    var names: [String] = []
    while try rows.next() { names.append(rows.text(0)) }
    return names
  }
}
