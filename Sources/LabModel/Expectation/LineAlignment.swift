/// A line of one of the compared streams: 0 is the only or first one, 1 the second.
struct LinePlace: Hashable {
  var stream: Int
  var index: Int
}

/// One step through an expectation and what was printed.
enum AlignmentPart {
  /// A pattern with the lines that it takes: one after the other, none where it may take none.
  case kept(pattern: Int, lines: [LinePlace])
  /// A pattern that takes nothing and should.
  case missing(pattern: Int)
  /// A line that no pattern takes.
  case extra(LinePlace)
}

/// Finds which expected lines still match what was printed: as many as can be, in order.
///
/// The difference that a miss shows and the lines that an update keeps come from here. The lines of
/// two streams come out as a merge of both.
struct LineAlignment {
  /// How many cells a table may have; beyond it, what differs is shown as a whole.
  private static let cellLimit = 2 << 20

  private let patterns: [LinePattern]
  private let streams: [OutputLines]
  /// The lines in order of arrival.
  private let arrival: [LinePlace]

  init(_ patterns: [LinePattern], _ streams: [OutputLines], arrival: [LinePlace]) {
    self.patterns = patterns
    self.streams = streams
    self.arrival = arrival
  }

  func run() -> [AlignmentPart] {
    let first = arrival.filter { $0.stream == 0 }
    let second = arrival.filter { $0.stream == 1 }
    if !first.isEmpty, !second.isEmpty,
      Self.fits(patterns.count, first.count, second.count)
    {
      return table(patterns.indices, first, second)
    }
    return alignTrimmed()
  }

  /// Aligns the lines in order of arrival; what is alike at both ends stays out of the table.
  private func alignTrimmed() -> [AlignmentPart] {
    let lines = arrival
    var head = 0
    while head < min(lines.count, patterns.count), takesOne(head, lines[head]) { head += 1 }
    var tail = 0
    while tail < min(lines.count, patterns.count) - head,
      takesOne(patterns.count - 1 - tail, lines[lines.count - 1 - tail])
    {
      tail += 1
    }
    let middle = head..<patterns.count - tail
    let middleLines = Array(lines[head..<lines.count - tail])
    var parts = (0..<head).map { AlignmentPart.kept(pattern: $0, lines: [lines[$0]]) }
    if Self.fits(middle.count, middleLines.count, 0) {
      parts += table(middle, middleLines, [])
    } else {
      parts += middle.map { .missing(pattern: $0) } + middleLines.map { .extra($0) }
    }
    for index in stride(from: tail, to: 0, by: -1) {
      parts.append(.kept(pattern: patterns.count - index, lines: [lines[lines.count - index]]))
    }
    return parts
  }

  private static func fits(_ patterns: Int, _ first: Int, _ second: Int) -> Bool {
    let plane = (first + 1).multipliedReportingOverflow(by: second + 1)
    let space = plane.partialValue.multipliedReportingOverflow(by: 2 * patterns + 1)
    return !plane.overflow && !space.overflow && space.partialValue <= cellLimit
  }

  private func table(
    _ range: Range<Int>, _ first: [LinePlace], _ second: [LinePlace]
  ) -> [AlignmentPart] {
    var rank: [LinePlace: Int] = [:]
    if !second.isEmpty {
      for (index, line) in arrival.enumerated() { rank[line] = index }
    }
    var table = AlignmentTable(
      nodes: AlignmentTable.nodes(of: patterns, in: range),
      first: first.map { rank[$0] ?? 0 }, second: second.map { rank[$0] ?? 0 },
      takesFirst: { takes($0, first[$1]) }, takesSecond: { takes($0, second[$1]) })
    return Self.parts(table.leastCost(), first, second)
  }

  /// The moves of a table as parts: changed places as missing lines before extra ones.
  private static func parts(
    _ moves: [AlignmentTable.Step], _ first: [LinePlace], _ second: [LinePlace]
  ) -> [AlignmentPart] {
    var lines: [Int: [LinePlace]] = [:]
    for step in moves {
      guard case .take(let stream, let index) = step.move, let pattern = step.pattern else {
        continue
      }
      lines[pattern, default: []].append(stream == 0 ? first[index] : second[index])
    }
    var parts: [AlignmentPart] = []
    var missing: [AlignmentPart] = []
    var extra: [AlignmentPart] = []
    var shown: Set<Int> = []
    func keep(_ pattern: Int) {
      guard shown.insert(pattern).inserted else { return }
      parts += missing + extra
      missing = []
      extra = []
      parts.append(.kept(pattern: pattern, lines: lines[pattern] ?? []))
    }
    for step in moves {
      switch step.move {
      case .take, .pass:
        if let pattern = step.pattern { keep(pattern) }
      case .leaveOut:
        if let pattern = step.pattern, lines[pattern] == nil {
          if shown.insert(pattern).inserted { missing.append(.missing(pattern: pattern)) }
        }
      case .add(let stream, let index):
        extra.append(.extra(stream == 0 ? first[index] : second[index]))
      case .change(let stream, let index):
        if let pattern = step.pattern, lines[pattern] == nil, shown.insert(pattern).inserted {
          missing.append(.missing(pattern: pattern))
        }
        extra.append(.extra(stream == 0 ? first[index] : second[index]))
      }
    }
    return parts + missing + extra
  }

  private func takesOne(_ pattern: Int, _ line: LinePlace) -> Bool {
    patterns[pattern].quantity == .one && takes(pattern, line)
  }

  private func takes(_ pattern: Int, _ line: LinePlace) -> Bool {
    patterns[pattern].matches(streams[line.stream], line.index)
  }
}
