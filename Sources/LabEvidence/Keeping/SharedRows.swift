import LabDigest

/// Copies rows that runs share (notebooks, kernels, programs) where the other file has them not yet.
///
/// A row there with the same identity is the same row; what one of them does not know, the other one may.
struct SharedRows {
  private let graph: TableGraph
  private let source: Connection
  private let target: Connection
  private var statements: [String: Statements] = [:]

  /// What is said to the tables of one kind.
  private struct Statements {
    var read: PreparedStatement
    var find: PreparedStatement
    var fill: PreparedStatement?
    var add: PreparedStatement
  }

  init(_ graph: TableGraph, from source: Connection, to target: Connection) throws(StoreFailure) {
    self.graph = graph
    self.source = source
    self.target = target
    for table in graph.sharedTables {
      let all = table.identity + table.others
      let differs = table.others.map { "\($0) <> ?" }.joined(separator: " OR ")
      statements[table.name] = Statements(
        read: try PreparedStatement(
          "SELECT \(all.joined(separator: ", ")) FROM \(table.name) WHERE \(table.key) = ?",
          on: source),
        find: try PreparedStatement(
          "SELECT \(table.key), \(differs.isEmpty ? "0" : differs) FROM \(table.name) WHERE "
            + table.identity.map { "\($0) IS ?" }.joined(separator: " AND "), on: target),
        fill: table.others.isEmpty
          ? nil
          : try PreparedStatement(
            "UPDATE \(table.name) SET "
              + table.others.map { "\($0) = coalesce(\($0), ?)" }.joined(separator: ", ")
              + " WHERE \(table.key) = ? AND ("
              + table.others.map { "\($0) IS NULL" }.joined(separator: " OR ") + ")", on: target),
        add: try PreparedStatement(
          "INSERT INTO \(table.name) (\(all.joined(separator: ", "))) VALUES ("
            + all.map { _ in "?" }.joined(separator: ", ") + ")", on: target))
    }
  }

  /// Binds to `position` of `statement` the key in the target of the row that `column` of `row` means.
  ///
  /// - Throws: `StoreFailure` where both files know the row, and each something else of it.
  func bindKey(
    ofTable name: String, _ column: Int32, of row: PreparedStatement,
    to statement: PreparedStatement, _ position: Int32
  ) throws(StoreFailure) {
    guard !row.isNull(column) else { return statement.bindNull(position) }
    guard let table = graph.sharedTables.first(where: { $0.name == name }),
      let own = statements[name]
    else { throw Self.damaged("it has no table \(name)") }
    own.read.bind(1, column, of: row)
    guard try own.read.next() else { throw Self.damaged("a row of its table \(name) is missing") }
    defer { own.read.reset() }
    if name == "notebook" { try Self.checkNotebook(own.read) }
    let identity = table.identity.count
    for place in 0..<table.others.count {
      own.find.bind(Int32(place + 1), Int32(identity + place), of: own.read)
    }
    for place in 0..<identity {
      own.find.bind(Int32(table.others.count + place + 1), Int32(place), of: own.read)
    }
    if try own.find.next() {
      defer { own.find.reset() }
      guard !own.find.boolean(1) else {
        throw StoreFailure(
          .foreign, stage: "merge", subject: name,
          message: "both files have it, each with another content: "
            + Self.words(own.read, count: identity))
      }
      if let fill = own.fill {
        for place in 0..<table.others.count {
          fill.bind(Int32(place + 1), Int32(identity + place), of: own.read)
        }
        fill.bind(Int32(table.others.count + 1), 0, of: own.find)
        try fill.run()
      }
      statement.bind(position, 0, of: own.find)
      return
    }
    for place in 0..<identity + table.others.count {
      own.add.bind(Int32(place + 1), Int32(place), of: own.read)
    }
    try own.add.run()
    if table.isNumbered {
      statement.bind(position, target.lastInsertedNumber)
    } else {
      statement.bind(position, column, of: row)
    }
  }

  /// A notebook is known by its hash: one with another's would take its place.
  private static func checkNotebook(_ row: PreparedStatement) throws(StoreFailure) {
    guard SHA256.hash(row.bytes(1)) == row.text(0) else {
      throw damaged("a notebook's text is not the one that its hash says")
    }
  }

  private static func words(_ row: PreparedStatement, count: Int) -> String {
    (0..<count).map { row.text(Int32($0)) }.joined(separator: " ")
  }

  private static func damaged(_ message: String) -> StoreFailure {
    StoreFailure(.damaged, stage: "merge", subject: "the other file", message: message)
  }
}
