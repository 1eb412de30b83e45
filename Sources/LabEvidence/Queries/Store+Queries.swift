package import LabModel

extension Store {
  /// The runs that `filter` lets through, newest first.
  package func runs(_ filter: RunFilter = RunFilter()) throws(StoreFailure) -> [RunSummary] {
    throw StoreFailure(stage: "read", subject: path, message: "cannot read yet")
  }

  /// The number of the run that `text` means: `last`, or a beginning of its id that no other has.
  ///
  /// - Throws: `StoreFailure` of kind `unknownRun` or `ambiguousRun`.
  package func resolveRun(_ text: String) throws(StoreFailure) -> Int {
    throw StoreFailure(stage: "read", subject: path, message: "cannot read yet")
  }

  /// The notebook that a run ran, byte for byte.
  package func notebook(ofRun run: Int) throws(StoreFailure) -> [UInt8] {
    throw StoreFailure(stage: "read", subject: path, message: "cannot read yet")
  }

  /// On what a run ran.
  package func provenance(ofRun run: Int) throws(StoreFailure) -> Provenance {
    throw StoreFailure(stage: "read", subject: path, message: "cannot read yet")
  }

  /// How a run's sandbox was made; nil where it never stood.
  package func sandbox(ofRun run: Int) throws(StoreFailure) -> SandboxRecord? {
    throw StoreFailure(stage: "read", subject: path, message: "cannot read yet")
  }

  /// What `PRAGMA integrity_check` and `foreign_key_check` find wrong; empty for a sound file.
  package func integrityProblems() throws(StoreFailure) -> [String] {
    throw StoreFailure(stage: "read", subject: path, message: "cannot read yet")
  }

  /// Marks runs as interrupted whose writer is gone, and says how many there were.
  @discardableResult
  package func markInterruptedRuns() throws(StoreFailure) -> Int {
    throw StoreFailure(stage: "read", subject: path, message: "cannot read yet")
  }
}

extension RunEvidence {
  /// Reads all that `store` holds of a run but its packets, which are read when asked for.
  package static func load(run: Int, from store: Store) throws(StoreFailure) -> RunEvidence {
    throw StoreFailure(stage: "read", subject: store.path, message: "cannot read yet")
  }
}
