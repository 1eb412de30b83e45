/// Rows that may change after they were written, in order of their numbers, which count from 1.
struct RowLedger<Row> {
  private(set) var rows: [Row] = []
  /// How many of `rows` have been written.
  private var writtenCount = 0
  /// Places of written rows that have changed since.
  private var changed: Set<Int> = []

  /// The number of the row that is appended next.
  var nextNumber: Int { rows.count + 1 }

  mutating func append(_ row: Row) {
    rows.append(row)
  }

  subscript(number: Int) -> Row { rows[number - 1] }

  mutating func update(_ number: Int, _ body: (inout Row) -> Void) {
    body(&rows[number - 1])
    if number <= writtenCount { changed.insert(number - 1) }
  }

  /// Rows that have not been written yet.
  var added: ArraySlice<Row> { rows[writtenCount...] }

  /// Written rows that have changed since.
  var updated: [Row] { changed.sorted().map { rows[$0] } }

  var hasChanges: Bool { writtenCount < rows.count || !changed.isEmpty }

  /// Takes note that `added` and `updated` have been written.
  mutating func confirm() {
    writtenCount = rows.count
    changed = []
  }
}
