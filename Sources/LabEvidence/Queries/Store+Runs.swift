import LabModel

extension Store {
  /// The number of the run that `text` means: `last` (which is no control of another run), a
  /// beginning of its id that no other has, or its number.
  ///
  /// What is both the beginning of one run's id and the number of another means the id.
  ///
  /// - Throws: `StoreFailure` of kind `unknownRun` or `ambiguousRun`.
  package func resolveRun(_ text: String) throws(StoreFailure) -> Int {
    try use(to: "read") { connection throws(StoreFailure) in
      if text == "last" {
        let statement = try connection.statement(.lastRun)
        guard try statement.next() else {
          throw StoreFailure(
            .unknownRun, stage: "find run", subject: text, message: "\(path) has no runs yet",
            remedy: "run a notebook first")
        }
        defer { statement.reset() }
        return statement.number(0)
      }
      let statement = try connection.statement(.runsBeginning)
      statement.bind(1, text.lowercased())
      var found: [(number: Int, id: String)] = []
      while try statement.next() { found.append((statement.number(0), statement.text(1))) }
      // A whole id is meant also where another one were to begin with it.
      if let first = found.first, !text.isEmpty,
        found.count == 1 || first.id == text.lowercased()
      {
        return first.number
      }
      if let number = try Self.run(numbered: text, connection) { return number }
      guard !found.isEmpty, !text.isEmpty else {
        throw StoreFailure(
          .unknownRun, stage: "find run", subject: text, message: "\(path) has no such run",
          remedy: "`labbook list` shows the runs")
      }
      throw StoreFailure(
        .ambiguousRun(found.map(\.id)), stage: "find run", subject: text,
        message:
          "\(found.count > 20 ? "over 20" : "\(found.count)") runs begin so: \(found.prefix(5).map(\.id).joined(separator: ", "))"
          + (found.count > 5 ? ", …" : ""),
        remedy: "give more of the id, or the run's number")
    }
  }

  private static func run(
    numbered text: String, _ connection: Connection
  ) throws(StoreFailure) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
      return nil
    }
    let statement = try connection.statement(.runNumbered)
    statement.bind(1, number)
    defer { statement.reset() }
    return try statement.next() ? number : nil
  }
}

extension SQL {
  fileprivate static let lastRun = SQL(
    """
    SELECT number FROM run WHERE number NOT IN (SELECT run FROM control)
    ORDER BY start_wall DESC, id DESC LIMIT 1
    """)
  fileprivate static let runNumbered = SQL("SELECT number FROM run WHERE number = ?1")
  fileprivate static let runsBeginning = SQL(
    """
    SELECT number, id FROM run WHERE id >= ?1 AND id < ?1 || char(0x10ffff) ORDER BY id LIMIT 21
    """)
}
