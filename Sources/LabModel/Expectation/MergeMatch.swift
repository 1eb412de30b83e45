/// Compares an expectation with two streams that have no common order.
///
/// The expected lines must be a merge of the two that keeps each one's own order. Stage by stage,
/// the set of pairs (lines taken of one, lines taken of the other) that can be reached is computed
/// as bits. Without `...` and quantifiers the set usually has one pair; at worst the time is the
/// product of the stages and both streams' lines, a 64th of it.
struct MergeMatch {
  /// What the comparison came to.
  enum Result {
    case matched([TakenLine])
    case differs
    /// The set of pairs would take more than `wordLimit`.
    case tooLarge
  }

  /// How many words a set, or the sets kept for the way back, may have: 512 MiB.
  private static let wordLimit = 64 << 20

  private let patterns: [LinePattern]
  private let stages: [MatchStage]
  /// The shorter stream, and the longer one.
  private let rowLines: OutputLines
  private let columnLines: OutputLines
  private let isSwapped: Bool
  /// Lines of the longer stream by their bytes, for patterns that are plain text.
  private let columnsByBytes: [ArraySlice<UInt8>: [Int]]

  init(_ patterns: [LinePattern], _ first: OutputLines, _ second: OutputLines) {
    self.patterns = patterns
    stages = MatchStage.stages(of: patterns)
    isSwapped = first.count > second.count
    rowLines = isSwapped ? second : first
    columnLines = isSwapped ? first : second
    var columns: [ArraySlice<UInt8>: [Int]] = [:]
    if stages.contains(where: { $0.isSkippable }) {
      for index in 0..<columnLines.count { columns[columnLines[index], default: []].append(index) }
    }
    columnsByBytes = columns
  }

  func run(traces: Bool) -> Result {
    var set = ReachableSet.origin
    var history = [set]
    var kept = 0
    for stage in stages {
      guard let next = advance(set, by: stage) else { return .tooLarge }
      set = next
      if set.isEmpty { return .differs }
      if traces {
        history.append(set)
        kept += set.words.count
        if kept > Self.wordLimit { return .tooLarge }
      }
    }
    guard set.contains(row: rowLines.count, column: columnLines.count) else { return .differs }
    return .matched(traces ? trace(history) : [])
  }

  // MARK: One stage

  private func advance(_ set: ReachableSet, by stage: MatchStage) -> ReachableSet? {
    if stage.isAnything && stage.repeats { return upwards(set) }
    let pattern = patterns[stage.pattern]
    return stage.repeats ? repeated(set, pattern) : single(set, pattern, orNone: stage.isSkippable)
  }

  /// Every pair at or after a pair of `set` in both.
  private func upwards(_ set: ReachableSet) -> ReachableSet? {
    var result = ReachableSet()
    let end = columnLines.count / 64 + 1
    var lowest = Int.max
    var entries = set.rows[...]
    for row in (set.rows.first?.row ?? 0)...rowLines.count {
      if let entry = entries.first, entry.row == row {
        lowest = min(lowest, set.lowestColumn(of: entry))
        entries = entries.dropFirst()
      }
      let first = lowest / 64
      var words = Array(repeating: UInt64.max, count: end - first)
      words[0] = UInt64.max << UInt64(lowest % 64)
      let used = columnLines.count % 64
      if used < 63 { words[words.count - 1] &= (1 << UInt64(used + 1)) - 1 }
      result.append(row: row, first: first, words: words[...])
      if result.words.count > Self.wordLimit { return nil }
    }
    return result
  }

  /// Every pair that one line more leads to.
  private func single(
    _ set: ReachableSet, _ pattern: LinePattern, orNone: Bool
  ) -> ReachableSet? {
    let band = set.band
    let mask = columnMask(pattern, set, band)
    var scratch = Array(repeating: UInt64(0), count: band.count + 1)
    var result = ReachableSet()
    var index = 0
    var above: ReachableSet.Row?
    while index < set.rows.count || above != nil {
      let row = above.map { $0.row + 1 } ?? set.rows[index].row
      var used = WordSpan()
      if let entry = above {
        // The row before, by a line of the shorter stream.
        or(entry, of: set, into: &scratch, band, &used)
      }
      above = nil
      if index < set.rows.count, set.rows[index].row == row {
        let entry = set.rows[index]
        index += 1
        shift(entry, of: set, through: mask, into: &scratch, band, &used)
        if orNone { or(entry, of: set, into: &scratch, band, &used) }
        if row < rowLines.count, pattern.matches(rowLines, row) { above = entry }
      }
      guard let range = used.range else { continue }
      result.append(row: row, first: band.lowerBound + range.lowerBound, words: scratch[range])
      for word in range { scratch[word] = 0 }
      if result.words.count > Self.wordLimit { return nil }
    }
    return result
  }

  private func or(
    _ entry: ReachableSet.Row, of set: ReachableSet, into scratch: inout [UInt64],
    _ band: Range<Int>, _ used: inout WordSpan
  ) {
    let start = entry.first - band.lowerBound
    for offset in 0..<entry.words.count {
      scratch[start + offset] |= set.words[entry.words.lowerBound + offset]
    }
    used.include(start..<start + entry.words.count)
  }

