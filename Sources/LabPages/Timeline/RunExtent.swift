import LabEvidence

/// From when to when there is something to show of a run.
enum RunExtent {
  /// The stretch that holds the hosts' beginning, all steps and the end, a little wider; in ns on
  /// CLOCK_MONOTONIC.
  static func times(of outline: RunEvidence) -> ClosedRange<Int64> {
    let run = outline.run
    var (first, last) = (run.start, run.end ?? run.start)
    // What an event of a hostile file says is no reason to draw an axis of centuries.
    let furthest: Int64 = 8_000_000_000_000_000
    func include(_ time: Int64?) {
      guard let time, (run.start &- time).magnitude < furthest.magnitude else { return }
      first = min(first, time)
      last = max(last, time)
    }
    for host in outline.hosts { include(host.from) }
    for attempt in outline.attempts {
      include(attempt.start)
      include(attempt.end ?? attempt.exit)
    }
    let margin = max(1_000_000, (last - first) / 50)
    return first - margin...last + margin
  }
}
