package import LabModel

/// The rows that verdicts rest on, as far as something is said of them where they are cited.
package struct CitedRows: Sendable {
  /// The step of an attempt's row, and which of its attempts it is.
  package struct AttemptPlace: Sendable, Hashable {
    package var step: Int
    package var attempt: Int
  }

  package private(set) var attempts: [Int: AttemptPlace] = [:]
  /// The attempt's row of a piece of output.
  package private(set) var outputs: [Int: Int] = [:]
  package private(set) var links: [Int: ChangeRow<Link>] = [:]
  package private(set) var addresses: [Int: ChangeRow<Address>] = [:]
  package private(set) var routes: [Int: ChangeRow<Route>] = [:]
  package private(set) var neighbours: [Int: ChangeRow<Neighbour>] = [:]
  package private(set) var sockets: [Int: SocketRow] = [:]
  /// When other rows happened: fences, losses, counters, lines of the kernel's log, taint.
  package private(set) var times: [EvidenceReference: Int64] = [:]

  /// Reads the rows of `references`, each by its number; those that the store does not have are left out.
  package init(
    _ references: Set<EvidenceReference>, ofRun run: Int, from store: Store
  ) throws(StoreFailure) {
    self = try store.use(to: "read") { connection throws(StoreFailure) in
      let reader = try RunReader(run: run, connection: connection, path: store.path)
      var cited = self
      for reference in references { try cited.read(reference, reader) }
      return cited
    }
  }

  private mutating func read(
    _ reference: EvidenceReference, _ reader: RunReader
  ) throws(StoreFailure) {
    let number = reference.number
    let numbers = number..<number + (number == .max ? 0 : 1)
    switch reference.table {
    case .attempt: try readAttempt(number, reader)
    case .output:
      outputs[number] =
        try reader.rows(.citedOutput, Int64(number)) { $0.number(0, as: Int.self) }.first
      if let attempt = outputs[number] { try readAttempt(attempt, reader) }
    case .link: links[number] = try reader.changes(of: Link.self, numbered: numbers).first
    case .address:
      addresses[number] = try reader.changes(of: Address.self, numbered: numbers).first
    case .route: routes[number] = try reader.changes(of: Route.self, numbered: numbers).first
    case .neighbour:
      neighbours[number] = try reader.changes(of: Neighbour.self, numbered: numbers).first
    case .socket: sockets[number] = try reader.sockets(numbered: numbers).first
    case .counter: try readTime(reference, .citedCounter, reader)
    case .fence: try readTime(reference, .citedFence, reader)
    case .loss: try readTime(reference, .citedLoss, reader)
    case .kernelLog: try readTime(reference, .citedLine, reader)
    case .taint: try readTime(reference, .citedTaint, reader)
    case .packet, .host: break
    }
  }

  private mutating func readAttempt(_ number: Int, _ reader: RunReader) throws(StoreFailure) {
    attempts[number] = try reader.rows(.citedAttempt, Int64(number)) {
      AttemptPlace(step: $0.number(0), attempt: $0.number(1))
    }.first
  }

  private mutating func readTime(
    _ reference: EvidenceReference, _ sql: SQL, _ reader: RunReader
  ) throws(StoreFailure) {
    times[reference] = try reader.rows(sql, Int64(reference.number)) { reader.time($0, 0) }.first
  }
}

extension SQL {
  fileprivate static let citedAttempt = SQL(
    "SELECT step, attempt FROM attempt WHERE run = ? AND number = ?")
  fileprivate static let citedOutput = SQL(
    "SELECT attempt FROM output WHERE run = ? AND number = ?")
  fileprivate static let citedCounter = SQL(
    "SELECT time FROM counter_event WHERE run = ? AND number = ?")
  fileprivate static let citedFence = SQL("SELECT time FROM fence WHERE run = ? AND number = ?")
  fileprivate static let citedLoss = SQL("SELECT time FROM loss WHERE run = ? AND number = ?")
  fileprivate static let citedLine = SQL(
    "SELECT time FROM kernel_log WHERE run = ? AND number = ?")
  fileprivate static let citedTaint = SQL("SELECT time FROM taint WHERE run = ? AND number = ?")
}
