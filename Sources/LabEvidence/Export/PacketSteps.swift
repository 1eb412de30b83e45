import LabModel

/// The step during which each packet of a run was seen, in words.
struct PacketSteps {
  private struct Attempt {
    var start: Int64
    var hasEnded: Bool
    /// As in `step 3 (#first-try), attempt 2`.
    var name: String
    var command: String
  }

  /// In order of time.
  private var attempts: [Attempt] = []
  /// Ranges of packets with places in `attempts`, in order.
  private var ranges: [(packets: ClosedRange<Int>, attempt: Int)] = []

  init(_ evidence: RunEvidence) {
    let steps = Dictionary(evidence.steps.map { ($0.number, $0) }) { first, _ in first }
    let counts = Dictionary(grouping: evidence.attempts, by: \.step).mapValues(\.count)
    for row in evidence.attempts.sorted(by: { ($0.start, $0.number) < ($1.start, $1.number) }) {
      guard let step = steps[row.step] else { continue }
      if let packets = row.packets { ranges.append((packets, attempts.count)) }
      attempts.append(
        Attempt(
          start: row.start, hasEnded: row.end != nil,
          name: Self.name(step, attempt: counts[row.step] ?? 1 > 1 ? row.attempt : nil),
          command: Self.command(step)))
    }
    ranges.sort { $0.packets.lowerBound < $1.packets.lowerBound }
  }

  /// `step 3 (#first-try): $ curl …`, or when the packet came where no step ran.
  func words(for packet: PacketRow) -> String {
    let later = ranges.partitioningIndex { $0.packets.lowerBound > packet.number }
    if later > 0, ranges[later - 1].packets.contains(packet.number) {
      let attempt = attempts[ranges[later - 1].attempt]
      return "\(attempt.name): \(attempt.command)"
    }
    let next = attempts.partitioningIndex { $0.start > packet.time }
    guard next > 0 else { return "before the first step" }
    let attempt = attempts[next - 1]
    return attempt.hasEnded ? "after \(attempt.name)" : "\(attempt.name): \(attempt.command)"
  }

  private static func name(_ step: StepRow, attempt: Int?) -> String {
    "step \(step.number)" + (step.blockID.map { " (#\(PcapngBlock.shown($0, bytes: 80)))" } ?? "")
      + (attempt.map { ", attempt \($0)" } ?? "")
  }

  /// The command behind its prompt, as a transcript has it.
  private static func command(_ step: StepRow) -> String {
    let host = step.host == HostPlan.lab ? "" : PcapngBlock.shown(step.host, bytes: 80)
    return "\(host)$ \(PcapngBlock.shown(step.command, bytes: 200))"
  }
}

extension Array {
  /// The place of the first element for which `belongs` holds; those behind it must all do so.
  fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
