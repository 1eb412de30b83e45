/// A table whose rows of one run are numbered from 1 in order of time, and are looked up by halves: a
/// window of time costs the same in a long run as in a short one.
package enum TimedTable: Int, Sendable, CaseIterable {
  case output
  case link
  case address
  case route
  case neighbour
  case rule
  case socket
  case kernelLog
  case packet

  private var name: String {
    switch self {
    case .output: "output"
    case .link: "link_event"
    case .address: "address_event"
    case .route: "route_event"
    case .neighbour: "neighbour_event"
    case .rule: "rule_event"
    case .socket: "socket_event"
    case .kernelLog: "kernel_log"
    case .packet: "packet"
    }
  }

  fileprivate var time: SQL { Self.times[rawValue] }
  fileprivate var last: SQL { Self.lasts[rawValue] }

  private static let times = allCases.map {
    SQL("SELECT time FROM \($0.name) WHERE run = ? AND number = ?")
  }
  private static let lasts = allCases.map {
    SQL("SELECT coalesce(max(number), 0) FROM \($0.name) WHERE run = ?")
  }
}

extension RunReader {
  /// The numbers of the rows whose times (CLOCK_MONOTONIC, ns) are in `times`.
  func numbers(
    of table: TimedTable, in times: ClosedRange<Int64>
  ) throws(StoreFailure) -> Range<Int> {
    let last = try rows(table.last) { $0.number(0, as: Int.self) }.first ?? 0
    let first = try firstNumber(of: table, from: times.lowerBound, within: 1..<last + 1)
    guard times.upperBound < .max else { return first..<max(first, last + 1) }
    return
      first..<(try firstNumber(of: table, from: times.upperBound + 1, within: first..<last + 1))
  }

  /// How many rows of `numbers` lie in each of `count` equal parts of `times`.
  func density(
    of table: TimedTable, numbers: Range<Int>, in times: ClosedRange<Int64>, parts count: Int
  ) throws(StoreFailure) -> [Int] {
    var counts: [Int] = []
    var first = numbers.lowerBound
    let span = times.upperBound - times.lowerBound
    for part in 1...count {
      let end =
        part == count
        ? numbers.upperBound
        : try firstNumber(
          of: table, from: times.lowerBound + span / Int64(count) * Int64(part),
          within: first..<numbers.upperBound)
      counts.append(end - first)
      first = end
    }
    return counts
  }

  /// The first number in `numbers` whose row is not before `time`; past the last where there is none.
  private func firstNumber(
    of table: TimedTable, from time: Int64, within numbers: Range<Int>
  ) throws(StoreFailure) -> Int {
    guard time > .min, !numbers.isEmpty else { return numbers.lowerBound }
    let statement = try connection.statement(table.time)
    var (low, high) = (numbers.lowerBound, numbers.upperBound)
    while low < high {
      let middle = (low + high) / 2
      statement.bind(1, row.number)
      statement.bind(2, middle)
      guard try statement.next() else {
        high = middle
        continue
      }
      if self.time(statement, 0) < time { low = middle + 1 } else { high = middle }
      statement.reset()
    }
    return low
  }
}
