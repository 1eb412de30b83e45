package import LabModel

/// How many packets crossed each interface in equal parts of a stretch of time.
package struct PacketDensity: Sendable, Hashable {
  /// A packet that is shown by itself.
  package struct Mark: Sendable, Hashable {
    package var number: Int
    /// Number of the interface's row.
    package var interface: Int
    /// CLOCK_MONOTONIC in ns.
    package var time: Int64
    package var direction: Packet.Direction
  }

  /// Packets by the number of the interface's row, one count for each part.
  package var counts: [Int: [Int]] = [:]
  /// Each packet; empty where there are more than are shown singly.
  package var marks: [Mark] = []
  package var total = 0
  /// Whether the counts are multiplied up from a sample.
  package var isEstimate = false
}

extension RunReader {
  /// More packets than this are not all looked at.
  private static let mostCounted = 60_000
  /// How many of them are looked at then.
  private static let sample = 20_000

  /// The packets in `times` (CLOCK_MONOTONIC, ns) by interface, in `parts` equal parts; each by itself
  /// where there are no more than `mostMarks`.
  func packetDensity(
    in times: ClosedRange<Int64>, parts: Int, mostMarks: Int
  ) throws(StoreFailure) -> PacketDensity {
    let numbers =
      isSorted
      ? try self.numbers(of: .packet, in: times)
      : try self.numbers(of: .packet, in: .min ... .max)
    var density = PacketDensity()
    guard !numbers.isEmpty else { return density }
    let every = numbers.count > Self.mostCounted ? numbers.count / Self.sample : 1
    density.isEstimate = every > 1
    let (from, to) = (times.lowerBound - row.start, times.upperBound - row.start)
    let counted = try rows(
      every > 1 ? .sampledPackets : .countedPackets, Int64(numbers.lowerBound),
      Int64(numbers.upperBound), from, to, Int64(parts), Int64(every)
    ) { ($0.number(0, as: Int.self), $0.number(1, as: Int.self), $0.number(2, as: Int.self)) }
    for (interface, part, count) in counted {
      density.counts[interface, default: Array(repeating: 0, count: parts)][
        min(max(0, part), parts - 1)] += count * every
      density.total += count * every
    }
    guard !density.isEstimate, density.total <= mostMarks else { return density }
    density.marks = try rows(
      .markedPackets, Int64(numbers.lowerBound), Int64(numbers.upperBound), from, to,
      most: mostMarks
    ) { row in
      PacketDensity.Mark(
        number: row.number(0), interface: row.number(1), time: time(row, 2),
        direction: Packet.Direction(rawValue: row.number(3)) ?? .toHost)
    }
    return density
  }
}

extension SQL {
  fileprivate static let countedPackets = SQL(
    """
    SELECT interface, (time - ?4) * ?6 / max(1, ?5 - ?4) AS part, count(*) FROM packet
    WHERE run = ?1 AND number >= ?2 AND number < ?3 AND time BETWEEN ?4 AND ?5
    GROUP BY interface, part
    """)
  // Each packet of the sample is looked up by its number.
  fileprivate static let sampledPackets = SQL(
    """
    WITH RECURSIVE sample (number) AS (
      SELECT ?2 UNION ALL SELECT number + ?7 FROM sample WHERE number + ?7 < ?3
    )
    SELECT interface, (time - ?4) * ?6 / max(1, ?5 - ?4) AS part, count(*)
    FROM sample CROSS JOIN packet ON packet.run = ?1 AND packet.number = sample.number
    WHERE time BETWEEN ?4 AND ?5
    GROUP BY interface, part
    """)
  fileprivate static let markedPackets = SQL(
    """
    SELECT number, interface, time, direction FROM packet
    WHERE run = ?1 AND number >= ?2 AND number < ?3 AND time BETWEEN ?4 AND ?5 ORDER BY time
    """)
}
