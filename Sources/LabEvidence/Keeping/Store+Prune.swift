extension Store {
  /// Takes out the runs that `rule` does not keep, in one transaction, and says which they were.
  ///
  /// The file itself shrinks only when it is vacuumed. With `isTrial` nothing changes: it is done and
  /// undone, so that what is told is what would happen.
  package func prune(
    _ rule: PruneRule, isTrial: Bool = false
  ) throws(StoreFailure) -> PruneResult {
    try use(to: "prune") { connection throws(StoreFailure) in
      var trial: PruneResult?
      do throws(StoreFailure) {
        return try connection.transaction { () throws(StoreFailure) in
          let result = try Pruning(connection).carryOut(rule)
          guard isTrial else { return result }
          trial = result
          throw StoreFailure(stage: "prune", subject: path, message: "it was a trial")
        }
      } catch {
        guard let trial else { throw error }
        connection.reset()
        return trial
      }
    }
  }

  /// Gives the room of what is gone back to the file system; how large the file was and is, in bytes.
  ///
  /// - Throws: `StoreFailure` of kind `busy` where a run is being written: its writer does not wait for as
  ///   long as this can take.
  package func vacuum() throws(StoreFailure) -> (before: Int, after: Int) {
    try use(to: "vacuum") { connection throws(StoreFailure) in
      let running = try PruneCandidate.all(of: connection).count { $0.isRunning }
      guard running == 0 else {
        throw StoreFailure(
          .busy, stage: "vacuum", subject: path, message: "a run is being written into it",
          remedy: "try again when it has ended")
      }
      // What is in the log counts: the file has it sooner or later.
      try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
      let before = try Pruning.pages(connection, "page_count")
      try connection.execute("VACUUM")
      try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
      return (before, try Pruning.pages(connection, "page_count"))
    }
  }
}

/// Taking runs out of a file, within a transaction of the caller's.
struct Pruning {
  private let connection: Connection
  private let graph: TableGraph

  init(_ connection: Connection) throws(StoreFailure) {
    self.connection = connection
    graph = try TableGraph(connection)
  }

  func carryOut(_ rule: PruneRule) throws(StoreFailure) -> PruneResult {
    let candidates = try PruneCandidate.all(of: connection)
    var (kept, gone) = rule.split(candidates)
    var result = PruneResult()
    result.sizeBefore = try usedSize()
    let removal = try RunRemoval(graph, connection)
    for candidate in gone { try removal.remove(candidate.runs) }
    if let most = rule.mostBytes {
      var place = 0
      while place < kept.count, try usedSize() > most {
        guard !kept[place].isRunning else {
          place += 1
          continue
        }
        let candidate = kept.remove(at: place)
        try removal.remove(candidate.runs)
        gone.append(candidate)
      }
    }
    try removal.removeUnused()
    result.sizeAfter = try usedSize()
    result.runs = gone.sorted { $0.startWall < $1.startWall }.flatMap(\.runs)
    result.keptCount = kept.reduce(0) { $0 + $1.runs.count }
    result.runningCount = kept.count { $0.isRunning }
    return result
  }

  /// What the pages in use take, in bytes.
  private func usedSize() throws(StoreFailure) -> Int {
    try Self.pages(connection, "page_count") - Self.pages(connection, "freelist_count")
  }

  /// What the pages that a pragma counts take, in bytes.
  static func pages(_ connection: Connection, _ pragma: String) throws(StoreFailure) -> Int {
    try connection.number("PRAGMA \(pragma)") * connection.number("PRAGMA page_size")
  }
}
