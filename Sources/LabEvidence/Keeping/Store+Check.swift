extension Store {
  /// Checks the whole file: what `integrityProblems` finds, that what is only stored whole can be read, and
  /// that all packets are there.
  package func check() throws(StoreFailure) -> StoreCheck {
    var check = StoreCheck()
    check.problems = try integrityProblems()
    return try use(to: "check") { connection throws(StoreFailure) in
      check.version = try connection.number("PRAGMA user_version")
      check.size = try Pruning.pages(connection, "page_count")
      check.free = try Pruning.pages(connection, "freelist_count")
      // Counting in a file that is damaged would only say the same again.
      guard check.problems.isEmpty else { return check }
      try connection.snapshot { () throws(StoreFailure) in
        for name in try TableShape.all(of: connection).keys.sorted()
        where !TableGraph.indexes.contains(name) {
          check.counts.append(
            .init(table: name, rows: try connection.number("SELECT count(*) FROM \(name)")))
        }
        check.problems += try Self.packetProblems(connection)
        check.problems += try Self.rows(
          """
          SELECT 'run ' || run || ' has packets without bytes: ' || (rows - coalesce(stored, 0))
          FROM (SELECT run, count(*) AS rows FROM packet GROUP BY run)
            LEFT JOIN (SELECT run, sum(count) AS stored FROM packet_chunk GROUP BY run) USING (run)
          WHERE rows > coalesce(stored, 0) LIMIT \(StoreCheck.most)
          """, connection)
        check.problems += try Self.rows(
          """
          SELECT 'run ' || run || ' has attempts whose packets are not there: ' || count(*)
          FROM attempt WHERE last_packet IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM packet WHERE packet.run = attempt.run AND number = last_packet)
          GROUP BY run LIMIT \(StoreCheck.most)
          """, connection)
      }
      return check
    }
  }

  /// Chunks of packets that cannot be read, or whose packets are not those that the rows tell of.
  private static func packetProblems(_ connection: Connection) throws(StoreFailure) -> [String] {
    let chunks = try PreparedStatement(
      """
      SELECT run, first, count, size, content, (
        SELECT count(*) FROM packet WHERE packet.run = packet_chunk.run
          AND number BETWEEN first AND first + count - 1)
      FROM packet_chunk
      """, on: connection)
    var problems: [String] = []
    while try chunks.next(), problems.count < StoreCheck.most {
      let (run, first, count) = (
        chunks.integer(0), chunks.integer(1), chunks.number(2, as: Int.self)
      )
      let name = "run \(run): the bytes of the packets from \(first) on"
      let bytes = chunks.withBytes(4) {
        ChunkCompressor.decompress($0, size: chunks.number(3))
      }
      if bytes.flatMap({ PacketChunk.packets(in: $0, count: count) }) == nil {
        problems.append("\(name) cannot be read")
      } else if chunks.number(5) != count {
        problems.append("\(name) are \(count), and there are \(chunks.integer(5)) rows")
      }
    }
    return problems
  }

  private static func rows(
    _ sql: String, _ connection: Connection
  ) throws(StoreFailure) -> [String] {
    let statement = try PreparedStatement(sql, on: connection)
    var rows: [String] = []
    while try statement.next() { rows.append(statement.text(0)) }
    return rows
  }
}
