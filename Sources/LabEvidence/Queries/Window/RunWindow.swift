import LabModel

/// A stretch of a run's time: what is told of it line by line, and how much there is of what.
///
/// It is bounded in size, and costs the same in a long run as in a short one.
package struct RunWindow: Sendable {
  /// What is wanted.
  package struct Request: Sendable, Hashable {
    /// CLOCK_MONOTONIC in ns, both ends included.
    package var times: ClosedRange<Int64>
    /// Into how many equal parts time is divided, to count in each.
    package var parts = 200
    /// The most rows of each table that are read.
    package var mostRows = 200
    /// The most packets that are told of singly.
    package var mostPackets = 400

    package init(times: ClosedRange<Int64>) { self.times = times }
  }

  package let request: Request
  /// The outline that was given, with the first rows of each table in the window and no packets.
  package private(set) var evidence: RunEvidence
  /// How many rows each table has in the window, packets left out.
  package private(set) var totals: [TimedTable: Int] = [:]
  /// Rows in each part, of the tables that have more in the window than are read.
  package private(set) var counts: [TimedTable: [Int]] = [:]
  package private(set) var packets = PacketDensity()

  /// Bytes of output are cut at this size, piece by piece.
  private static let mostBytes = 512

  /// Reads the window of the run whose outline is `outline`.
  ///
  /// - Throws: what reading the store throws.
  package init(
    _ request: Request, of outline: RunEvidence, from store: Store
  ) throws(StoreFailure) {
    self.request = request
    evidence = outline
    evidence.packets = NoPackets()
    evidence.kernelLog = []
    evidence.losses = outline.losses.filter {
      $0.time >= request.times.lowerBound && $0.since <= request.times.upperBound
    }
    try store.use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        try read(RunReader(run: outline.run.number, connection: connection, path: store.path))
      }
    }
  }

  private mutating func read(_ reader: RunReader) throws(StoreFailure) {
    evidence.links = try reader.changes(of: Link.self, numbered: rows(.link, reader))
    evidence.addresses = try reader.changes(of: Address.self, numbered: rows(.address, reader))
    evidence.routes = try reader.changes(of: Route.self, numbered: rows(.route, reader))
    evidence.neighbours = try reader.changes(
      of: Neighbour.self, numbered: rows(.neighbour, reader))
    evidence.rules = try reader.changes(of: Rule.self, numbered: rows(.rule, reader))
    evidence.sockets = try reader.sockets(numbered: rows(.socket, reader))
    evidence.outputs = try reader.outputs(
      numbered: rows(.output, reader), mostBytes: Self.mostBytes)
    if reader.row.backend != "namespaces" {
      evidence.kernelLog = try reader.kernelLog(numbered: rows(.kernelLog, reader))
    }
    packets = try reader.packetDensity(
      in: request.times, parts: request.parts, mostMarks: request.mostPackets)
  }

  /// The numbers of the first rows in the window; how many there are is noted, and where they lie if
  /// there are more.
  private mutating func rows(
    _ table: TimedTable, _ reader: RunReader
  ) throws(StoreFailure) -> Range<Int> {
    let numbers = try reader.numbers(of: table, in: request.times)
    totals[table] = numbers.count
    guard numbers.count > request.mostRows else { return numbers }
    counts[table] = try reader.density(
      of: table, numbers: numbers, in: request.times, parts: request.parts)
    return numbers.prefix(request.mostRows)
  }
}

/// The packets of a run of which none is to be read.
private struct NoPackets: PacketSource {
  var count: Int { 0 }

  func forEach(in times: ClosedRange<Int64>, _ body: (PacketRow) throws -> Bool) throws {}
}
