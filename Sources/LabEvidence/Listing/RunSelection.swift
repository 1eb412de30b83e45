/// How the runs that a filter lets through are found, newest first, with as few rows read as indexes allow.
///
/// Every column that a filter may ask for has an index that is ordered by start within one value, so the newest
/// runs of several values are found by merging, however many there are. Of several conditions the one with
/// the fewest runs is followed, and the others are asked of each of its runs.
struct RunSelection {
  /// A condition, and if there is an index for it what it comes to.
  private struct Choice {
    /// Each of them is an equality on an indexed column and perhaps more; any of them suffices.
    var branches: [RunCondition]
    /// What is asked of a run where another index is followed.
    var condition: RunCondition
  }

  private var choices: [Choice] = []
  private var conditions: [RunCondition] = []
  /// The numbers of runs of which no other can be meant, if these are few.
  private var candidates: [Int]?
  private let connection: Connection

  /// Values of one column that are looked up one by one at the most.
  private static let mostBranches = 64
  /// Runs that are counted, and looked up by number, at the most.
  private static let mostCandidates = 500

  init(_ filter: RunFilter, _ connection: Connection) throws(StoreFailure) {
    self.connection = connection
    if !filter.includesControls {
      conditions.append(
        RunCondition("NOT EXISTS (SELECT 1 FROM control WHERE control.run = run.number)"))
    }
    if let since = filter.since {
      conditions.append(RunCondition("run.start_wall >= ?", [.number(since)]))
    }
    if let until = filter.until {
      conditions.append(RunCondition("run.start_wall < ?", [.number(until)]))
    }
    if !filter.statuses.isEmpty {
      var names = filter.statuses.map(\.storedName)
      // One whose writer is gone is still written down as running.
      if filter.statuses.contains(.interrupted) { names.append(RunRow.Status.running.storedName) }
      addChoice(Set(names).sorted().map { .column("status", $0) })
    }
    if !filter.machines.isEmpty {
      addChoice(Set(filter.machines).sorted().map { .column("hostname", $0) })
    }
    if !filter.backends.isEmpty {
      addChoice(Set(filter.backends).sorted().map { .column("backend", $0) })
    }
    if !filter.kernels.isEmpty { addChoice(try kernels(filter.kernels)) }
    if !filter.notebooks.isEmpty { try addNotebooks(filter.notebooks) }
    for question in RunQuestion.all(of: filter) {
      conditions.append(question.condition)
      let found = try question.candidates(atMost: Self.mostCandidates, connection)
      guard let found, found.count < candidates?.count ?? .max else { continue }
      candidates = found
    }
  }

  private mutating func addChoice(_ branches: [RunCondition]) {
    choices.append(Choice(branches: branches, condition: .any(branches)))
  }

  // MARK: - Values that are meant

  private func kernels(_ names: [String]) throws(StoreFailure) -> [RunCondition] {
    var branches = Set(names).sorted().map { RunCondition.column("kernel_label", $0) }
    let kernels = try connection.statement(.kernels)
    while try kernels.next() {
      let release = kernels.text(1)
      let number = RunCondition.Value.number(kernels.integer(0))
      func isMeant(_ isUserMode: Bool) -> Bool {
        names.contains { KernelRelease.isMeant(release, by: $0, isUserMode: isUserMode) }
      }
      if isMeant(true) {
        branches.append(RunCondition("run.kernel = ?", [number]))
      } else if isMeant(false) {
        branches.append(RunCondition("run.kernel = ? AND run.backend <> 'uml'", [number]))
      }
    }
    return branches
  }

  /// Notebooks are few where runs are many: their paths and titles are looked through, not the runs.
  private mutating func addNotebooks(_ parts: [String]) throws(StoreFailure) {
    let condition = RunCondition.any(
      parts.map { part in
        RunCondition(
          "instr(lower(run.path), lower(?)) OR instr(lower(run.title), lower(?))",
          [.text(part), .text(part)])
      })
    let texts = parts.map(Self.folded)
    func isMeant(_ value: String) -> Bool {
      let value = Self.folded(value)
      return texts.contains { $0.isEmpty || value.firstRange(of: $0) != nil }
    }
    guard let paths = try values(.nextPath), let titles = try values(.nextTitle) else {
      conditions.append(condition)
      return
    }
    choices.append(
      Choice(
        branches: paths.filter(isMeant).map { .column("path", $0) }
          + titles.filter(isMeant).map { .column("title", $0) }, condition: condition))
  }

