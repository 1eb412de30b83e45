extension Store {
  /// The runs that `filter` lets through, at most as many as it says.
  package func runs(_ filter: RunFilter = RunFilter()) throws(StoreFailure) -> [RunSummary] {
    try listing(filter).runs
  }

  /// The same without what has to be counted or looked up for each: steps, verdicts, packet transcripts, the
  /// short id and the run before.
  package func uncountedRuns(_ filter: RunFilter) throws(StoreFailure) -> [RunSummary] {
    try use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        let selection = try RunSelection(filter, connection)
        var runs = try Self.listing(filter, selection, after: nil, connection).runs
        for place in runs.indices {
          runs[place].parameters = try RunReader.parameters(of: runs[place].number, connection)
        }
        return runs
      }
    }
  }

  /// The next runs that `filter` lets through, newest first, at most as many as it says.
  ///
  /// What it costs depends on how many runs are shown, and hardly on how many there are. The list goes on
  /// after the run whose number is `after`.
  package func listing(
    _ filter: RunFilter, after: Int? = nil
  ) throws(StoreFailure) -> RunListing {
    try use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        let selection = try RunSelection(filter, connection)
        var listing: RunListing
        if let words = filter.words {
          listing = try StepSearch(words, connection).listing(filter, selection, after: after)
        } else {
          listing = try Self.listing(filter, selection, after: after, connection)
        }
        for place in listing.runs.indices {
          try SummaryReader(connection).complete(&listing.runs[place])
        }
        return listing
      }
    }
  }

  private static func listing(
    _ filter: RunFilter, _ selection: RunSelection, after: Int?, _ connection: Connection
  ) throws(StoreFailure) -> RunListing {
    let reader = SummaryReader(connection)
    var place: (start: Int64, id: String)?
    if let after, let run = try reader.summary(of: after) { place = (run.startWall, run.id) }
    let statement = try selection.statement(after: place)
    var listing = RunListing()
    var last = 0
    while try statement.next() {
      // The same run may be found in several ways, which then follow each other.
      let number: Int = statement.number(0)
      guard number != last, let run = try reader.summary(of: number) else { continue }
      last = number
      guard filter.statuses.isEmpty || filter.statuses.contains(run.status) else { continue }
      guard listing.runs.count < filter.limit ?? .max else {
        listing.next = listing.runs.last?.id
        break
      }
      listing.runs.append(run)
    }
    return listing
  }
}
