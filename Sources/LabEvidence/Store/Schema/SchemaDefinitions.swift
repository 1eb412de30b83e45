import GRDBSQLite

/// What tables, views and indexes a file must have, to the letter.
///
/// A foreign schema could do anything when it is read: a view in a table's place that never ends, a
/// constraint or a trigger that calls functions.
enum SchemaDefinitions {
  /// Refuses a file whose schema is not that of its version.
  ///
  /// - Throws: `StoreFailure` of kind `foreign` that names what differs.
  static func check(
    _ connection: Connection, path: String, version: Int
  ) throws(StoreFailure) {
    let expected = try version == Int(Schema.version) ? current.get() : made(by: version)
    let found = try definitions(of: connection)
    for (name, definition) in expected where found[name] != definition {
      throw foreign(path, "its definition of `\(name)` is not that of schema version \(version)")
    }
    if let name = found.keys.filter({ expected[$0] == nil }).min() {
      throw foreign(path, "it has `\(name)`, which is not labbook's")
    }
  }

  /// Those of this labbook's version: every file that is opened needs them.
  private static let current = Result<[String: String], StoreFailure> { () throws(StoreFailure) in
    try made(by: Int(Schema.version))
  }

  /// The definitions that a file of `version` has, by name.
  private static func made(by version: Int) throws(StoreFailure) -> [String: String] {
    let model = try DefensiveConnection.opened(
      ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
      path: "a database in memory")
    defer { DefensiveConnection.close(model) }
    try model.execute("PRAGMA trusted_schema = ON")
    for migration in Schema.migrations[..<version] { try model.execute(migration) }
    return try definitions(of: model)
  }

  /// Tables, views and whatever else a schema has, each with its definition.
  private static func definitions(
    of connection: Connection
  ) throws(StoreFailure) -> [String: String] {
    let rows = try PreparedStatement(
      """
      SELECT name, type, coalesce(sql, '') FROM sqlite_schema
      WHERE substr(name, 1, 7) <> 'sqlite_'
      """, on: connection)
    var definitions: [String: String] = [:]
    while try rows.next() { definitions[rows.text(0)] = "\(rows.text(1)) \(rows.text(2))" }
    return definitions
  }

  private static func foreign(_ path: String, _ message: String) -> StoreFailure {
    StoreFailure(
      .foreign, stage: "open", subject: path, message: message,
      remedy: "name another file with --db")
  }
}
