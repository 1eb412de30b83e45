import GRDBSQLite
import Glibc

/// The versions of the file's schema and the way from each to the next.
enum Schema {
  /// `application_id` of every file: the letters `lbbk`.
  static let application: Int32 = 0x6c62_626b

  /// Statements that bring a file from version `i` to `i + 1`.
  ///
  /// Entries are added, never changed: files in the world have run them.
  static let migrations: [String] = [
    schemaVersion1, controlTables, packetTranscriptTables, machineTables, views,
    listingTables,
  ]

  /// The version that this labbook writes.
  static var version: Int32 { Int32(migrations.count) }

  /// Sets a new connection up, checks that the file may be used, and brings its schema up to date.
  static func prepare(
    _ connection: Connection, path: String, access: Store.Access
  ) throws(StoreFailure) {
    let header = try FileHeader(connection)
    try header.check(path: path)
    if access == .read {
      guard header.version == version else {
        throw StoreFailure(
          .other, stage: "open", subject: path,
          message:
            "it has schema version \(header.version), and this labbook reads version \(version)",
          remedy: "bring it, or a copy of it, up to date: labbook db vacuum --db FILE")
      }
      return try SchemaDefinitions.check(connection, path: path, version: Int(version))
    }
    if header.version > 0 {
      try SchemaDefinitions.check(connection, path: path, version: Int(header.version))
    }
    // A run that was cut out into a file of its own has no log yet.
    try enterLogMode(connection)
    try connection.execute("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000")
    if header.version != version { try migrate(connection, path: path) }
  }

  /// Turns the write-ahead log on, which the file then remembers.
  ///
  /// SQLite does not wait by itself here where another process makes the same file at the same time.
  private static func enterLogMode(_ connection: Connection) throws(StoreFailure) {
    for attempt in 0... {
      do throws(StoreFailure) {
        return try connection.execute("PRAGMA journal_mode = WAL")
      } catch {
        guard error.kind == .busy, attempt < 1000 else { throw error }
        usleep(10_000)
      }
    }
  }

  /// Brings the schema of the file that `connection` has open up to date.
  static func migrate(_ connection: Connection, path: String) throws(StoreFailure) {
    try connection.transaction { () throws(StoreFailure) in
      // Another process may have been faster.
      let header = try FileHeader(connection)
      try header.check(path: path)
      for migration in migrations[Int(header.version)...] {
        try connection.execute(migration)
      }
      try connection.execute(
        "PRAGMA application_id = \(application); PRAGMA user_version = \(version)")
    }
  }
}
