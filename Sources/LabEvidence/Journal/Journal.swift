package import LabModel

/// Writes down one run: events go in as they come, and are safe once `commit` returns.
///
/// Not for several threads at once. Rows wait in memory until `commit`, so that no write
/// transaction stays open while a step runs and several runs may write one file side by side.
package final class Journal {
  /// The run's number in its file.
  package let run: Int
  /// The run's id: a UUIDv7 in lower case.
  package let id: String

  private init(run: Int, id: String) {
    self.run = run
    self.id = id
  }

  /// Adds a run of `plan` to `store`, with all its steps, and commits it: from now on it shows as
  /// running for as long as this process lives.
  package static func begin(
    _ plan: Plan, in store: Store, backend: String, provenance: Provenance, labbook: String
  ) throws(StoreFailure) -> Journal {
    throw StoreFailure(stage: "write", subject: store.path, message: "cannot write yet")
  }

  /// Takes the next event of the run's stream.
  ///
  /// Commits by itself once some thousand rows wait. What the terminal of a shell shows is not
  /// kept, nor is a failure: `finish` is given its reason.
  /// - Throws: `StoreFailure` where a commit fails or an output is of no step that began.
  package func write(_ event: Event) throws(StoreFailure) {}

  /// Notes that `step` does not run, and why; `isPassedOver` where its block's `when=` says so.
  package func recordSkip(step: Int, reason: String, isPassedOver: Bool) {}

  /// Notes whether an attempt that has ended met its expectation; nil where it has none.
  package func recordOutcome(step: Int, attempt: Int, met: Bool?, miss: String? = nil) {}

  /// Writes all that waits in one transaction: call it at every fence.
  package func commit() throws(StoreFailure) {}

  /// Commits the rest and what became of the run.
  package func finish(_ status: RunRow.Status, reason: String? = nil) throws(StoreFailure) {}
}
