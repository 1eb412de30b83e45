package import LabModel

/// Bytes that an attempt printed at one time, without the bytes.
package struct OutputPiece: Sendable, Hashable {
  /// Number of the row in `output`.
  package var number: Int
  package var stream: OutputStream
  /// CLOCK_MONOTONIC in ns.
  package var time: Int64
  /// In bytes.
  package var size: Int
}

extension Store {
  /// What attempts of a run printed, piece by piece in the order in which the pieces came, without the
  /// bytes: for each row of `attempts`, at most `most` pieces.
  package func outputPieces(
    ofRun run: Int, attempts: [Int], most: Int
  ) throws(StoreFailure) -> [Int: [OutputPiece]] {
    try use(to: "read output") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        let reader = try RunReader(run: run, connection: connection, path: path)
        var pieces: [Int: [OutputPiece]] = [:]
        for attempt in attempts {
          pieces[attempt] = try reader.rows(.outputPieces, Int64(attempt), most: most) {
            row throws(StoreFailure) in
            OutputPiece(
              number: row.number(0), stream: try OutputStream(stored: row.text(1)),
              time: reader.time(row, 2), size: row.number(3))
          }
        }
        return pieces
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

  /// The number of the row of an attempt of a step; nil where there is none.
  package func attempt(
    _ attempt: Int, ofStep step: Int, run: Int
  ) throws(StoreFailure) -> Int? {
    try use(to: "read output") { connection throws(StoreFailure) in
      let reader = try RunReader(run: run, connection: connection, path: path)
      return try reader.rows(.attemptRow, Int64(step), Int64(attempt)) {
        $0.number(0, as: Int.self)
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
    SELECT number, stream, time, length(content) FROM output
    WHERE run = ? AND attempt = ? ORDER BY number
    """)
  fileprivate static let attemptRow = SQL(
    "SELECT number FROM attempt WHERE run = ? AND step = ? AND attempt = ?")
  fileprivate static let outputBytes = SQL(
    "SELECT substr(content, ?4, ?3) FROM output WHERE run = ?1 AND number = ?2")
}
