extension RunEvidence {
  /// The most that an outline has of what a run can have any number of.
  private enum Most {
    static let hosts = 1000
    static let interfaces = 5000
    static let steps = 5000
    static let attempts = 10_000
    static let losses = 500
    static let logLines = 10_000
    static let taints = 500
  }

  /// Reads what there is to say of a run in short: its hosts, interfaces and steps, of each step the first
  /// attempt and the last five, and how its machine fared; nothing that it printed, sent or changed.
  ///
  /// It is bounded in size, whatever the run did; reasons why attempts missed are cut at 16 KiB.
  /// - Throws: `StoreFailure` of kind `unknownRun` where the store has no such run.
  package static func outline(run: Int, from store: Store) throws(StoreFailure) -> RunEvidence {
    try store.use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        let reader = try RunReader(run: run, connection: connection, path: store.path)
        var evidence = RunEvidence(run: reader.row, packets: try reader.packets(store: store))
        evidence.hosts = try reader.hosts(most: Most.hosts)
        evidence.interfaces = try reader.interfaces(most: Most.interfaces)
        evidence.steps = try reader.steps(most: Most.steps)
        evidence.attempts = try reader.outlinedAttempts(most: Most.attempts)
        evidence.losses = try reader.losses(most: Most.losses)
        guard reader.row.backend != "namespaces" else { return evidence }
        evidence.machine = try reader.machine()
        evidence.kernelLog = try reader.kernelLog(most: Most.logLines)
        evidence.taints = try reader.taints(most: Most.taints)
        evidence.crash = try reader.crash()
        evidence.ignoredTroubles = try reader.ignoredTroubles()
        return evidence
      }
    }
  }
}
