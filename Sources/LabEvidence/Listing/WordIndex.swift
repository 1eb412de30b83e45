/// The index of words in commands and output, of one run after the other.
enum WordIndex {
  /// Adds the steps of `run`.
  static func add(run: Int, _ connection: Connection) throws(StoreFailure) {
    try forEachStep(of: run, connection, try connection.statement(.addText))
  }

  /// Takes the steps of `run` out again, if they are in.
  ///
  /// The index does not keep the texts, and has to be told each one as it was when it was added
  /// (https://www.sqlite.org/fts5.html, section 4.4.1).
  static func remove(run: Int, _ connection: Connection) throws(StoreFailure) {
    let mark = try connection.statement(.unmarkIndexed)
    mark.bind(1, run)
    try mark.run()
    guard connection.changeCount == 1 else { return }
    try forEachStep(of: run, connection, try connection.statement(.removeText))
  }

  /// Runs `statement` with the row, the command and the output of each step.
  private static func forEachStep(
    of run: Int, _ connection: Connection, _ statement: PreparedStatement
  ) throws(StoreFailure) {
    var outputs: [Int: [UInt8]] = [:]
    let output = try connection.statement(.outputs)
    output.bind(1, run)
    while try output.next() {
      output.withBytes(1) { outputs[output.number(0), default: []].append(contentsOf: $0) }
    }
    var commands: [(step: Int, command: String)] = []
    let step = try connection.statement(.commands)
    step.bind(1, run)
    while try step.next() { commands.append((step.number(0), step.text(1))) }
    for (step, command) in commands {
      statement.bind(1, run << 32 | step)
      statement.bind(2, command)
      statement.bind(
        3, String(decoding: withoutControls(outputs[step] ?? []), as: UTF8.self))
      try statement.run()
    }
  }

  /// `bytes` without NUL and without the sequences that colour a terminal (ECMA-48, section 5.4),
  /// which would be taken for parts of words.
  static func withoutControls(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == 0x1b, place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "[") {
        place += 2
        while place < bytes.count, !(0x40...0x7e).contains(bytes[place]) { place += 1 }
        text.append(UInt8(ascii: " "))
      } else {
        text.append(byte == 0 ? UInt8(ascii: " ") : byte)
      }
      place += 1
    }
    return text
  }
}

extension Store {
  /// Runs and bytes of output that are indexed in one transaction, so that another writer need not wait long.
  private static let mostRuns = 100
  private static let mostBytes = 4 << 20

  /// Indexes the commands and the output of every run that has ended and is not indexed yet.
  ///
  /// Not part of ending a run, which nobody should wait for longer than needed: whoever searches calls it first.
  package func indexSteps() throws(StoreFailure) {
    try use(to: "index output") { connection throws(StoreFailure) in
      let find = try connection.statement(.unindexedRuns)
      var runs: [Int] = []
      while try find.next() { runs.append(find.number(0)) }
      var rest = runs[...]
      while !rest.isEmpty {
        try connection.transaction { () throws(StoreFailure) in
          var size = 0
          for run in rest.prefix(Self.mostRuns) where size < Self.mostBytes {
            rest.removeFirst()
            size += try Self.index(run, connection)
          }
        }
      }
    }
  }

  /// Indexes the file at `path` as far as it is not, where it can be written; otherwise it stays as it is, and what
  /// has been indexed is found.
  ///
  /// For those who then read through a store that cannot write.
  package static func indexSteps(path: String) {
    // A file that is not there, or is none of ours, is told by whoever reads it.
    guard let store = try? Store.open(path: path, for: .read) else { return }
    let hasMore = (try? store.hasUnindexedRuns()) ?? false
    try? store.close()
    guard hasMore, let writer = try? Store.open(path: path) else { return }
    try? writer.indexSteps()
    try? writer.close()
  }

  private func hasUnindexedRuns() throws(StoreFailure) -> Bool {
    try use(to: "read") { connection throws(StoreFailure) in
      let find = try connection.statement(.unindexedRuns)
      defer { find.reset() }
      return try find.next()
    }
  }

  /// Indexes `run`, unless another process was faster, and says how many bytes its output has.
  private static func index(_ run: Int, _ connection: Connection) throws(StoreFailure) -> Int {
    let mark = try connection.statement(.markIndexed)
    mark.bind(1, run)
    try mark.run()
    guard connection.changeCount == 1 else { return 0 }
    try WordIndex.add(run: run, connection)
    let size = try connection.statement(.outputSize)
    size.bind(1, run)
    defer { size.reset() }
    return try size.next() ? size.number(0) : 0
  }
}

extension SQL {
  fileprivate static let unmarkIndexed = SQL(
    "UPDATE run SET is_indexed = 0 WHERE number = ? AND is_indexed")
  fileprivate static let commands = SQL(
    "SELECT number, command FROM step WHERE run = ? ORDER BY number")
  fileprivate static let outputs = SQL(
    """
    SELECT step, content FROM output
      JOIN attempt ON attempt.run = output.run AND attempt.number = output.attempt
    WHERE output.run = ? ORDER BY output.number
    """)
  fileprivate static let outputSize = SQL(
    "SELECT coalesce(sum(length(content)), 0) FROM output WHERE run = ?")
  fileprivate static let addText = SQL(
    "INSERT INTO step_text (rowid, command, output) VALUES (?, ?, ?)")
  fileprivate static let removeText = SQL(
    "INSERT INTO step_text (step_text, rowid, command, output) VALUES ('delete', ?, ?, ?)")
  fileprivate static let unindexedRuns = SQL(
    "SELECT number FROM run WHERE NOT is_indexed AND status <> 'running' ORDER BY number")
  fileprivate static let markIndexed = SQL(
    "UPDATE run SET is_indexed = 1 WHERE number = ? AND NOT is_indexed")
}
