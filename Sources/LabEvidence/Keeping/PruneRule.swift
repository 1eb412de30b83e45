/// Which runs of a database are kept.
///
/// A run is kept where one of the first two rules keeps it; where neither is given, all are. Of these, the
/// oldest go until what is left fits into `mostBytes`. Controls stay and go with the run that they are
/// controls of, and a run that is being written always stays.
package struct PruneRule: Sendable, Hashable {
  /// Runs that began at this instant or later are kept (CLOCK_REALTIME, ns since 1970).
  package var since: Int64?
  /// The newest so many are kept of those that ran one notebook, with one combination of parameters, on
  /// one kernel.
  package var newest: Int?
  /// How large the file may be once it is shrunk, in bytes.
  package var mostBytes: Int?

  package init(since: Int64? = nil, newest: Int? = nil, mostBytes: Int? = nil) {
    self.since = since
    self.newest = newest
    self.mostBytes = mostBytes
  }
}

/// What was taken out of a database, or would be.
package struct PruneResult: Sendable, Hashable {
  /// A run that goes.
  package struct Run: Sendable, Hashable {
    package var number: Int
    package var id: String
    package var path: String
    package var kernel: String
    /// CLOCK_REALTIME, ns since 1970.
    package var startWall: Int64
    /// The number of the run that it is a control of.
    package var original: Int?
  }

  /// Oldest first.
  package var runs: [Run] = []
  package var keptCount = 0
  /// How many of them are being written.
  package var runningCount = 0
  /// What the file's pages in use take, in bytes.
  package var sizeBefore = 0
  package var sizeAfter = 0
}
