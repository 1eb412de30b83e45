/// Copies runs from one file into another, each with all its rows.
final class RunCopy {
  private let graph: TableGraph
  private let target: Connection
  private let shared: SharedRows
  private let readRun: PreparedStatement
  private let addRun: PreparedStatement
  private var tables: [TableCopy] = []
  private let nextNumber: PreparedStatement
  private let runWithID: PreparedStatement
  private let idOfRun: PreparedStatement
  private let unfinished: PreparedStatement
  private let shouldStop: () -> Bool
  /// Whether it ended because it was asked to.
  private(set) var wasStopped = false

  /// One table's statements.
  private struct TableCopy {
    var table: TableGraph.RunTable
    var read: PreparedStatement
    var add: PreparedStatement
  }

  /// The columns of a run that change on the way, besides those that refer to something.
  private enum Changed {
    static let number = "number"
    static let status = "status"
    static let reason = "reason"
    /// The index of words is of one file.
    static let isIndexed = "is_indexed"
  }

  init(
    _ graph: TableGraph, from source: Connection, to target: Connection,
    shouldStop: @escaping () -> Bool
  ) throws(StoreFailure) {
    self.graph = graph
    self.target = target
    self.shouldStop = shouldStop
    shared = try SharedRows(graph, from: source, to: target)
    readRun = try Self.reading(graph.run, by: Changed.number, source)
    addRun = try Self.adding(graph.run, target)
    for table in graph.runTables {
      tables.append(
        TableCopy(
          table: table, read: try Self.reading(table, by: "run", source),
          add: try Self.adding(table, target)))
    }
    nextNumber = try PreparedStatement("SELECT coalesce(max(number), 0) + 1 FROM run", on: target)
    runWithID = try PreparedStatement("SELECT number FROM run WHERE id = ?", on: target)
    unfinished = try PreparedStatement(
      "SELECT 1 FROM run WHERE number = ?1 AND status = 'interrupted' AND reason = ?2", on: target)
    unfinished.bind(2, InterruptedRuns.reason)
    idOfRun = try PreparedStatement("SELECT id FROM run WHERE number = ?", on: source)
  }

  private static func reading(
    _ table: TableGraph.RunTable, by key: String, _ source: Connection
  ) throws(StoreFailure) -> PreparedStatement {
    let columns = table.columns.map(\.name).joined(separator: ", ")
    return try PreparedStatement(
      "SELECT \(columns) FROM \(table.name) WHERE \(key) = ?", on: source)
  }

  private static func adding(
    _ table: TableGraph.RunTable, _ target: Connection
  ) throws(StoreFailure) -> PreparedStatement {
    let columns = table.columns.map(\.name).joined(separator: ", ")
    let places = table.columns.map { _ in "?" }.joined(separator: ", ")
    return try PreparedStatement(
      "INSERT INTO \(table.name) (\(columns)) VALUES (\(places))", on: target)
  }

  /// The number in the target of the run with `id`; nil where it has none.
  func number(ofRun id: String) throws(StoreFailure) -> Int? {
    runWithID.bind(1, id)
    defer { runWithID.reset() }
    return try runWithID.next() ? runWithID.number(0) : nil
  }

  /// Whether run `number` of the target was taken over while it was being written elsewhere.
  func isUnfinished(_ number: Int) throws(StoreFailure) -> Bool {
    unfinished.bind(1, number)
    defer { unfinished.reset() }
    return try unfinished.next()
  }

  /// Copies run `number` of the source, within a transaction of the caller's.
  ///
  /// It gets the number `known`, which no run has, or a new one.
  ///
  /// - Throws: `StoreFailure` where the target's checks refuse a row, where a shared row is another one
  ///   there, or where it was stopped.
  func copy(
    run number: Int, as known: Int? = nil, isInterrupted: Bool
  ) throws(StoreFailure) {
    let new = if let known { known } else { try newNumber() }
    try copyRun(number, as: new, isInterrupted: isInterrupted)
    var count = 0
    for one in tables {
      one.read.bind(1, number)
      defer { one.read.reset() }
      while try one.read.next() {
        for (place, column) in one.table.columns.enumerated() {
          try bind(column, Int32(place), of: one.read, to: one.add, run: new)
        }
        try one.add.run()
        count += 1
        if count % 1024 == 0, shouldStop() {
          wasStopped = true
          throw StoreFailure(stage: "merge", subject: "run \(number)", message: "it was stopped")
        }
      }
    }
  }

  private func newNumber() throws(StoreFailure) -> Int {
    defer { nextNumber.reset() }
    return try nextNumber.next() ? nextNumber.number(0) : 1
  }

  private func copyRun(_ number: Int, as new: Int, isInterrupted: Bool) throws(StoreFailure) {
    readRun.bind(1, number)
    defer { readRun.reset() }
    guard try readRun.next() else { return }
    for (place, column) in graph.run.columns.enumerated() {
      let position = Int32(place + 1)
      switch column.name {
      case Changed.number: addRun.bind(position, new)
      case Changed.isIndexed: addRun.bind(position, false)
      case Changed.status where isInterrupted:
        addRun.bind(position, RunRow.Status.interrupted.storedName)
      case Changed.reason where isInterrupted && readRun.isNull(Int32(place)):
        addRun.bind(position, InterruptedRuns.reason)
      default: try bind(column, Int32(place), of: readRun, to: addRun, run: new)
      }
    }
    try addRun.run()
  }

  private func bind(
    _ column: TableGraph.Column, _ place: Int32, of row: PreparedStatement,
    to statement: PreparedStatement, run: Int
  ) throws(StoreFailure) {
    switch column.meaning {
    case .plain: statement.bind(place + 1, place, of: row)
    case .ownRun: statement.bind(place + 1, run)
    case .otherRun: statement.bind(place + 1, try otherRun(row, place))
    case .shared(let table):
      try shared.bindKey(ofTable: table, place, of: row, to: statement, place + 1)
    }
  }

  /// The number in the target of the run that a column of the source means.
  private func otherRun(_ row: PreparedStatement, _ place: Int32) throws(StoreFailure) -> Int? {
    guard !row.isNull(place) else { return nil }
    idOfRun.bind(1, row.integer(place))
    defer { idOfRun.reset() }
    guard try idOfRun.next(), let number = try number(ofRun: idOfRun.text(0)) else {
      throw StoreFailure(
        stage: "merge", subject: "run \(row.integer(place))",
        message: "the run that it is a control of is not there")
    }
    return number
  }
}
