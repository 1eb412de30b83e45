import LabModel

/// When captures lost packets.
struct CaptureLosses: Sendable {
  private let rows: [LossRow]

  init(_ evidence: RunEvidence) {
    rows = evidence.losses.filter { $0.source == .capture }
  }

  var isEmpty: Bool { rows.isEmpty }

  /// Whether the capture of one of `hosts` may have lost what came within `delay` (ns) of `time`.
  func mayCover(_ time: Int64, on hosts: [Int], within delay: Int64 = 1_000_000_000) -> Bool {
    rows.contains { loss in
      hosts.contains(loss.host) && loss.since - delay <= time && time <= loss.time + delay
    }
  }
}
