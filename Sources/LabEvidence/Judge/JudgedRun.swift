import LabClaims
import LabModel

/// The evidence of a run with what every part of the judge looks up in it.
struct JudgedRun: Sendable {
  let evidence: RunEvidence
  let boundaries: Boundaries
  let clock: RunClock
  let steps: StepIndex
  let paths = RunPaths()
  private let stepRows: [Int: StepRow]
  private let attemptRows: [Int: [AttemptRow]]
  private let outputRows: [[Int]: [OutputRow]]
  private let hostRows: [Int: HostRow]
  private let interfaceRows: [Int: InterfaceRow]

  init(_ evidence: RunEvidence) {
    self.evidence = evidence
    boundaries = Boundaries(evidence)
    clock = RunClock(start: evidence.run.start)
    steps = StepIndex(evidence.steps.sorted { $0.number < $1.number })
    stepRows = Dictionary(evidence.steps.map { ($0.number, $0) }) { first, _ in first }
    attemptRows = Dictionary(grouping: evidence.attempts, by: \.step).mapValues {
      $0.sorted { $0.attempt < $1.attempt }
    }
    outputRows = Dictionary(grouping: evidence.outputs) { [$0.step, $0.attempt] }.mapValues {
      $0.sorted { $0.number < $1.number }
    }
    hostRows = Dictionary(evidence.hosts.map { ($0.number, $0) }) { first, _ in first }
    interfaceRows = Dictionary(evidence.interfaces.map { ($0.number, $0) }) { first, _ in first }
  }

  func step(_ number: Int) -> StepRow? { stepRows[number] }
  /// The attempts of a step, first to last.
  func attempts(of step: Int) -> [AttemptRow] { attemptRows[step] ?? [] }
  /// What an attempt printed, in order.
  func outputs(of attempt: AttemptRow) -> [OutputRow] {
    outputRows[[attempt.step, attempt.attempt]] ?? []
  }
  func host(_ number: Int) -> HostRow? { hostRows[number] }
  func interface(_ number: Int) -> InterfaceRow? { interfaceRows[number] }

  /// The numbers of all hosts that had the name; it may have been given more than once.
  func hosts(named name: String) -> Set<Int> {
    Set(evidence.hosts.filter { $0.name == name }.map(\.number))
  }

  /// Why the notebook did not come to its end, for a person; nil where it did.
  ///
  /// A run that is still marked as running but has an end is being judged as it finishes.
  var incompleteness: String? {
    let run = evidence.run
    switch run.status {
    case .finished: return nil
    case .running: return run.end == nil ? "the run has not ended" : nil
    case .interrupted, .blocked, .crashed:
      let reason = run.reason.map { ": " + Quoting.escaped($0) } ?? ""
      let verb = run.status == .crashed ? "has" : "was"
      return "the run \(verb) \(run.status.rawValue)\(reason)"
    }
  }

  /// The last instant of the notebook, before the sandbox was taken down; nil where the run did not
  /// come to it.
  var endOfNotebook: Instant? {
    guard incompleteness == nil else { return nil }
    return Instant(boundaries.lastFence ?? evidence.run.end ?? Int64.max)
  }

  /// What has been lost by `source` on `hosts` (nil is all).
  func losses(_ source: Loss.Source, on hosts: Set<Int>?) -> [LossRow] {
    evidence.losses.filter { $0.source == source && (hosts?.contains($0.host) ?? true) }
  }
}

extension StepRow: SelectableStep {}
