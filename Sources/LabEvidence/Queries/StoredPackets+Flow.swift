extension StoredPackets {
  /// The numbers of the packets nearest to `row` that its interface saw of the same flow in either
  /// direction, at most `reach` packets away; nil where there is none, or where no flow is known.
  ///
  /// - Throws: `StoreFailure`.
  func neighbours(
    of row: PacketRow, within reach: Int
  ) throws(StoreFailure) -> (previous: Int?, next: Int?) {
    let packet = DecodedPacket(row.bytes, hardwareType: row.hardwareType)
    guard let source = packet.source, let destination = packet.destination,
      let name = packet.protocolName
    else { return (nil, nil) }
    return try store.use(to: "read packets") { connection throws(StoreFailure) in
      func find(_ sql: SQL, _ bound: Int) throws(StoreFailure) -> Int? {
        let statement = try connection.statement(sql)
        statement.bind(1, run)
        statement.bind(2, row.number)
        statement.bind(3, bound)
        statement.bind(4, row.interface)
        statement.bind(5, name)
        statement.bind(6, "\(source)")
        statement.bind(7, "\(destination)")
        statement.bind(8, packet.sourcePort)
        statement.bind(9, packet.destinationPort)
        guard try statement.next() else { return nil }
        defer { statement.reset() }
        return statement.number(0)
      }
      return (
        try find(.previousOfFlow, row.number - reach), try find(.nextOfFlow, row.number + reach)
      )
    }
  }
}

extension SQL {
  fileprivate static let previousOfFlow = SQL(
    """
    SELECT number FROM packet
    WHERE run = ?1 AND number < ?2 AND number >= ?3 AND interface = ?4 AND protocol = ?5
      AND ((source = ?6 AND destination = ?7 AND source_port IS ?8 AND destination_port IS ?9)
        OR (source = ?7 AND destination = ?6 AND source_port IS ?9 AND destination_port IS ?8))
    ORDER BY number DESC LIMIT 1
    """)
  fileprivate static let nextOfFlow = SQL(
    """
    SELECT number FROM packet
    WHERE run = ?1 AND number > ?2 AND number <= ?3 AND interface = ?4 AND protocol = ?5
      AND ((source = ?6 AND destination = ?7 AND source_port IS ?8 AND destination_port IS ?9)
        OR (source = ?7 AND destination = ?6 AND source_port IS ?9 AND destination_port IS ?8))
    ORDER BY number LIMIT 1
    """)
}
