extension RunEvidence {
  /// Reads of a run what its packets refer to: hosts, interfaces, steps and attempts.
  ///
  /// With the `network` come links, addresses and losses, which the paths of packets hang on. The packets
  /// are read when asked for, all else is left out.
  ///
  /// - Throws: `StoreFailure` of kind `unknownRun` where the store has no such run.
  package static func packetContext(
    run: Int, from store: Store, network: Bool = false
  ) throws(StoreFailure) -> RunEvidence {
    try store.use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        let reader = try RunReader(run: run, connection: connection, path: store.path)
        return try reader.packetContext(store: store, network: network)
      }
    }
  }
}
