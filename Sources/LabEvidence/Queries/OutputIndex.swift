/// The index of words in output, of one run after the other.
enum OutputIndex {
  /// Adds the output of `run`.
  static func add(run: Int, _ connection: Connection) throws(StoreFailure) {
    try forEachText(of: run, connection, try connection.statement(.addText))
  }

  /// Takes the output of `run` out again, if it is in.
  ///
  /// The index does not keep the texts, and has to be told each one as it was when it was added
  /// (https://www.sqlite.org/fts5.html, section 4.4.1).
  static func remove(run: Int, _ connection: Connection) throws(StoreFailure) {
    let mark = try connection.statement(.unmarkIndexed)
    mark.bind(1, run)
    try mark.run()
    guard connection.changeCount == 1 else { return }
    try forEachText(of: run, connection, try connection.statement(.removeText))
  }

  /// Runs `statement` with the row and the text of each attempt that printed something.
  private static func forEachText(
    of run: Int, _ connection: Connection, _ statement: PreparedStatement
  ) throws(StoreFailure) {
    let outputs = try connection.statement(.outputs)
    outputs.bind(1, run)
    var text: [Int: [UInt8]] = [:]
    while try outputs.next() {
      outputs.withBytes(1) { text[outputs.number(0), default: []].append(contentsOf: $0) }
    }
    for (attempt, bytes) in text.sorted(by: { $0.key < $1.key }) {
      statement.bind(1, run << 32 | attempt)
      statement.bind(2, String(decoding: withoutControls(bytes), as: UTF8.self))
      try statement.run()
    }
  }

  /// `bytes` without NUL and without the sequences that colour a terminal (ECMA-48, section 5.4),
  /// which would be taken for parts of words.
  private static func withoutControls(_ bytes: [UInt8]) -> [UInt8] {
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

extension SQL {
  fileprivate static let unmarkIndexed = SQL(
    "UPDATE run SET is_indexed = 0 WHERE number = ? AND is_indexed")
  fileprivate static let outputs = SQL(
    "SELECT attempt, content FROM output WHERE run = ? ORDER BY number")
  fileprivate static let addText = SQL("INSERT INTO output_text (rowid, content) VALUES (?, ?)")
  fileprivate static let removeText = SQL(
    "INSERT INTO output_text (output_text, rowid, content) VALUES ('delete', ?, ?)")
}
