import GRDBSQLite

extension Connection {
  /// Prepares one statement of a query that is not ours, and keeps nothing of it.
  ///
  /// The caller finalizes what it is given.
  ///
  /// - Parameters:
  ///   - bytes: the query in UTF-8 with a NUL behind it.
  ///   - offset: where the statement begins.
  /// - Returns: a result code; the statement, nil where there are only blanks and comments; and where the
  ///   text behind it begins.
  func compile(
    _ bytes: [UInt8], from offset: Int
  ) -> (code: Int32, statement: OpaquePointer?, end: Int) {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return (SQLITE_ERROR, nil, offset) }
      let text = base.assumingMemoryBound(to: CChar.self)
      var statement: OpaquePointer?
      var tail: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v3(
        handle, text + offset, Int32(bytes.count - offset), 0, &statement, &tail)
      return (code, statement, tail.map { $0 - text } ?? bytes.count)
    }
  }
}
