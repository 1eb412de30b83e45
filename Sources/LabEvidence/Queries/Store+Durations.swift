import LabModel

extension Store {
  /// How long the newest runs of each notebook took, in ns, by its path; at most `newest` of each.
  ///
  /// Only runs that came to their end count, and no controls of others. The order in which runs were
  /// written or merged makes no difference.
  package func durations(newest: Int) throws(StoreFailure) -> [String: [Int64]] {
    try use(to: "read") { connection throws(StoreFailure) in
      let row = try connection.statement(.newestDurations)
      row.bind(1, newest)
      var durations: [String: [Int64]] = [:]
      while try row.next() { durations[row.text(0), default: []].append(row.integer(1)) }
      return durations
    }
  }
}

extension SQL {
  fileprivate static let newestDurations = SQL(
    """
    SELECT path, duration FROM (
      SELECT path, duration,
        row_number() OVER (PARTITION BY path ORDER BY start_wall DESC, id DESC) AS place
      FROM run
      WHERE status = 'finished' AND duration IS NOT NULL
        AND number NOT IN (SELECT run FROM control)
    )
    WHERE place <= ?1 ORDER BY path, place
    """)
}
