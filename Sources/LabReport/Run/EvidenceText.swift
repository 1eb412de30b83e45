import LabModel

/// Rows that decided a claim, in short: `attempt 5, 9; packet 1-12`.
enum EvidenceText {
  /// Longer lists are cut: the database has them.
  private static let mostRanges = 6

  /// `references` by table, each table where it comes first; rows that follow each other are joined.
  static func of(_ references: [EvidenceReference]) -> String {
    var tables: [EvidenceReference.Table] = []
    for reference in references where !tables.contains(reference.table) {
      tables.append(reference.table)
    }
    return tables.map { table in
      let numbers = Set(references.filter { $0.table == table }.map(\.number)).sorted()
      return "\(table.rawValue) \(ranges(numbers))"
    }.joined(separator: "; ")
  }

  private static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    var words = ranges.prefix(mostRanges).map { range in
      switch range.count {
      case 1: "\(range.lowerBound)"
      case 2: "\(range.lowerBound), \(range.upperBound)"
      default: "\(range.lowerBound)-\(range.upperBound)"
      }
    }
    let rest = ranges.dropFirst(mostRanges).reduce(0) { $0 + $1.count }
    if rest > 0 { words.append("\(rest) more") }
    return words.joined(separator: ", ")
  }
}
