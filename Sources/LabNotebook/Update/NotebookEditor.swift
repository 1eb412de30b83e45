package import LabModel

/// What one step did, for an update of its transcript.
package struct StepResult: Sendable, Hashable {
  /// The step's number in the notebook.
  package var step: Int
  /// What its last attempt printed and how it ended.
  package var output: StepOutput
  /// What earlier steps had captured.
  package var variables: [String: String]

  package init(step: Int, output: StepOutput, variables: [String: String] = [:]) {
    self.step = step
    self.output = output
    self.variables = variables
  }
}

/// What an update does to one step.
package struct StepUpdate: Sendable, Hashable {
  /// What became of a step that missed.
  package enum Change: Sendable, Hashable {
    /// Its expected lines are rewritten; a unified difference, every line of it ended.
    case rewritten(difference: String)
    /// It stays as it is, for this reason.
    case refused(reason: String)
  }

  package var step: Int
  package var position: SourcePosition
  package var change: Change
}

/// A notebook after an update.
package struct NotebookUpdate: Sendable, Hashable {
  package var bytes: [UInt8]
  /// The steps that missed, in order.
  package var steps: [StepUpdate]
}

/// Rewrites what transcripts expect to what their steps did; everything else stays byte for byte.
package enum NotebookEditor {
  /// Updates the notebook of `plan` for those of `results` that miss.
  ///
  /// Lines whose pattern still matches stay. A block marked `xfail`, a script, and a step that timed
  /// out or has no host stay as they are, and so does one whose output cannot be written so that it
  /// is met when read again.
  package static func update(_ plan: Plan, with results: [StepResult]) -> NotebookUpdate {
    var rewrites: [Rewrite] = []
    var updates: [Int: StepUpdate] = [:]
    let writer = TranscriptWriter(plan)
    let steps = plan.steps
    for result in results.sorted(by: { $0.step < $1.step })
    where steps.indices.contains(result.step - 1) {
      let step = steps[result.step - 1]
      let outcome = step.expectation.outcome(of: result.output, variables: result.variables)
      guard !outcome.isMet else { continue }
      if let reason = refusal(plan.blocks[step.block - 1], result) {
        updates[step.number] = StepUpdate(
          step: step.number, position: step.position, change: .refused(reason: reason))
      } else {
        rewrites.append(writer.rewrite(step, result))
      }
    }
    // What does not read back is left out, and the rest is checked again.
    while true {
      let bytes = writer.applied(rewrites)
      let failed = unmet(rewrites, plan, bytes)
      for step in failed {
        updates[step] = StepUpdate(
          step: step, position: steps[step - 1].position,
          change: .refused(reason: "what it printed cannot be written here so that it reads back"))
      }
      rewrites.removeAll { failed.contains($0.result.step) }
      guard failed.isEmpty else { continue }
      for rewrite in rewrites {
        let step = rewrite.result.step
        updates[step] = StepUpdate(
          step: step, position: steps[step - 1].position,
          change: .rewritten(difference: rewrite.difference(path: plan.path)))
      }
      return NotebookUpdate(
        bytes: bytes, steps: updates.values.sorted { $0.step < $1.step })
    }
  }

  private static func refusal(_ block: Block, _ result: StepResult) -> String? {
    if block.expectedFailure != nil { return "its block is marked `xfail`" }
    if case .script = block.kind { return "the status of a script is written by hand: `exit=`" }
    return switch result.output.ending {
    case .timedOut: "it timed out"
    case .hostMissing: "its host is not there"
    case .exited, .shellEnded: nil
    }
  }

  /// The steps among `rewrites` that their new expectation does not meet.
  private static func unmet(_ rewrites: [Rewrite], _ plan: Plan, _ bytes: [UInt8]) -> Set<Int> {
    let all = Set(rewrites.map(\.result.step))
    guard !rewrites.isEmpty else { return [] }
    let steps = NotebookReader.read(path: plan.path, bytes: bytes).plan?.steps
    guard let steps, steps.map(\.command) == plan.steps.map(\.command) else {
      // Some rewrite has changed more than its own step: each is tried alone.
      let alone =
        rewrites.count == 1
        ? all
        : rewrites.reduce(into: Set<Int>()) { found, rewrite in
          found.formUnion(unmet([rewrite], plan, TranscriptWriter(plan).applied([rewrite])))
        }
      return alone.isEmpty ? all : alone
    }
    return all.filter { number in
      guard let result = rewrites.first(where: { $0.result.step == number })?.result else {
        return false
      }
      return !steps[number - 1].expectation.outcome(
        of: result.output, variables: result.variables
      ).isMet
    }
  }
}
