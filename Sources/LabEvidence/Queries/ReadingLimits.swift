/// How much of a run's packets is read for one question at the most.
package struct ReadingLimits: Sendable, Hashable {
  package var packets: Int
  /// Captured bytes.
  package var bytes: Int
  /// Time, in ns; looked at between chunks of packets, so a slow machine reads less.
  package var time: Int64

  package init(packets: Int, bytes: Int, time: Int64) {
    self.packets = packets
    self.bytes = bytes
    self.time = time
  }

  /// Those of a page.
  package static let page = ReadingLimits(packets: 50_000, bytes: 16 << 20, time: 60_000_000)
}

/// Counts what is read against limits.
struct ReadingBudget {
  private let limits: ReadingLimits
  private let start = ContinuousClock.now
  private var packets = 0
  private var bytes = 0

  init(_ limits: ReadingLimits) { self.limits = limits }

  mutating func spend(_ packet: PacketRow) {
    packets += 1
    bytes += packet.bytes.count
  }

  /// Whether packets or bytes are used up.
  var isSpent: Bool { packets >= limits.packets || bytes >= limits.bytes }

  /// Whether anything may still be read: something always may.
  var goesOn: Bool {
    packets == 0 || !isSpent && ContinuousClock.now - start < .nanoseconds(limits.time)
  }
}
