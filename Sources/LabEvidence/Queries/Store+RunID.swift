extension Store {
  /// The number of the run whose whole id is `id`; looked up in an index.
  ///
  /// - Throws: `StoreFailure` of kind `unknownRun` where there is none.
  package func number(ofRun id: String) throws(StoreFailure) -> Int {
    try use(to: "read") { connection throws(StoreFailure) in
      let statement = try connection.statement(.runWithID)
      statement.bind(1, id)
      guard try statement.next() else {
        throw StoreFailure(
          .unknownRun, stage: "find run", subject: id, message: "there is no run with this id")
      }
      defer { statement.reset() }
      return statement.number(0)
    }
  }
}

extension SQL {
  fileprivate static let runWithID = SQL("SELECT number FROM run WHERE id = ?")
}
