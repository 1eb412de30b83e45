extension Schema {
  /// The first schema.
  ///
  /// Rows are numbered within their run. Times are ns after the run's `start` on CLOCK_MONOTONIC (and
  /// before it where negative), which keeps them short and readable; `run.start` itself is that clock's
  /// own reading. What is in an event table's plain columns is the object after the change (NULL where it
  /// went), in the `old_` ones before it (NULL where it came).
  static let schemaVersion1 = runTables1 + eventTables1 + packetTables1 + verdictTables1
}
