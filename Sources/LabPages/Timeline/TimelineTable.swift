import LabEvidence
import LabModel
import LabReport

/// What happened in a stretch of a run's time, a row each, from its beginning.
struct TimelineTable: Sendable {
  /// More rows than this stand on the next page.
  static let mostRows = 150

  let entries: [StoryEntry]
  /// Where the next page begins (CLOCK_MONOTONIC, ns); nil where all stands here.
  let next: Int64?

  /// Reads the first packets of `window` and puts them between what it has.
  ///
  /// - Throws: what reading the packets throws.
  init(_ window: RunWindow, _ source: any PacketSource) throws {
    let times = window.request.times
    var packets: [PacketRow] = []
    try source.forEach(in: times) { packet in
      packets.append(packet)
      return packets.count <= Self.mostRows
    }
    var evidence = window.evidence
    evidence.packets = ReadPackets(rows: packets)
    // Beyond the last row that was read of something there is more of, nothing can be told in order.
    var horizon = Self.horizon(of: window)
    if packets.count > Self.mostRows, let last = packets.last { horizon = min(horizon, last.time) }
    var entries: [StoryEntry] = []
    var next: Int64?
    try Story(evidence).forEach { entry in
      guard entry.time >= times.lowerBound else { return true }
      guard entry.time <= times.upperBound else { return false }
      guard entries.count < Self.mostRows, entry.time <= horizon else {
        next = entry.time
        return false
      }
      entries.append(entry)
      return true
    }
    if next == nil, horizon < times.upperBound { next = horizon + 1 }
    self.entries = entries
    self.next = next.map { max($0, times.lowerBound + 1) }
  }

  private static func horizon(of window: RunWindow) -> Int64 {
    let evidence = window.evidence
    let last: [TimedTable: Int64?] = [
      .link: evidence.links.last?.time, .address: evidence.addresses.last?.time,
      .route: evidence.routes.last?.time, .neighbour: evidence.neighbours.last?.time,
      .rule: evidence.rules.last?.time, .socket: evidence.sockets.last?.time,
      .output: evidence.outputs.last?.time, .kernelLog: evidence.kernelLog.last?.time,
    ]
    return last.reduce(Int64.max) { horizon, pair in
      guard window.counts[pair.key] != nil, let time = pair.value else { return horizon }
      return min(horizon, time)
    }
  }
}

/// Packets that have been read.
private struct ReadPackets: PacketSource {
  let rows: [PacketRow]
  var count: Int { rows.count }

  func forEach(in times: ClosedRange<Int64>, _ body: (PacketRow) throws -> Bool) throws {
    for row in rows where times.contains(row.time) {
      guard try body(row) else { return }
    }
  }
}
