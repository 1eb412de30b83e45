import LabModel

/// How the last attempt of a step came out.
package struct StepOutcome: Sendable, Hashable {
  /// nil where nothing was compared.
  package var met: Bool?
  /// Why it missed.
  package var miss: String?
}

extension Store {
  /// How the steps of a run came out, by their numbers; a step that did not run has none.
  package func outcomes(ofRun run: Int) throws(StoreFailure) -> [Int: StepOutcome] {
    try use(to: "read") { connection throws(StoreFailure) in
      let row = try connection.statement(.outcomes)
      row.bind(1, run)
      var outcomes: [Int: StepOutcome] = [:]
      while try row.next() {
        outcomes[row.number(0)] = StepOutcome(
          met: row.isNull(1) ? nil : row.boolean(1), miss: row.optionalText(2))
      }
      return outcomes
    }
  }
}

extension SQL {
  // The last attempt of a step comes last.
  fileprivate static let outcomes = SQL(
    "SELECT step, met, miss FROM attempt WHERE run = ?1 ORDER BY step, attempt")
}
