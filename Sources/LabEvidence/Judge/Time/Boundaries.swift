/// The fences and step boundaries of a run, by which the intervals of changes are narrowed.
struct Boundaries: Sendable {
  /// When all was drained: the times of all fences, and the ends of attempts, which have one each.
  private let drained: [Int64]
  /// The attempts that began, ascending by start.
  private let attempts: [AttemptRow]
  /// By a fence's number: since when what it shows can have changed, and when it was at the latest.
  private let intervals: [Int: (since: Int64, time: Int64)]
  /// The time of the last fence, nil where there was none.
  let lastFence: Int64?
  /// Times of the fences that end no step, ascending.
  private let fencesBetweenSteps: [Int64]

  init(_ evidence: RunEvidence) {
    let fences = evidence.fences.sorted { ($0.time, $0.number) < ($1.time, $1.number) }
    attempts = evidence.attempts.sorted { ($0.start, $0.number) < ($1.start, $1.number) }
    drained = (fences.map(\.time) + attempts.compactMap(\.end)).sorted()
    lastFence = fences.last?.time
    fencesBetweenSteps = fences.filter { $0.step == 0 }.map(\.time)
    var ends: [[Int]: Int64] = [:]
    for attempt in attempts { ends[[attempt.step, attempt.attempt]] = attempt.end }
    var intervals: [Int: (since: Int64, time: Int64)] = [:]
    var since = Int64.min
    for fence in fences {
      // The fence that ends a step belongs to the step.
      let end = ends[[fence.step, fence.attempt]] ?? fence.time
      intervals[fence.number] = (since, min(end, fence.time))
      since = max(end, fence.time)
    }
    self.intervals = intervals
  }

  /// When something changed that the dump at a fence showed: since the fence before.
  func instant(ofFence number: Int, foundAt time: Int64) -> Instant {
    guard let interval = intervals[number] else {
      return Instant(earliest: Int64.min, latest: time)
    }
    let latest = min(time, interval.time)
    return Instant(earliest: narrowed(interval.since, foundAt: latest), latest: latest)
  }

  /// The last time before `time` at which all was drained.
  func fence(before time: Int64) -> Int64? {
    let next = drained.firstIndex(notLess: time) { $0 }
    return next > 0 ? drained[next - 1] : nil
  }

  /// When a block whose last step ended at `end` was over: later than that where it waited.
  ///
  /// `wait=` makes fences that end no step until its moment has come. So does the end of the run:
  /// where it came to that (`isComplete`), the last fence after all steps is no wait.
  func end(ofBlockEndingAt end: Int64, isComplete: Bool) -> Int64 {
    let next = attempts.firstIndex(notLess: end) { $0.start }
    let limit = next < attempts.count ? attempts[next].start : Int64.max
    var waits = fencesBetweenSteps.filter { $0 > end && $0 <= limit }
    if next == attempts.count, isComplete { waits = waits.dropLast() }
    return waits.last ?? end
  }

  /// Since when at the earliest something can have happened that was found at `time`.
  ///
  /// What a fence did not show happened after it. And between a fence and the next step nothing of
  /// the notebook runs (everything was asleep, or the step would not have settled): what shows in a
  /// step happened in it, not just before it.
  func earliest(of earliest: Int64, foundAt time: Int64) -> Int64 {
    narrowed(max(earliest, fence(before: time) ?? earliest), foundAt: time)
  }

  /// The start of the step in which `time` lies, where `earliest` lies in the pause before it.
  private func narrowed(_ earliest: Int64, foundAt time: Int64) -> Int64 {
    let next = attempts.firstIndex(notLess: earliest) { $0.start }
    guard next < attempts.count, attempts[next].start <= time, let first = drained.first,
      first <= earliest
    else { return earliest }
    if next > 0 {
      let previous = attempts[next - 1]
      guard let end = previous.end, end <= earliest, previous.settled != .limit else {
        return earliest
      }
    }
    return attempts[next].start
  }
}

extension Array {
  /// The index of the first element of an ascending array whose key is not less than `time`.
  func firstIndex(notLess time: Int64, _ key: (Element) -> Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if key(self[middle]) < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
