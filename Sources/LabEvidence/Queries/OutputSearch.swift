/// An attempt whose output has the words that were asked for.
package struct OutputMatch: Sendable, Hashable {
  package var run: Int
  package var step: Int
  package var attempt: Int

  package init(run: Int, step: Int, attempt: Int) {
    self.run = run
    self.step = step
    self.attempt = attempt
  }
}

extension Store {
  /// The attempts whose output has all words of `text`, newest runs first.
  ///
  /// Letter case and accents do not matter; a word is a run of letters and digits. A store that is
  /// open for writing indexes first what is not indexed yet; one that is open for reading finds only
  /// what has been.
  package func searchOutput(_ text: String) throws(StoreFailure) -> [OutputMatch] {
    if access == .write { try indexOutput() }
    let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" }
    guard !words.isEmpty else { return [] }
    // Each word in quotes: nothing of it is taken for an operator of FTS5.
    let query = words.map {
      "\""
        + $0.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\""
    }
    return try use(to: "search") { connection throws(StoreFailure) in
      let statement = try connection.statement(.search)
      statement.bind(1, query.joined(separator: " "))
      var matches: [OutputMatch] = []
      while try statement.next() {
        matches.append(
          OutputMatch(
            run: statement.number(0), step: statement.number(1), attempt: statement.number(2)))
      }
      return matches
    }
  }

  /// Indexes the output of every run that has ended and is not indexed yet.
  ///
  /// Not part of ending a run, which nobody should wait for longer than needed.
  package func indexOutput() throws(StoreFailure) {
    try use(to: "index output") { connection throws(StoreFailure) in
      let find = try connection.statement(.unindexedRuns)
      var runs: [Int] = []
      while try find.next() { runs.append(find.number(0)) }
      for run in runs {
        try connection.transaction { () throws(StoreFailure) in
          // Another process may have been faster.
          let mark = try connection.statement(.markIndexed)
          mark.bind(1, run)
          try mark.run()
          if connection.changeCount == 1 { try OutputIndex.add(run: run, connection) }
        }
      }
    }
  }
}

extension SQL {
  fileprivate static let search = SQL(
    """
    SELECT attempt.run, step, attempt.attempt
    FROM output_text JOIN attempt
      ON attempt.run = output_text.rowid >> 32 AND attempt.number = output_text.rowid & 0xffffffff
    JOIN run ON run.number = attempt.run
    WHERE output_text MATCH ?
    ORDER BY start_wall DESC, attempt.run DESC, attempt.number
    """)
  fileprivate static let unindexedRuns = SQL(
    "SELECT number FROM run WHERE NOT is_indexed AND status <> 'running' ORDER BY number")
  fileprivate static let markIndexed = SQL(
    "UPDATE run SET is_indexed = 1 WHERE number = ? AND NOT is_indexed")
}
