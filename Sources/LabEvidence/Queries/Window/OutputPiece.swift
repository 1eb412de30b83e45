package import LabModel

/// Bytes that an attempt printed at one time, without the bytes.
package struct OutputPiece: Sendable, Hashable {
  /// Number of the row in `output`.
  package var number: Int
  /// Number of the attempt's row.
  package var attempt: Int
  package var stream: OutputStream
  /// CLOCK_MONOTONIC in ns.
  package var time: Int64
  /// In bytes.
  package var size: Int
}

/// Which pieces of output a run has, as far as they were looked through.
package struct OutputPieces: Sendable {
  package var pieces: [OutputPiece]
  /// Whether these are all that there are.
  package var isComplete: Bool
}

extension Store {
  /// What a run's attempts printed from `time` (CLOCK_MONOTONIC, ns) on, piece by piece in the order in
  /// which they came, without the bytes; at most `most` pieces are looked through.
  package func outputPieces(
    ofRun run: Int, from time: Int64 = .min, most: Int
  ) throws(StoreFailure) -> OutputPieces {
    try use(to: "read output") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        let reader = try RunReader(run: run, connection: connection, path: path)
        let numbers = try reader.numbers(of: .output, in: time...Int64.max)
        let pieces = try reader.rows(.outputPieces, Int64(numbers.lowerBound), most: most) {
          row throws(StoreFailure) in
          OutputPiece(
            number: row.number(0), attempt: row.number(1),
            stream: try OutputStream(stored: row.text(2)), time: reader.time(row, 3),
            size: row.number(4))
        }
        return OutputPieces(pieces: pieces, isComplete: pieces.count >= numbers.count)
      }
    }
  }

  /// At most `most` bytes of the piece of output with this number, from byte `first` (counted from 0) on;
  /// empty where there are none.
  package func outputBytes(
    ofRun run: Int, piece number: Int, from first: Int = 0, most: Int
  ) throws(StoreFailure) -> [UInt8] {
    try use(to: "read output") { connection throws(StoreFailure) in
      let row = try connection.statement(.outputBytes)
      row.bind(1, run)
      row.bind(2, number)
      row.bind(3, most)
      row.bind(4, first + 1)
      guard try row.next() else { return [] }
      defer { row.reset() }
      return row.bytes(0)
    }
  }

  /// The number of the row of an attempt of a step, and when it started (CLOCK_MONOTONIC, ns); nil where
  /// there is none.
  package func attempt(
    _ attempt: Int, ofStep step: Int, run: Int
  ) throws(StoreFailure) -> (number: Int, start: Int64)? {
    try use(to: "read output") { connection throws(StoreFailure) in
      let reader = try RunReader(run: run, connection: connection, path: path)
      return try reader.rows(.attemptRow, Int64(step), Int64(attempt)) { row in
        (number: row.number(0, as: Int.self), start: reader.time(row, 1))
      }.first
    }
  }

  /// The bytes that were dropped at the output limit, by the attempt's row and stream; at most 1,000 rows.
  package func outputCuts(
    ofRun run: Int
  ) throws(StoreFailure) -> [OutputCutRow] {
    try use(to: "read output") { connection throws(StoreFailure) in
      try RunReader(run: run, connection: connection, path: path).outputCuts(most: 1000)
    }
  }
}

extension SQL {
  // SQLite tells the length of a blob from the row's header, without reading it.
  fileprivate static let outputPieces = SQL(
    """
    SELECT number, attempt, stream, time, length(content) FROM output
    WHERE run = ? AND number >= ? ORDER BY number
    """)
  fileprivate static let attemptRow = SQL(
    "SELECT number, started FROM attempt WHERE run = ? AND step = ? AND attempt = ?")
  fileprivate static let outputBytes = SQL(
    "SELECT substr(content, ?4, ?3) FROM output WHERE run = ?1 AND number = ?2")
}
