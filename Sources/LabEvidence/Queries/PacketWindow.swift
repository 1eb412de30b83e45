/// The packets around one packet, held in memory and bounded.
package struct PacketWindow: PacketSource {
  /// In order of time.
  package let rows: [PacketRow]
  /// Whether a limit left out packets whose time is near enough.
  package let isCut: Bool

  package var count: Int { rows.count }

  package func forEach(
    in times: ClosedRange<Int64>, _ body: (PacketRow) throws -> Bool
  ) rethrows {
    for row in rows where times.contains(row.time) {
      if try !body(row) { return }
    }
  }

  /// The packet with `number`; nil where it is not among them.
  package func packet(_ number: Int) -> PacketRow? { rows.first { $0.number == number } }

  /// Reads the packets whose time is in `times` and whose numbers are near that of `middle`, half of what
  /// `limits` allow before it and half after it.
  ///
  /// - Throws: what reading packets throws.
  init(
    around middle: PacketRow, in times: ClosedRange<Int64>, of packets: StoredPackets,
    limits: ReadingLimits
  ) throws {
    var rows = [middle]
    var isCut = false
    let half = ReadingLimits(
      packets: limits.packets / 2, bytes: limits.bytes / 2, time: limits.time / 2)
    for forwards in [false, true] {
      var budget = ReadingBudget(half)
      var isPast = false
      try packets.forEach(
        from: middle.number + (forwards ? 1 : -1), forwards: forwards, goesOn: { budget.goesOn }
      ) { packet in
        guard !budget.isSpent else { return false }
        // Where numbers are not in order of time, those that are near may stand further on.
        isPast = forwards ? packet.time > times.upperBound : packet.time < times.lowerBound
        guard !isPast || !packets.isSorted else { return false }
        budget.spend(packet)
        if times.contains(packet.time) { rows.append(packet) }
        return true
      }
      isCut = isCut || !isPast && (budget.isSpent || !budget.goesOn)
    }
    self.rows = rows.sorted { ($0.time, $0.number) < ($1.time, $1.number) }
    self.isCut = isCut
  }
}
