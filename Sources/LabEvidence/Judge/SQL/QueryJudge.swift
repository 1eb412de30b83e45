import LabModel
import Synchronization

/// Judges SQL claims: each row that the query finds is a counterexample.
struct QueryJudge {
  let run: JudgedRun
  /// How long a query may take.
  var time: Duration = .seconds(2)
  /// SQLite counts the memory of the whole process, so queries take turns.
  private static let turn = Mutex<Void>(())

  /// - Throws: what reading packets throws; `StoreFailure` where SQLite has no memory.
  func verdict(on text: String) throws -> Verdict {
    let database = try ClaimDatabase()
    let columns: [ClaimTable: Set<String>]
    do throws(QueryMistake) {
      // Over the empty tables first, which tells what is wanted of the run.
      columns = try database.prepare(text).columns
    } catch {
      return Verdict(.inconclusive, "the query cannot be read: \(Quoting.escaped(error.message))")
    }
    try database.fill(columns, from: run)
    let query: ClaimQuery
    do throws(QueryMistake) {
      query = try database.prepare(text)
    } catch {
      return Verdict(.inconclusive, "the query cannot be read: \(Quoting.escaped(error.message))")
    }
    let result = Self.turn.withLock { _ in query.run(QueryBudget(time: time)) }
    if let failure = result.failure, result.count == 0 {
      return Verdict(.inconclusive, Quoting.escaped(failure))
    }
    let evidence = Self.evidence(result)
    let found = Self.found(result)
    // Rows may say that something is missing, as well as that something is there: what was lost
    // could overturn either.
    let (gaps, rows) = gaps(Set(columns.keys))
    if let gap = gaps.first {
      let more = gaps.count > 1 ? ", and \(gaps.count - 1) more gaps" : ""
      return Verdict(.inconclusive, "\(found), but \(gap)\(more)", citing: rows + evidence)
    }
    return result.count == 0
      ? Verdict(.holds, found)
      : Verdict(.refuted, "\(found), expected none: \(Self.shown(result))", citing: evidence)
  }

  // MARK: - What was lost

  private func gaps(_ tables: Set<ClaimTable>) -> ([String], [EvidenceReference]) {
    var words: [String] = []
    var rows: [EvidenceReference] = []
    if tables.contains(.packet) {
      let gaps = PacketGaps(run: run, hosts: nil, filter: nil, windows: [.whole])
      words += gaps.rows.map(\.words)
      rows += gaps.evidence
    } else if let reason = run.incompleteness {
      words.append(reason)
    }
    if !tables.isDisjoint(with: [.link, .address, .route, .neighbour]) {
      let losses = run.losses(.netlink, on: nil)
      if !losses.isEmpty { words.append("netlink messages were lost") }
      rows += losses.map { EvidenceReference(.loss, $0.number) }
    }
    if tables.contains(.output) {
      let cut = run.evidence.outputCuts.reduce(0) { $0 + $1.bytes }
      if cut > 0 { words.append("\(Phrases.count(cut, "byte")) of output were cut") }
    }
    return (words, rows)
  }

  // MARK: - Words

  private static func found(_ result: ClaimQuery.Result) -> String {
    if result.count >= ClaimQuery.mostRows {
      return "the query found \(result.count) rows or more"
    }
    if let failure = result.failure {
      return "the query found at least \(Phrases.count(result.count, "row")) (\(failure))"
    }
    return "the query found \(Phrases.count(result.count, "row"))"
  }

  /// Rows and columns that a reason shows.
  private static let shownRows = 3
  private static let shownColumns = 8

  /// `number 4, source "10.0.0.1"; number 7, …`.
  private static func shown(_ result: ClaimQuery.Result) -> String {
    let rows = result.rows.prefix(shownRows).map { row in
      let cells = zip(result.names, row).prefix(shownColumns).map { name, value in
        "\(Quoting.escaped(String(name.prefix(40)))) \(shown(value))"
      }
      return cells.joined(separator: ", ") + (row.count > shownColumns ? ", …" : "")
    }
    return rows.joined(separator: "; ") + (result.count > shownRows ? "; …" : "")
  }

  private static func shown(_ value: SQLValue) -> String {
    switch value {
    case .null: "NULL"
    case .integer(let number): "\(number)"
    case .text(let text): Quoting.text(text)
    case .blob(let bytes):
      "x'" + bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        + (bytes.count > 16 ? "…'" : "'")
    }
  }

  /// The rows of the run that columns named like a table point at by number.
  private static func evidence(_ result: ClaimQuery.Result) -> [EvidenceReference] {
    let tables = result.names.map { name in
      ClaimTable(rawValue: name.lowercased()).flatMap(\.reference)
    }
    return result.rows.flatMap { row in
      zip(tables, row).compactMap { table, value in
        guard let table, case .integer(let number) = value, number > 0,
          let number = Int(exactly: number)
        else { return nil }
        return EvidenceReference(table, number)
      }
    }
  }
}

extension ClaimTable {
  /// The table of the store that the rows come from, where verdicts can refer to it.
  fileprivate var reference: EvidenceReference.Table? {
    switch self {
    case .output: .output
    case .packet: .packet
    case .link: .link
    case .address: .address
    case .route: .route
    case .neighbour: .neighbour
    case .socket: .socket
    case .counter: .counter
    case .kernelLog: .kernelLog
    case .step: nil
    }
  }
}