  private func shift(
    _ entry: ReachableSet.Row, of set: ReachableSet, through mask: [UInt64],
    into scratch: inout [UInt64], _ band: Range<Int>, _ used: inout WordSpan
  ) {
    let start = entry.first - band.lowerBound
    for offset in 0..<entry.words.count {
      let bits = set.words[entry.words.lowerBound + offset] & mask[start + offset]
      scratch[start + offset] |= bits << 1
      scratch[start + offset + 1] |= bits >> 63
    }
    used.include(start..<start + entry.words.count + 1)
  }

  /// The columns in the band at which the longer stream's next line matches.
  private func columnMask(
    _ pattern: LinePattern, _ set: ReachableSet, _ band: Range<Int>
  ) -> [UInt64] {
    var mask = Array(repeating: UInt64(0), count: band.count)
    if let bytes = pattern.exactBytes, !columnsByBytes.isEmpty {
      let columns = columnsByBytes[bytes[...]] ?? []
      var next = Self.lowerBound(of: band.lowerBound * 64, in: columns)
      while next < columns.count, columns[next] < band.upperBound * 64 {
        let column = columns[next]
        if pattern.matches(columnLines, column) {
          mask[column / 64 - band.lowerBound] |= 1 << UInt64(column % 64)
        }
        next += 1
      }
      return mask
    }
    var wanted = mask
    var used = WordSpan()
    for row in set.rows { or(row, of: set, into: &wanted, band, &used) }
    for word in wanted.indices {
      var bits = wanted[word]
      while bits != 0 {
        let bit = bits.trailingZeroBitCount
        bits &= bits - 1
        let column = (band.lowerBound + word) * 64 + bit
        if column < columnLines.count, pattern.matches(columnLines, column) {
          mask[word] |= 1 << UInt64(bit)
        }
      }
    }
    return mask
  }

  /// Every pair that any number of lines more leads to.
  private func repeated(_ set: ReachableSet, _ pattern: LinePattern) -> ReachableSet? {
    var result = ReachableSet()
    var takes: [Int: Bool] = [:]
    let width = columnLines.count / 64 + 1
    var carried: [Int] = []
    var index = 0
    var row = set.rows.first?.row ?? 0
    while index < set.rows.count || !carried.isEmpty {
      var words = Array(repeating: UInt64(0), count: width)
      for column in carried { words[column / 64] |= 1 << UInt64(column % 64) }
      if index < set.rows.count, set.rows[index].row == row {
        let entry = set.rows[index]
        for offset in 0..<entry.words.count {
          words[entry.first + offset] |= set.words[entry.words.lowerBound + offset]
        }
        index += 1
      }
      var columns: [Int] = []
      for word in 0..<width {
        var next = words[word].trailingZeroBitCount
        while next < 64 {
          let column = word * 64 + next
          columns.append(column)
          if column < columnLines.count {
            let matches = takes[column] ?? pattern.matches(columnLines, column)
            takes[column] = matches
            if matches { words[(column + 1) / 64] |= 1 << UInt64((column + 1) % 64) }
          }
          guard next < 63 else { break }
          next += 1 + (words[word] >> UInt64(next + 1)).trailingZeroBitCount
        }
      }
      result.append(row: row, first: 0, words: words[...])
      if result.words.count > Self.wordLimit { return nil }
      carried = row < rowLines.count && pattern.matches(rowLines, row) ? columns : []
      row = carried.isEmpty ? (index < set.rows.count ? set.rows[index].row : row) : row + 1
    }
    return result
  }

  // MARK: The way back

  private func trace(_ history: [ReachableSet]) -> [TakenLine] {
    var taken: [TakenLine] = []
    var row = rowLines.count
    var column = columnLines.count
    for index in stages.indices.reversed() {
      let stage = stages[index]
      let pattern = patterns[stage.pattern]
      let before = history[index]
      if stage.isAnything && stage.repeats {
        (row, column) = before.pair(upTo: row, column: column) ?? (row, column)
        continue
      }
      while true {
        if stage.repeats, before.contains(row: row, column: column) { break }
        let reached = stage.repeats ? history[index + 1] : before
        if row > 0, reached.contains(row: row - 1, column: column),
          pattern.matches(rowLines, row - 1)
        {
          row -= 1
          taken.append(
            TakenLine(pattern: stage.pattern, stream: isSwapped ? 1 : 0, line: row))
        } else if column > 0, reached.contains(row: row, column: column - 1),
          pattern.matches(columnLines, column - 1)
        {
          column -= 1
          taken.append(
            TakenLine(pattern: stage.pattern, stream: isSwapped ? 0 : 1, line: column))
        } else {
          break
        }
        if !stage.repeats { break }
      }
    }
    return taken.reversed()
  }

  private static func lowerBound(of value: Int, in sorted: [Int]) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The words of a row that have been written to.
private struct WordSpan {
  private(set) var range: Range<Int>?

  mutating func include(_ other: Range<Int>) {
    guard let range else {
      self.range = other
      return
    }
    self.range =
      min(range.lowerBound, other.lowerBound)..<max(range.upperBound, other.upperBound)
  }
}
