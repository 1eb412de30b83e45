import LabEvidence

/// Puts pieces of one line together that a program wrote one after the other.
enum OutputJoin {
  /// A piece that comes later than this is told by itself, at its own time.
  private static let longestPause: Int64 = 20_000_000
  /// Whole lines that come no later than this after one another are told together.
  private static let sameTime: Int64 = 500_000

  /// `rows` with each unfinished line joined with what the same stream of the same attempt goes on
  /// with, at the time of its beginning, and with lines that come at one time in one row.
  static func joined(_ rows: [OutputRow]) -> [OutputRow] {
    struct Source: Hashable {
      var step: Int
      var attempt: Int
      var stream: UInt8
    }
    /// Where the last row of a source stands in the outcome, and when its last piece came.
    struct Last {
      var index: Int
      var time: Int64
    }
    var joined: [OutputRow] = []
    var last: [Source: Last] = [:]
    for row in rows {
      let source = Source(step: row.step, attempt: row.attempt, stream: row.stream.rawValue)
      if let before = last[source], joins(row, joined, before.index, since: before.time) {
        joined[before.index].bytes += row.bytes
        last[source] = Last(index: before.index, time: row.time)
      } else {
        last[source] = Last(index: joined.count, time: row.time)
        joined.append(row)
      }
    }
    return joined
  }
  private static func joins(
    _ row: OutputRow, _ joined: [OutputRow], _ index: Int, since time: Int64
  ) -> Bool {
    guard joined[index].bytes.last == 0x0A else { return row.time - time <= longestPause }
    return index == joined.count - 1 && row.time - joined[index].time <= sameTime
  }
}
