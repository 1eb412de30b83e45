import LabEvidence

/// Which step an instant of a run belongs to: the one that began last before it.
struct StepClock {
  private let starts: [(time: Int64, step: Int, isLastAttempt: Bool)]
  private let scopes: [Int: Int]

  /// `scopes` has the number of the step of the other run that a step belongs to, where that is another
  /// one: names that are numbered within steps are the same in both then.
  init(_ evidence: RunEvidence, scopes: [Int: Int] = [:]) {
    let last = Dictionary(evidence.attempts.map { ($0.step, $0.attempt) }) { max($0, $1) }
    starts = evidence.attempts.map { attempt in
      (attempt.start, attempt.step, last[attempt.step] == attempt.attempt)
    }.sorted { $0.time < $1.time }
    self.scopes = scopes
  }

  /// The step's number; 0 before the first one.
  func step(at time: Int64) -> Int { entry(at: time).map { starts[$0].step } ?? 0 }

  /// The same, but nil in an attempt that was not its step's last: how often a step is tried is chance.
  func comparedStep(at time: Int64) -> Int? {
    guard let entry = entry(at: time) else { return 0 }
    return starts[entry].isLastAttempt ? starts[entry].step : nil
  }

  /// What names that are first seen in a step are numbered within.
  func scope(of step: Int) -> String { String(scopes[step] ?? step) }

  private func entry(at time: Int64) -> Int? {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if starts[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }
}
