import LabClaims
import LabModel

/// Reads slices of a run's packets: what is read for one is bounded, however long the run is.
package struct PacketSliceReader {
  private let store: Store
  private let evidence: RunEvidence
  private let packets: StoredPackets
  private let limits: ReadingLimits

  /// Prepares reading the run with `number`.
  ///
  /// - Throws: `StoreFailure` of kind `unknownRun` where the store has no such run.
  package init(
    run number: Int, from store: Store, limits: ReadingLimits = .page
  ) throws(StoreFailure) {
    self.store = store
    self.limits = limits
    evidence = try RunEvidence.packetContext(run: number, from: store)
    guard let packets = evidence.packets as? StoredPackets else {
      throw StoreFailure(stage: "read packets", subject: store.path, message: "none are stored")
    }
    self.packets = packets
  }

  /// The run with its hosts, interfaces, steps and attempts.
  package var outline: RunEvidence { evidence }

  /// The packets that `request` wants.
  ///
  /// - Throws: `FilterFailure` where no interface of the run can take the filter; else `StoreFailure`.
  package func slice(_ request: PacketSliceRequest) throws -> PacketSlice {
    let wanted = try WantedPackets(request, in: evidence)
    var budget = ReadingBudget(limits)
    var found: [PacketRow] = []
    var looked: ClosedRange<Int>?
    let isForwards: Bool
    var start: Int
    switch request.place {
    case .from(let number): (isForwards, start) = (true, max(1, number))
    case .before(let number):
      (isForwards, start) = (false, max(1, min(number, packets.count + 1)) - 1)
    }
    let first = start
    var isFull = false
    for range in isForwards ? wanted.ranges : wanted.ranges.reversed() where !isFull {
      guard isForwards ? range.upperBound >= start : range.lowerBound <= start else { continue }
      start = isForwards ? max(start, range.lowerBound) : min(start, range.upperBound)
      guard budget.goesOn, !budget.isSpent else { break }
      try packets.forEach(from: start, forwards: isForwards, goesOn: { budget.goesOn }) { packet in
        guard range.contains(packet.number), !budget.isSpent else { return false }
        let seen = looked ?? first...first
        looked = min(seen.lowerBound, packet.number)...max(seen.upperBound, packet.number)
        budget.spend(packet)
        if wanted.takes(packet) { found.append(packet) }
        isFull = found.count >= request.most
        return !isFull
      }
    }
    if !isForwards { found.reverse() }
    let end = looked.map { isForwards ? $0.upperBound : $0.lowerBound }
    let hasMore = end.map { wanted.hasAny(beyond: $0, forwards: isForwards) } ?? false
    let hasBefore = wanted.hasAny(beyond: first, forwards: !isForwards)
    return PacketSlice(
      packets: try listed(found), total: packets.count, looked: looked,
      isCut: hasMore && !isFull,
      next: isForwards ? (hasMore ? end.map { $0 + 1 } : nil) : hasBefore ? first + 1 : nil,
      previous: isForwards ? (hasBefore ? first : nil) : hasMore ? end : nil)
  }

  private func listed(_ rows: [PacketRow]) throws -> [ListedPacket] {
    let hosts = Dictionary(evidence.hosts.map { ($0.number, $0.name) }) { first, _ in first }
    let names = Dictionary(evidence.interfaces.map { ($0.number, $0.name) }) { first, _ in first }
    var origins = try SequenceOrigins(packets, of: rows)
    return try rows.map { row in
      ListedPacket(
        row: row, host: hosts[row.host] ?? "?", interface: names[row.interface] ?? "?",
        line: PacketSummary.line(for: row, relativeTo: try origins.origin(of: row)))
    }
  }
}
