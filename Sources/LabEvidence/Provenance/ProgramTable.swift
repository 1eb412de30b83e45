/// Programs that runs of the store used; each version of a file is hashed only once.
enum ProgramTable {
  /// The hash of `file` at `path`, if the store has it.
  static func hash(
    of file: FileIdentity, at path: String, on connection: Connection
  ) throws(StoreFailure) -> String? {
    let statement = try find(file, at: path, on: connection)
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return statement.optionalText(1)
  }

  /// The number of the row for the program of `tool`, which is added where it is not there.
  static func number(
    of tool: ToolRecord, on connection: Connection
  ) throws(StoreFailure) -> Int {
    let statement = try find(tool.file, at: tool.path, on: connection)
    if try statement.next() {
      defer { statement.reset() }
      return statement.number(0)
    }
    let add = try connection.statement(.addProgram)
    bind(tool.file, at: tool.path, to: add)
    add.bind(6, tool.hash)
    try add.run()
    return connection.lastInsertedNumber
  }

  private static func find(
    _ file: FileIdentity, at path: String, on connection: Connection
  ) throws(StoreFailure) -> PreparedStatement {
    let statement = try connection.statement(.findProgram)
    bind(file, at: path, to: statement)
    return statement
  }

  private static func bind(_ file: FileIdentity, at path: String, to statement: PreparedStatement) {
    statement.bind(1, path)
    statement.bind(2, file.device)
    statement.bind(3, file.inode)
    statement.bind(4, file.size)
    statement.bind(5, file.modified)
  }
}

extension SQL {
  fileprivate static let findProgram = SQL(
    """
    SELECT number, sha256 FROM program
    WHERE path = ? AND device = ? AND inode = ? AND size = ? AND modified = ?
    """)
  fileprivate static let addProgram = SQL(
    """
    INSERT INTO program (path, device, inode, size, modified, sha256) VALUES (?, ?, ?, ?, ?, ?)
    """)
}
