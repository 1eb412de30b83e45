/// Pairs (row, column) that are reachable, a row as a run of bits; rows without a pair take nothing.
///
/// A row is how many lines of the shorter stream are taken, a column how many of the longer one.
struct ReachableSet {
  /// The bits of one row: the columns from `first * 64` on.
  struct Row {
    var row: Int
    var first: Int
    var words: Range<Int>
  }

  private(set) var rows: [Row] = []
  private(set) var words: [UInt64] = []

  var isEmpty: Bool { rows.isEmpty }

  init() {}

  /// The set of the pair (0, 0) alone.
  static var origin: ReachableSet {
    var set = ReachableSet()
    set.append(row: 0, first: 0, words: [1])
    return set
  }

  /// Adds a row below all others; bits that are all zero add nothing.
  mutating func append(row: Int, first: Int, words bits: ArraySlice<UInt64>) {
    guard let low = bits.firstIndex(where: { $0 != 0 }),
      let high = bits.lastIndex(where: { $0 != 0 })
    else { return }
    let start = words.count
    words.append(contentsOf: bits[low...high])
    rows.append(Row(row: row, first: first + low - bits.startIndex, words: start..<words.count))
  }

  /// The words that some row has bits in.
  var band: Range<Int> {
    guard let low = rows.lazy.map(\.first).min(),
      let high = rows.lazy.map({ $0.first + $0.words.count }).max()
    else { return 0..<0 }
    return low..<high
  }

  func contains(row: Int, column: Int) -> Bool {
    guard let found = find(row) else { return false }
    let word = column / 64 - found.first
    guard word >= 0, word < found.words.count else { return false }
    return words[found.words.lowerBound + word] >> UInt64(column % 64) & 1 == 1
  }

  /// A pair at or before (row, column) in both.
  func pair(upTo row: Int, column: Int) -> (row: Int, column: Int)? {
    for entry in rows {
      guard entry.row <= row else { return nil }
      let first = lowestColumn(of: entry)
      if first <= column { return (entry.row, first) }
    }
    return nil
  }

  /// The lowest column of a row.
  func lowestColumn(of row: Row) -> Int {
    // A row's first word is never zero: `append` sees to it.
    row.first * 64 + words[row.words.lowerBound].trailingZeroBitCount
  }

  private func find(_ row: Int) -> Row? {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].row < row { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows[low].row == row ? rows[low] : nil
  }
}
