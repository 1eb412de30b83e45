import LabModel

extension RunEvidence {
  /// Reads all that `store` holds of a run but its packets, which are read when asked for.
  ///
  /// All of it is of one instant, also where the run is still being written.
  /// - Throws: `StoreFailure` of kind `unknownRun` where the store has no such run.
  package static func load(run: Int, from store: Store) throws(StoreFailure) -> RunEvidence {
    try load(run: run, from: store, mostOutput: Int.max).evidence
  }

  /// The same without what attempts printed that printed more than `mostOutput` bytes, and the steps of these.
  static func load(
    run: Int, from store: Store, mostOutput: Int
  ) throws(StoreFailure) -> (evidence: RunEvidence, longOutputs: Set<Int>) {
    try store.use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        let reader = try RunReader(run: run, connection: connection, path: store.path)
        let long = mostOutput == Int.max ? [] : try reader.steps(printingMoreThan: mostOutput)
        return (try reader.evidence(store: store, mostOutput: mostOutput), long)
      }
    }
  }
}
