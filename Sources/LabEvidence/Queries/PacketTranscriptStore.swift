import LabModel

/// Keeps what was said of runs' packet transcripts: judging again adds, and overwrites nothing.
package struct PacketTranscriptStore: Sendable {
  private let store: Store

  package init(_ store: Store) {
    self.store = store
  }

  /// Records what one judgement of a run said of its packet transcripts, made at `wall`
  /// (CLOCK_REALTIME in ns since 1970).
  package func record(
    _ outcomes: [PacketTranscriptOutcome], ofRun run: Int, at wall: Int64
  ) throws(StoreFailure) {
    guard !outcomes.isEmpty else { return }
    try store.use(to: "write") { connection throws(StoreFailure) in
      try connection.transaction { () throws(StoreFailure) in
        let judgement = try lastJudgement(ofRun: run, connection) + 1
        for outcome in outcomes {
          let row = try connection.statement(.addTranscript)
          row.bind(1, run)
          row.bind(2, judgement)
          row.bind(3, outcome.number)
          row.bind(4, wall)
          row.bind(5, outcome.line)
          row.bind(6, outcome.place)
          row.bind(7, outcome.filter)
          row.bind(8, outcome.during)
          row.bind(9, outcome.expectedFailure)
          row.bind(10, outcome.answer.rawValue)
          row.bind(11, outcome.reason)
          row.bind(12, outcome.difference.map(\.text).joined(separator: "\n"))
          try row.run()
        }
      }
    }
  }

  /// The outcomes of a run's latest judgement in the transcripts' order; empty where it has none.
  package func latest(ofRun run: Int) throws(StoreFailure) -> [PacketTranscriptOutcome] {
    try store.use(to: "read") { connection throws(StoreFailure) in
      let row = try connection.statement(.latestTranscripts)
      row.bind(1, run)
      var outcomes: [PacketTranscriptOutcome] = []
      while try row.next() {
        outcomes.append(
          PacketTranscriptOutcome(
            number: row.number(0), line: row.number(1), place: row.sentence(2),
            filter: row.optionalSentence(3), during: row.optionalSentence(4),
            expectedFailure: row.optionalSentence(5),
            answer: try PacketTranscriptOutcome.Answer(stored: row.text(6)),
            reason: row.sentence(7),
            difference: Self.difference(row.text(8))))
      }
      return outcomes
    }
  }

  private func lastJudgement(
    ofRun run: Int, _ connection: Connection
  ) throws(StoreFailure) -> Int {
    let row = try connection.statement(.lastTranscriptJudgement)
    row.bind(1, run)
    guard try row.next() else { return 0 }
    defer { row.reset() }
    return row.number(0)
  }

  private static func difference(_ text: String) -> [DifferenceLine] {
    text.split(separator: "\n").compactMap { line in
      DifferenceLine.Kind(rawValue: String(line.prefix(1))).map {
        DifferenceLine($0, String(line.dropFirst(2)))
      }
    }
  }
}

extension PacketTranscriptOutcome.Answer: StoredName {
  var storedName: String { rawValue }
}

extension SQL {
  fileprivate static let lastTranscriptJudgement = SQL(
    "SELECT coalesce(max(judgement), 0) FROM packet_transcript WHERE run = ?")
  fileprivate static let addTranscript = SQL(
    """
    INSERT INTO packet_transcript (
      run, judgement, number, judged_at, line, place, filter, during, expected_failure, answer,
      reason, difference
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let latestTranscripts = SQL(
    """
    SELECT number, line, place, filter, during, expected_failure, answer, reason, difference
    FROM packet_transcript
    WHERE run = ?1
      AND judgement = (SELECT max(judgement) FROM packet_transcript WHERE run = ?1)
    ORDER BY number
    """)
}
