import LabEvidence
import LabModel
import Synchronization

/// The control runs of one run: for each moment that claims which hold name by `until`, `before` or
/// `after`, the notebook runs once more without the steps that brought the moment about.
///
/// Claims that leave out the same steps share one run. `run` blocks; only `interrupt` may be called
/// from another thread.
package final class ControlSeries: Sendable {
  private let request: RunRequest
  private let live = Mutex<Live>(Live())

  private struct Live {
    var conductor: Conductor?
    var isInterrupted = false
  }

  /// - Parameter request: How the original was run.
  package init(_ request: RunRequest) { self.request = request }

  /// Ends the run that goes on, and starts no further one.
  package func interrupt() {
    live.withLock { live in
      live.isInterrupted = true
      live.conductor?.interrupt()
    }
  }

  /// A claim that is asked, with its moment.
  private struct Question {
    var claim: PlannedClaim
    var moment: ControlledMoment
  }

  /// Runs the controls of `original`, one after another.
  ///
  /// - Parameters:
  ///   - original: What the original came to; where it did not finish there is nothing to compare.
  ///   - progress: Told of each step as it begins.
  /// - Returns: What was found, in the order of the claims.
  /// - Throws: As `Conductor.run`.
  package func run(
    of original: RunResult, progress: (RunProgress) -> Void = { _ in }
  ) throws -> [ControlFinding] {
    guard original.status == .finished else { return [] }
    let judge = Judge(evidence: try RunEvidence.load(run: original.number, from: request.store))
    var findings: [ControlFinding] = []
    var groups: [[Int]: [Question]] = [:]
    for outcome in original.outcomes where outcome.verdict.answer == .holds {
      switch try judge.controlQuestion(of: outcome.claim.claim) {
      case .nothing: break
      case .unanswerable(let moment, let reason):
        findings.append(
          ControlFinding(
            claim: outcome.claim.number, moment: moment, steps: [], run: nil,
            dependence: .unknown(reason)))
      case .leaveOut(let moment):
        groups[moment.steps, default: []].append(Question(claim: outcome.claim, moment: moment))
      }
    }
    for (steps, questions) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      findings += try ask(questions, leavingOut: steps, of: original, judge, progress)
    }
    return findings.sorted { $0.claim < $1.claim }
  }

  private func ask(
    _ questions: [Question], leavingOut steps: [Int], of original: RunResult, _ judge: Judge,
    _ progress: (RunProgress) -> Void
  ) throws -> [ControlFinding] {
    var request = request
    request.control = ControlRun(
      original: original.number, originalID: original.id, steps: Set(steps))
    let conductor = Conductor(request)
    let isInterrupted = live.withLock { live in
      live.conductor = conductor
      return live.isInterrupted
    }
    guard !isInterrupted else { return [] }
    defer { live.withLock { $0.conductor = nil } }
    let result = try conductor.run(progress: progress)
    let control = Judge(evidence: try RunEvidence.load(run: result.number, from: request.store))
    return try questions.map { question in
      let dependence: Dependence
      if result.status == .finished {
        dependence = try judge.dependence(
          of: question.claim, on: question.moment, control: control)
      } else {
        let reason = result.reason.map { ": \($0)" } ?? ""
        dependence = .unknown("the control run is \(result.status.rawValue)\(reason)")
      }
      return ControlFinding(
        claim: question.claim.number, moment: question.moment.moment, steps: steps,
        run: result.id, dependence: dependence)
    }
  }
}
