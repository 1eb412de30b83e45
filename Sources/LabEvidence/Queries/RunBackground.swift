/// What stands at the head of a run besides its own row: who made it, from what, and what it belongs to.
package struct RunBackground: Sendable {
  /// The version of labbook that ran it.
  package var labbook: String
  package var seed: Int64?
  /// The SHA-256 of the notebook's text, in hexadecimal digits.
  package var notebookHash: String
  /// The id of the run that it is a control of.
  package var original: String?
  /// The id of the run of the same notebook that began before this one.
  package var previous: String?
}

extension Store {
  /// What stands at the head of a run.
  ///
  /// - Throws: `StoreFailure` of kind `unknownRun` where the store has no such run.
  package func background(ofRun run: Int) throws(StoreFailure) -> RunBackground {
    try use(to: "read") { connection throws(StoreFailure) in
      let row = try connection.statement(.background)
      row.bind(1, run)
      guard try row.next() else { throw unknownRun(run) }
      defer { row.reset() }
      var background = RunBackground(
        labbook: row.text(0), seed: row.isNull(1) ? nil : row.integer(1), notebookHash: row.text(2),
        original: row.optionalText(3))
      let previous = try connection.statement(.previousRun)
      previous.bind(1, run)
      if try previous.next() {
        background.previous = previous.text(0)
        previous.reset()
      }
      return background
    }
  }
}

extension SQL {
  fileprivate static let background = SQL(
    """
    SELECT run.labbook, run.seed, run.notebook, original.id
    FROM run LEFT JOIN control ON control.run = run.number
    LEFT JOIN run AS original ON original.number = control.original
    WHERE run.number = ?
    """)
  // Runs are numbered as they begin; a control is no run to compare with.
  fileprivate static let previousRun = SQL(
    """
    SELECT before.id FROM run JOIN run AS before ON before.path = run.path
    WHERE run.number = ?1 AND before.start_wall < run.start_wall
      AND before.number NOT IN (SELECT run FROM control)
    ORDER BY before.start_wall DESC LIMIT 1
    """)
}
