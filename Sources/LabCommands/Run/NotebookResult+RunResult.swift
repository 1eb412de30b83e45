import Glibc
import LabEvidence
import LabModel
import LabReport
import LabRun

extension NotebookResult {
  /// What the conductor says of a run of `plan`, as reports show it.
  init(_ result: RunResult, of plan: Plan) {
    let sizes = Dictionary(uniqueKeysWithValues: plan.blocks.map { ($0.number, $0.steps.count) })
    self.init(
      path: plan.path, title: plan.title, ending: Ending(result), runID: result.id,
      steps: result.steps.count { $0.output != nil },
      misses: result.misses.map { step in
        StepMiss(step, isAlone: sizes[step.step.block, default: 1] == 1)
      },
      leaks: result.steps.reduce(0) { $0 + $1.leaks }, duration: result.duration)
    parameters = plan.parameterLists.compactMap { list in
      plan.parameters[list.name].map { EnvironmentVariable(name: list.name, value: $0) }
    }
    outline = result.steps.map { step in
      StepLine(
        step: step.step.number,
        name: step.blockID.map {
          sizes[step.step.block, default: 1] == 1 ? $0 : "\($0).\(step.step.indexInBlock)"
        }, host: step.step.host, command: step.step.command, line: step.step.position.line,
        skipped: step.output == nil ? step.skipped ?? "it did not run" : nil)
    }
    notes = result.notes
    health = result.health
    // Where nothing ran, nothing is known of any claim: the reason above says all there is.
    switch ending {
    case .blocked, .machineUnable: claims = []
    default:
      claims = result.outcomes.map { ClaimVerdict($0.claim, $0.verdict) }
      packetTranscripts = result.transcripts
    }
  }
}

extension NotebookResult.Ending {
  /// How the conductor says that a run ended.
  fileprivate init(_ result: RunResult) {
    let reason = result.failure?.sentence ?? result.reason ?? "no reason is known"
    let remedy = result.failure?.remedy ?? result.crash.map { TroubleWords.remedy($0.kind) }
    switch result.status {
    case .finished: self = .finished
    case .interrupted: self = .interrupted(reason: "by a signal; what was recorded so far is kept")
    case .blocked:
      self =
        result.failure?.isMachineUnable == true
        ? .machineUnable(reason: reason, remedy: remedy) : .blocked(reason: reason)
    case .crashed, .running: self = .crashed(reason: reason, remedy: remedy)
    }
  }
}

extension StepMiss {
  /// A step that the conductor counts as a miss; `isAlone` where its block has no other.
  fileprivate init(_ result: LabRun.StepResult, isAlone: Bool) {
    let step = result.step
    let reason =
      result.isSurprise
      ? "met its expectation, but must miss: \(result.expectedFailure ?? "")"
      : result.miss?.reason ?? "missed its expectation"
    self.init(
      step: step.number,
      name: result.blockID.map { isAlone ? $0 : "\($0).\(step.indexInBlock)" }, host: step.host,
      command: step.command, line: step.position.line, reason: reason,
      difference: result.isSurprise ? [] : result.miss?.difference ?? [])
  }
}
