import LabEvidence
import LabReport

extension RunFacts {
  /// What `store` knows of each of `results`, by the run's id.
  ///
  /// - Throws: `CommandFailure` where the database cannot be read.
  static func all(
    of results: [NotebookResult], in store: Store?
  ) throws(CommandFailure) -> [String: RunFacts] {
    guard let store else { return [:] }
    var all: [String: RunFacts] = [:]
    do {
      for id in results.compactMap(\.runID) {
        let number = try store.resolveRun(id)
        let row = try store.row(ofRun: number)
        all[id] = RunFacts(
          started: row.startWall, backend: row.backend,
          kernel: try store.provenance(ofRun: number).kernel)
      }
    } catch {
      throw CommandFailure(error)
    }
    return all
  }
}
