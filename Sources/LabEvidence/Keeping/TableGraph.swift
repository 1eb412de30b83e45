/// How the tables of a database hang together: which rows are of one run, and which runs share.
///
/// Read from the schema itself, so that a table that is added is copied and taken away like the others.
struct TableGraph {
  /// What a column's value means in another file.
  enum Meaning: Hashable {
    /// The same there.
    case plain
    /// The number of the run that the row is of.
    case ownRun
    /// The number of another run.
    case otherRun
    /// The key of a row of a table that runs share.
    case shared(table: String)
  }

  /// A column and what is in it.
  struct Column: Hashable {
    var name: String
    var meaning: Meaning
  }

  /// A table of rows that are each of one run.
  struct RunTable: Hashable {
    var name: String
    var columns: [Column]
  }

  /// A table of rows that runs share.
  struct SharedTable: Hashable {
    var name: String
    /// The column that others refer to.
    var key: String
    /// Whether the key is a number that the file gives.
    var isNumbered: Bool
    /// The columns that tell one row from another: the key itself unless that is a number.
    var identity: [String]
    /// All others, but for the key.
    var others: [String]
    /// Who refers to it.
    var referrers: [(table: String, column: String)]

    static func == (a: Self, b: Self) -> Bool { a.name == b.name }
    func hash(into hasher: inout Hasher) { hasher.combine(name) }
  }

  /// The table `run` itself.
  private(set) var run = RunTable(name: "run", columns: [])
  /// Those whose rows are of one run; each after those that it refers to.
  private(set) var runTables: [RunTable] = []
  private(set) var sharedTables: [SharedTable] = []

  /// Indexes of words, which are made anew and never copied.
  static let indexes: Set<String> = ["step_text"]

  /// - Throws: `StoreFailure` where a table is neither of runs nor shared by them in a way that can be told.
  init(_ connection: Connection) throws(StoreFailure) {
    let tables = try TableShape.all(of: connection)
    let runColumns = Self.runColumns(of: tables)
    let shared = Set(
      tables.values.flatMap { table in
        table.references.map(\.table)
      }.filter { $0 != "run" && runColumns[$0] == nil })
    for table in try Self.sorted(tables) {
      guard table.kind == .table else {
        guard Self.indexes.contains(table.name) else { throw Self.unknown(table.name) }
        continue
      }
      if shared.contains(table.name) {
        sharedTables.append(try Self.sharedTable(table, among: tables))
        continue
      }
      let own = runColumns[table.name] ?? []
      let columns = table.columns.map { column in
        Column(
          name: column.name,
          meaning: Self.meaning(of: column.name, in: table, runs: own, shared: shared))
      }
      if table.name == "run" {
        run.columns = columns
      } else if columns.contains(where: { $0.meaning == .ownRun }) {
        runTables.append(RunTable(name: table.name, columns: columns))
      } else {
        throw Self.unknown(table.name)
      }
    }
  }

  /// The columns that hold numbers of runs: those that refer to a run, or to such a column.
  private static func runColumns(of tables: [String: TableShape]) -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for table in tables.values {
        for reference in table.references {
          let pairs = zip(reference.columns, reference.targets)
          for (column, target) in pairs
          where (reference.table == "run" && target == "number")
            || found[reference.table]?.contains(target) == true
          {
            if found[table.name, default: []].insert(column).inserted { isGrowing = true }
          }
        }
      }
    }
    return found
  }

  private static func meaning(
    of column: String, in table: TableShape, runs: Set<String>, shared: Set<String>
  ) -> Meaning {
    if runs.contains(column) { return column == "run" ? .ownRun : .otherRun }
    let target = table.references.first {
      shared.contains($0.table) && $0.columns == [column]
    }
    return target.map { .shared(table: $0.table) } ?? .plain
  }

  private static func sharedTable(
    _ table: TableShape, among tables: [String: TableShape]
  ) throws(StoreFailure) -> SharedTable {
    let referrers = tables.values.flatMap { other in
      other.references.filter { $0.table == table.name && $0.columns.count == 1 }
        .map { (table: other.name, column: $0.columns[0]) }
    }
    let keys = table.columns.filter(\.isKey)
    guard keys.count == 1, let key = keys.first else { throw unknown(table.name) }
    let isNumbered = key.type == "INTEGER"
    let identity = isNumbered ? table.uniqueColumns : [key.name]
    guard !identity.isEmpty else { throw unknown(table.name) }
    return SharedTable(
      name: table.name, key: key.name, isNumbered: isNumbered, identity: identity,
      others: table.columns.map(\.name).filter { $0 != key.name && !identity.contains($0) },
      referrers: referrers)
  }

  /// The tables, each after those that it refers to.
  private static func sorted(
    _ tables: [String: TableShape]
  ) throws(StoreFailure) -> [TableShape] {
    var sorted: [TableShape] = []
    var rest = tables.values.sorted { $0.name < $1.name }
    var done: Set<String> = []
    while !rest.isEmpty {
      let ready = rest.filter { table in
        table.references.allSatisfy { $0.table == table.name || done.contains($0.table) }
      }
      guard !ready.isEmpty else { throw unknown(rest[0].name) }
      sorted += ready
      done.formUnion(ready.map(\.name))
      rest.removeAll { done.contains($0.name) }
    }
    return sorted
  }

  private static func unknown(_ table: String) -> StoreFailure {
    StoreFailure(
      stage: "read schema", subject: table,
      message: "nothing tells which runs the rows of this table are of")
  }
}
