extension Store {
  /// What `PRAGMA integrity_check` and `foreign_key_check` find wrong; empty for a sound file.
  package func integrityProblems() throws(StoreFailure) -> [String] {
    try use(to: "check") { connection throws(StoreFailure) in
      var problems: [String] = []
      let integrity = try connection.statement(.integrity)
      while try integrity.next() {
        if integrity.text(0) != "ok" { problems.append(integrity.text(0)) }
      }
      let keys = try connection.statement(.foreignKeys)
      while try keys.next() {
        problems.append(
          "a row of \(keys.text(0)) refers to one of \(keys.text(2)) that is not there")
      }
      return problems
    }
  }
}

extension SQL {
  fileprivate static let integrity = SQL("PRAGMA integrity_check")
  fileprivate static let foreignKeys = SQL("PRAGMA foreign_key_check")
}
