package import LabModel

/// A packet with all that can be said of it: what it is, when it came, where it went, and what rests on it.
package struct ExaminedPacket: Sendable {
  /// When the packet came, among the steps.
  package struct Moment: Sendable, Hashable {
    package var step: StepRow
    package var attempt: Int
    /// Whether the step was over.
    package var isAfter: Bool
  }

  /// A claim whose latest verdict rests on the packet.
  package struct RestingClaim: Sendable, Hashable {
    package var number: Int
    package var text: String
    package var answer: Verdict.Answer
  }

  package var run: RunRow
  package var row: PacketRow
  package var host: String
  package var interface: String
  /// In tcpdump's form, TCP's numbers relative where the connection's beginning is near.
  package var line: String
  package var layers: [PacketLayer]
  /// nil before the first step.
  package var moment: Moment?
  /// How many packets the run has; their numbers begin with 1.
  package var total: Int
  /// Numbers of the nearest packets of the same flow at the same interface, in either direction.
  package var flowPrevious: Int?
  package var flowNext: Int?
  package var claims: [RestingClaim]
  package var path: PacketPath
  /// The run's hosts and interfaces, for their names.
  package var outline: RunEvidence
}

/// The path of one packet as far as it was looked for.
package struct PacketPath: Sendable {
  package var journey: PacketJourney
  package var ends: [JourneyEnd]
  /// Numbers of the first and last packets among which copies were looked for, and how many there are.
  package var looked: ClosedRange<Int>
  package var count: Int
  /// CLOCK_MONOTONIC of the first and the last of them, in ns.
  package var times: ClosedRange<Int64>
  /// Whether a limit left out packets that came near enough to be copies.
  package var isCut: Bool
}
