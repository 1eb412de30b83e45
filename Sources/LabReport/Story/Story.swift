package import LabEvidence
import LabModel

/// A run as one list in order of time: what started, what was printed, sent and changed.
///
/// Netlink messages carry no time: a change is placed when it was read, but never after a packet
/// that could not have been without it (an interface's first packet after it came up).
package struct Story: Sendable {
  private let evidence: RunEvidence
  /// Everything but the packets, in order.
  private let entries: [StoryEntry]

  package init(_ evidence: RunEvidence) {
    self.evidence = evidence
    entries = Self.sorted(Self.entries(of: evidence))
  }

  /// Calls `body` for each entry in order until it returns false.
  ///
  /// - Throws: what reading the packets or `body` throws.
  package func forEach(_ body: (StoryEntry) throws -> Bool) throws {
    let interfaces = Dictionary(
      evidence.interfaces.map { ($0.number, $0.index) }, uniquingKeysWith: { first, _ in first })
    var pending = entries[...]
    var goesOn = true
    try evidence.packets.forEach(in: Int64.min...Int64.max) { packet in
      while let entry = pending.first, entry.time <= packet.time {
        pending.removeFirst()
        goesOn = try body(entry)
        if !goesOn { return false }
      }
      if let cause = Self.cause(of: packet, index: interfaces[packet.interface], in: pending) {
        var entry = pending.remove(at: cause)
        entry.time = packet.time
        goesOn = try body(entry)
        if !goesOn { return false }
      }
      goesOn = try body(StoryEntry(time: packet.time, body: .packet(packet)))
      return goesOn
    }
    while goesOn, let entry = pending.popFirst() { goesOn = try body(entry) }
  }

  /// Where in `pending` the link change stands that made `packet` possible but was read later.
  private static func cause(
    of packet: PacketRow, index: Int32?, in pending: ArraySlice<StoryEntry>
  ) -> Int? {
    // Reading lags by milliseconds: whatever is later than this cannot concern the packet.
    let latest = packet.time + 1_000_000_000
    for position in pending.indices {
      let entry = pending[position]
      guard entry.time <= latest else { return nil }
      guard case .change(.link(let row)) = entry.body, row.change.host == packet.host,
        row.change.new?.index == index, row.change.earliest < packet.time
      else { continue }
      return row.change.new?.isUp == true && row.change.old?.isUp != true ? position : nil
    }
    return nil
  }

  private static func entries(of evidence: RunEvidence) -> [StoryEntry] {
    var entries: [StoryEntry] = []
    for host in evidence.hosts {
      entries.append(StoryEntry(time: host.from, body: .hostAdded(host)))
      if let end = host.to {
        entries.append(StoryEntry(time: end, body: .hostRemoved(host)))
      }
    }
    entries += evidence.links.map { StoryEntry(time: $0.time, body: .change(.link($0))) }
    entries += evidence.addresses.map { StoryEntry(time: $0.time, body: .change(.address($0))) }
    entries += evidence.routes.map { StoryEntry(time: $0.time, body: .change(.route($0))) }
    entries += evidence.neighbours.map {
      StoryEntry(time: $0.time, body: .change(.neighbour($0)))
    }
    entries += evidence.rules.map { StoryEntry(time: $0.time, body: .change(.rule($0))) }
    entries += evidence.outputs.map { StoryEntry(time: $0.time, body: .output($0)) }
    entries += evidence.outputCuts.map { StoryEntry(time: $0.time, body: .outputCut($0)) }
    entries += evidence.losses.map { StoryEntry(time: $0.time, body: .loss($0)) }
    entries += evidence.sockets.map { StoryEntry(time: $0.time, body: .change(.socket($0))) }
    entries += evidence.counters.map { StoryEntry(time: $0.time, body: .change(.counter($0))) }
    entries += evidence.kernelLog.map { StoryEntry(time: $0.time, body: .kernelLog($0)) }
    return entries + attempts(of: evidence) + ending(of: evidence)
  }

  /// What became of a machine's kernel.
  private static func ending(of evidence: RunEvidence) -> [StoryEntry] {
    var entries: [StoryEntry] = []
    var old: UInt64?
    for row in evidence.taints where row.value != old {
      entries.append(StoryEntry(time: row.time, body: .taint(row, old: old)))
      old = row.value
    }
    if let crash = evidence.crash {
      let last = (entries.last?.time ?? evidence.run.start)
      let end = max(last, evidence.run.end ?? evidence.kernelLog.last?.time ?? last)
      entries.append(StoryEntry(time: end, body: .crash(crash)))
    }
    return entries
  }

  private static func attempts(of evidence: RunEvidence) -> [StoryEntry] {
    let steps = Dictionary(
      evidence.steps.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    // What a command printed last can be read just after its end was seen.
    var lastOutput: [AttemptKey: Int64] = [:]
    for row in evidence.outputs {
      lastOutput[AttemptKey(step: row.step, attempt: row.attempt)] = row.time
    }
    var entries: [StoryEntry] = []
    for attempt in evidence.attempts {
      guard let step = steps[attempt.step] else { continue }
      entries.append(StoryEntry(time: attempt.start, body: .stepStarted(step, attempt)))
      guard let exit = attempt.exit ?? attempt.end else { continue }
      let output = lastOutput[AttemptKey(step: step.number, attempt: attempt.attempt)] ?? exit
      let end = output <= attempt.end ?? exit ? max(exit, output) : exit
      entries.append(StoryEntry(time: end, body: .stepEnded(step, attempt)))
    }
    return entries
  }

  private struct AttemptKey: Hashable {
    var step: Int
    var attempt: Int
  }

  /// In order of time; what has the same time in the order in which it is listed above.
  private static func sorted(_ entries: [StoryEntry]) -> [StoryEntry] {
    entries.enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
  }
}