  /// `text` with ASCII letters in lower case, as SQL's lower(), as bytes.
  private static func folded(_ text: String) -> [UInt8] {
    text.utf8.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
  }

  /// The different values of an indexed column, of which `sql` gives the first one after another; nil where
  /// there are too many to look through.
  private func values(_ sql: SQL) throws(StoreFailure) -> [String]? {
    let statement = try connection.statement(sql)
    var values: [String] = []
    while true {
      // An empty one is skipped, of which nothing can be a part.
      statement.bind(1, values.last ?? "")
      guard try statement.next() else { return values }
      values.append(statement.text(0))
      statement.reset()
      if values.count > 1000 { return nil }
    }
  }

  // MARK: - The statement

  /// A statement that gives the numbers of the runs, newest first, each perhaps more than once in a row.
  ///
  /// They are those that come after the run with the start and the id in `after`.
  func statement(
    after: (start: Int64, id: String)?
  ) throws(StoreFailure) -> PreparedStatement {
    var conditions = conditions
    if let after {
      conditions.append(
        RunCondition(
          "(run.start_wall, run.id) < (?, ?)", [.number(after.start), .text(after.id)]))
    }
    let (branches, followed) = try branches()
    for (place, choice) in choices.enumerated() where place != followed {
      conditions.append(choice.condition)
    }
    var parts: [RunCondition] = branches.map { .all([$0] + conditions) }
    if parts.isEmpty { parts = [RunCondition("0")] }
    let sql = parts.map { "SELECT run.number, run.start_wall, run.id FROM run WHERE \($0.sql)" }
    let statement = try PreparedStatement(
      sql.joined(separator: " UNION ALL ") + " ORDER BY 2 DESC, 3 DESC", on: connection)
    statement.bind(parts.flatMap(\.values))
    return statement
  }

  /// A statement that gives a row where the run whose number is bound last is one of them.
  func test() throws(StoreFailure) -> (statement: PreparedStatement, place: Int32) {
    let all = RunCondition.all(conditions + choices.map(\.condition))
    let statement = try PreparedStatement(
      "SELECT 1 FROM run WHERE \(all.sql) AND run.number = ?", on: connection)
    statement.bind(all.values)
    return (statement, Int32(all.values.count + 1))
  }

  /// What is followed: any of these, each with an index; and the place of the choice that they are of.
  private func branches() throws(StoreFailure) -> ([RunCondition], Int?) {
    if let candidates {
      let numbers = candidates.map(String.init).joined(separator: ", ")
      return ([RunCondition("run.number IN (\(numbers))")], nil)
    }
    let open = choices.indices.filter { choices[$0].branches.count <= Self.mostBranches }
    guard var best = open.first else { return ([RunCondition("1")], nil) }
    if choices.count > 1 {
      var least = Int.max
      for place in open {
        let count = try count(choices[place].branches)
        if count < least { (best, least) = (place, count) }
      }
    }
    return (choices[best].branches, best)
  }

  /// How many runs there are of `branches`, as far as that is worth counting.
  private func count(_ branches: [RunCondition]) throws(StoreFailure) -> Int {
    var count = 0
    for branch in branches where count < Self.mostCandidates {
      let statement = try PreparedStatement(
        "SELECT count(*) FROM (SELECT 1 FROM run WHERE \(branch.sql) LIMIT \(Self.mostCandidates))",
        on: connection)
      statement.bind(branch.values)
      if try statement.next() { count += statement.number(0) }
    }
    return count
  }
}

extension SQL {
  fileprivate static let kernels = SQL("SELECT number, release FROM kernel")
  // One step of a skip-scan: an index is asked for the next value, whatever stands between.
  fileprivate static let nextPath = SQL(
    "SELECT path FROM run WHERE path > ? ORDER BY path LIMIT 1")
  fileprivate static let nextTitle = SQL(
    "SELECT title FROM run WHERE title > ? ORDER BY title LIMIT 1")
}
