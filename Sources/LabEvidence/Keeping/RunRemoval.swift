/// Takes runs out of a file with all their rows.
struct RunRemoval {
  private let connection: Connection
  private let graph: TableGraph
  private let deletions: [PreparedStatement]

  init(_ graph: TableGraph, _ connection: Connection) throws(StoreFailure) {
    self.graph = graph
    self.connection = connection
    var deletions: [PreparedStatement] = []
    // Those that refer to others first: removing a row searches for those that refer to it, and each
    // table is sorted by run.
    for table in graph.runTables.reversed() {
      let own = table.columns.filter { $0.meaning == .ownRun || $0.meaning == .otherRun }
      let condition = own.map { "\($0.name) = ?1" }.joined(separator: " OR ")
      deletions.append(
        try PreparedStatement("DELETE FROM \(table.name) WHERE \(condition)", on: connection))
    }
    deletions.append(try PreparedStatement("DELETE FROM run WHERE number = ?1", on: connection))
    self.deletions = deletions
  }

  /// Removes `runs`, of which the first may be what the others refer to.
  func remove(_ runs: [PruneResult.Run]) throws(StoreFailure) {
    for run in runs.reversed() { try remove(run: run.number) }
  }

  /// Removes one run.
  func remove(run: Int) throws(StoreFailure) {
    try WordIndex.remove(run: run, connection)
    for deletion in deletions {
      deletion.bind(1, run)
      try deletion.run()
    }
  }

  /// Removes what no run shares any more.
  func removeUnused() throws(StoreFailure) {
    for table in graph.sharedTables {
      let conditions = table.referrers.map {
        "\(table.key) NOT IN (SELECT \($0.column) FROM \($0.table) WHERE \($0.column) IS NOT NULL)"
      }
      try connection.execute(
        "DELETE FROM \(table.name) WHERE \(conditions.joined(separator: " AND "))")
    }
  }
}
