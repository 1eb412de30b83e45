import GRDBSQLite

/// Cuts one run out of a store into a file of its own, which has the store's schema.
///
/// The run keeps its number, and so what refers to it and to its rows. With it go the rows that runs
/// share (notebook, kernel, programs) as far as it needs them, the run that it is a control of, and its
/// own control runs. Which tables there are is read from the schema.
struct RunExtract {
  private let connection: Connection
  private let tables: SchemaTables

  /// Copies `run` from the file `source` into the empty database that `connection` has open.
  ///
  /// All of it is of one instant, also where the run is still being written. Where this throws, what is
  /// in the new database is of no use.
  static func copy(
    run: Int, from source: String, to connection: Connection, path: String
  ) throws(StoreFailure) {
    // The file is thrown away where anything goes wrong, so nothing has to be undone. Rows are copied
    // as they are.
    try connection.execute(
      """
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;
      PRAGMA ignore_check_constraints = ON
      """)
    try Schema.migrate(connection, path: path)
    let attach = try PreparedStatement("ATTACH ? AS source", on: connection)
    attach.bind(1, DefensiveConnection.uri(source))
    try attach.run()
    let extract = RunExtract(connection: connection, tables: try SchemaTables(connection))
    try connection.transaction { () throws(StoreFailure) in
      try extract.checkTables(of: source)
      try extract.choose(run, source: source)
      for table in extract.tables.ofRuns {
        try extract.copy(table, where: "run IN (SELECT number FROM temp.chosen)")
      }
      try extract.copyRuns()
      try extract.copyShared()
      try extract.settle()
    }
    try extract.check(run, source: source)
  }

  /// Refuses a file from elsewhere in which a view or a virtual table stands for a table.
  private func checkTables(of source: String) throws(StoreFailure) {
    let find = try connection.statement(.sourceTable)
    for table in tables.tables {
      find.bind(1, table.name)
      guard try find.next() else {
        throw StoreFailure(
          .damaged, stage: "export", subject: source,
          message: "its table \(table.name) is missing, or is none")
      }
      find.reset()
    }
  }

  /// Finds the runs that belong to `run`: those that it refers to, and those that refer to it.
  private func choose(_ run: Int, source: String) throws(StoreFailure) {
    try connection.execute(
      """
      CREATE TEMP TABLE chosen (number INTEGER PRIMARY KEY);
      INSERT INTO chosen SELECT number FROM source.run WHERE number = \(run)
      """)
    guard try connection.number("SELECT count(*) FROM chosen") == 1 else {
      throw StoreFailure(
        .unknownRun, stage: "export", subject: "\(run)", message: "\(source) has no such run")
    }
    let ofRuns = tables.ofRuns.map(\.name)
    let others = tables.references.filter {
      $0.target == SchemaTables.run && $0.columns.count == 1 && $0.columns != ["run"]
        && ofRuns.contains($0.table)
    }
    for other in others {
      try connection.execute(
        """
        INSERT OR IGNORE INTO chosen
          SELECT run FROM source.\(quoted(other.table)) WHERE \(quoted(other.columns[0])) = \(run)
        """)
    }
    try repeatedly { () throws(StoreFailure) in
      var count = 0
      for other in others {
        try connection.execute(
          """
          INSERT OR IGNORE INTO chosen SELECT \(quoted(other.columns[0]))
            FROM source.\(quoted(other.table)) WHERE run IN (SELECT number FROM chosen)
          """)
        count += connection.changeCount
      }
      return count
    }
  }

  private func copyRuns() throws(StoreFailure) {
    for table in tables.tables where table.name == SchemaTables.run {
      try copy(table, where: "number IN (SELECT number FROM temp.chosen)")
    }
  }

  /// Copies shared rows to which something refers that has been copied.
  private func copyShared() throws(StoreFailure) {
    try repeatedly { () throws(StoreFailure) in
      var count = 0
      for table in tables.shared {
        for reference in tables.references where reference.target == table.name {
          let (from, to) = (list(reference.columns), list(reference.targetColumns))
          try copy(
            table, where: "(\(to)) IN (SELECT \(from) FROM main.\(quoted(reference.table)))",
            orIgnore: true)
          count += connection.changeCount
        }
      }
      return count
    }
  }

  /// Says what will be true of the copies: nobody writes them, and their words are found.
  private func settle() throws(StoreFailure) {
    let find = try connection.statement(.runningRuns)
    var running: [(run: Int, reason: String)] = []
    while try find.next() {
      let isGone = WriterIdentity(row: find, from: 1).isGone
      running.append((find.number(0), isGone ? InterruptedRuns.reason : Self.unfinished))
    }
    let mark = try connection.statement(.markInterrupted)
    for (run, reason) in running {
      mark.bind(1, reason)
      mark.bind(2, run)
      try mark.run()
    }
    var runs: [Int] = []
    let chosen = try connection.statement(.chosen)
    while try chosen.next() { runs.append(chosen.number(0)) }
    for run in runs { try WordIndex.add(run: run, connection) }
    try connection.statement(.markIndexed).run()
  }

  /// What is said of a run that had not ended.
  private static let unfinished = "it was exported while it ran"

  private func check(_ run: Int, source: String) throws(StoreFailure) {
    let keys = try PreparedStatement("PRAGMA main.foreign_key_check", on: connection)
    if try keys.next() {
      throw StoreFailure(
        .damaged, stage: "export", subject: "run \(run) of \(source)",
        message: "a row of \(keys.text(0)) refers to one of \(keys.text(2)) that is not there")
    }
  }

  // MARK: - SQL

  private func copy(
    _ table: SchemaTables.Table, where condition: String, orIgnore: Bool = false
  ) throws(StoreFailure) {
    let columns = list(table.columns)
    try connection.execute(
      """
      INSERT \(orIgnore ? "OR IGNORE " : "")INTO main.\(quoted(table.name)) (\(columns))
        SELECT \(columns) FROM source.\(quoted(table.name)) WHERE \(condition)
      """)
  }

  /// Calls `body`, which says how many rows it added, until it adds none.
  private func repeatedly(
    _ body: () throws(StoreFailure) -> Int
  ) throws(StoreFailure) {
    while try body() > 0 {}
  }

  private func list(_ columns: [String]) -> String {
    columns.map(quoted).joined(separator: ", ")
  }

  /// A name as an identifier of SQL.
  private func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}

extension SQL {
  fileprivate static let sourceTable = SQL(
    "SELECT 1 FROM pragma_table_list WHERE schema = 'source' AND type = 'table' AND name = ?")
  fileprivate static let runningRuns = SQL(
    """
    SELECT number, writer_process, writer_start, writer_boot, writer_namespace FROM main.run
    WHERE status = 'running'
    """)
  fileprivate static let markInterrupted = SQL(
    """
    UPDATE main.run SET status = 'interrupted', reason = coalesce(reason, ?) WHERE number = ?
    """)
  fileprivate static let markIndexed = SQL("UPDATE main.run SET is_indexed = 1")
  fileprivate static let chosen = SQL("SELECT number FROM temp.chosen ORDER BY number")
}
