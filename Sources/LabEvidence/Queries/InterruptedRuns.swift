import LabModel

/// Runs whose writer was killed before it could say what became of them.
enum InterruptedRuns {
  /// What is said of them.
  static let reason = "labbook was killed while it ran"
}

extension WriterIdentity {
  /// Reads the four columns of a run's writer from column `first` on.
  init(row: PreparedStatement, from first: Int32) {
    self.init(
      process: row.number(first), start: row.integer(first + 1), boot: row.text(first + 2),
      namespace: row.integer(first + 3))
  }
}

extension Store {
  /// Marks runs as interrupted whose writer is gone, and says how many there were.
  ///
  /// They show as interrupted without it too; marking keeps that true where the file is copied to
  /// another machine.
  @discardableResult
  package func markInterruptedRuns() throws(StoreFailure) -> Int {
    try use(to: "write") { connection throws(StoreFailure) in
      let find = try connection.statement(.runningRuns)
      var gone: [Int] = []
      while try find.next() {
        if WriterIdentity(row: find, from: 1).isGone { gone.append(find.number(0)) }
      }
      guard !gone.isEmpty else { return 0 }
      return try connection.transaction { () throws(StoreFailure) in
        var count = 0
        let mark = try connection.statement(.markRun)
        for run in gone {
          mark.bind(1, InterruptedRuns.reason)
          mark.bind(2, run)
          try mark.run()
          count += connection.changeCount
        }
        return count
      }
    }
  }
}

extension SQL {
  fileprivate static let runningRuns = SQL(
    """
    SELECT number, writer_process, writer_start, writer_boot, writer_namespace FROM run
    WHERE status = 'running'
    """)
  fileprivate static let markRun = SQL(
    """
    UPDATE run SET status = 'interrupted', reason = coalesce(reason, ?)
    WHERE number = ? AND status = 'running'
    """)
}
