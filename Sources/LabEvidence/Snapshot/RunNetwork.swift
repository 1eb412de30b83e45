package import LabModel

/// What is recorded of a run's network, without packets and output: enough to say how it was at any instant.
package struct RunNetwork: Sendable {
  package var run: RunRow
  package var hosts: [HostRow]
  package var steps: [StepRow]
  package var attempts: [AttemptRow]
  package var links: [ChangeRow<Link>]
  package var addresses: [ChangeRow<Address>]
  package var routes: [ChangeRow<Route>]

  package init(
    run: RunRow, hosts: [HostRow], steps: [StepRow] = [], attempts: [AttemptRow] = [],
    links: [ChangeRow<Link>] = [], addresses: [ChangeRow<Address>] = [],
    routes: [ChangeRow<Route>] = []
  ) {
    self.run = run
    self.hosts = hosts
    self.steps = steps
    self.attempts = attempts
    self.links = links
    self.addresses = addresses
    self.routes = routes
  }

  /// Reads what `store` holds of the run with number `run`.
  ///
  /// - Throws: `StoreFailure` of kind `unknownRun` where the store has no such run.
  package static func load(run: Int, from store: Store) throws(StoreFailure) -> RunNetwork {
    try store.use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        let reader = try RunReader(run: run, connection: connection, path: store.path)
        return RunNetwork(
          run: reader.row, hosts: try reader.hosts(), steps: try reader.steps(),
          attempts: try reader.attempts(), links: try reader.changes(of: Link.self),
          addresses: try reader.changes(of: Address.self),
          routes: try reader.changes(of: Route.self))
      }
    }
  }

  /// An instant at which everything stood still and was read.
  package struct Instant: Sendable, Hashable {
    /// CLOCK_MONOTONIC, in ns.
    package var time: Int64
    /// The step at whose end it is; nil for the start.
    package var step: Int?

    package init(time: Int64, step: Int?) {
      self.time = time
      self.step = step
    }
  }

  /// The start, and the end of each step's last attempt, in order of time.
  package var instants: [Instant] {
    var ends: [Int: Int64] = [:]
    for attempt in attempts { if let end = attempt.end { ends[attempt.step] = end } }
    return [Instant(time: run.start, step: nil)]
      + ends.map { Instant(time: $0.value, step: $0.key) }
      .sorted { ($0.time, $0.step ?? 0) < ($1.time, $1.step ?? 0) }
  }
}
