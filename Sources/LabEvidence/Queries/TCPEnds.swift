/// A TCP connection as one interface sees it: the same for both directions.
struct TCPEnds: Hashable {
  /// Number of the row in `interfaces`.
  var interface: Int
  private var ends: Set<Flow.End>

  init(interface: Int, _ one: Flow.End, _ other: Flow.End) {
    self.interface = interface
    ends = [one, other]
  }

  /// nil where the packet is no TCP segment.
  init?(_ row: PacketRow) {
    let packet = DecodedPacket(row.bytes, hardwareType: row.hardwareType)
    guard packet.ipProtocol == InternetProtocol.tcp, let source = packet.sourcePort,
      let destination = packet.destinationPort
    else { return nil }
    self.init(
      interface: row.interface, Flow.End(address: packet.source, port: source),
      Flow.End(address: packet.destination, port: destination))
  }
}

extension StoredPackets {
  /// Calls `body` with the number and the ends of each TCP segment in `range` that has all of `flags`, in
  /// order, until it returns false; reads no bytes.
  ///
  /// - Throws: `StoreFailure`.
  func forEachSegment(
    in range: Range<Int>, flags: Int, _ body: (Int, TCPEnds) -> Bool
  ) throws(StoreFailure) {
    try store.use(to: "read packets") { connection throws(StoreFailure) in
      let row = try connection.statement(.segments)
      row.bind(1, run)
      row.bind(2, range.lowerBound)
      row.bind(3, range.upperBound)
      row.bind(4, flags)
      while try row.next() {
        let ends = TCPEnds(
          interface: row.number(1),
          Flow.End(address: IPAddress(row.text(2)), port: row.number(4)),
          Flow.End(address: IPAddress(row.text(3)), port: row.number(5)))
        guard body(row.number(0), ends) else { return row.reset() }
      }
    }
  }
}

extension SQL {
  fileprivate static let segments = SQL(
    """
    SELECT number, interface, source, destination, source_port, destination_port FROM packet
    WHERE run = ?1 AND number >= ?2 AND number < ?3 AND protocol = 'tcp' AND tcp_flags & ?4 = ?4
    ORDER BY number
    """)
}
