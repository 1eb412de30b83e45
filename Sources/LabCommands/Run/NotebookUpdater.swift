import LabModel
import LabNotebook
import LabReport
import LabRun
import Synchronization

/// Rewrites one notebook to what its steps did.
///
/// A notebook may run several times in one command, with other parameters or again: all of its runs
/// share one updater, so that each sees what those before have rewritten. A step that one run has
/// rewritten is not rewritten by another: what differs between runs is no expectation.
final class NotebookUpdater: Sendable {
  private struct State {
    var bytes: [UInt8]
    var rewritten: Set<Int> = []
    var rewrittenTranscripts: Set<Int> = []
  }

  private let path: String
  private let state: Mutex<State>
  /// Asks about each step; nil rewrites all of them.
  private let question: UpdateQuestion?

  init(_ plan: Plan, question: UpdateQuestion? = nil) {
    path = plan.path
    state = Mutex(State(bytes: plan.source))
    self.question = question
  }

  /// Rewrites what `result` calls for, and says so in `notebook`; steps that are rewritten are no
  /// misses any more.
  ///
  /// - Parameters:
  ///   - notebook: what is reported of the run.
  ///   - result: what its steps did.
  ///   - willAsk: called before the first question.
  func update(
    _ notebook: inout NotebookResult, _ result: RunResult, willAsk: () -> Void
  ) {
    let before = notebook
    notebook = state.withLock { update(&$0, before, result, willAsk) }
  }

  private func note(
    _ update: PacketUpdate, of plan: Plan, _ state: inout State, in notebook: inout NotebookResult
  ) {
    let line = plan.packetTranscripts[update.transcript - 1].position.line
    switch update.change {
    case .rewritten(let difference):
      state.rewrittenTranscripts.insert(update.transcript)
      notebook.packetTranscripts.removeAll { $0.number == update.transcript }
      notebook.packetRevisions.append(
        PacketRevision(transcript: update.transcript, line: line, difference: difference))
    case .refused(let reason):
      notebook.packetRevisions.append(
        PacketRevision(transcript: update.transcript, line: line, refusal: reason))
    }
  }

  private func update(
    _ state: inout State, _ before: NotebookResult, _ result: RunResult, _ willAsk: () -> Void
  ) -> NotebookResult {
    var notebook = before
    guard let plan = NotebookReader.read(path: path, bytes: state.bytes).plan else {
      return notebook
    }
    var results = result.steps.compactMap { step in
      step.output.map { output in
        LabNotebook.StepResult(
          step: step.step.number, output: output, variables: step.variables)
      }
    }
    var update = NotebookEditor.update(plan, with: results)
    // What another run has rewritten to what this one did, too, is no miss any more.
    let stillMissed = Set(update.steps.map(\.step))
    notebook.misses.removeAll {
      state.rewritten.contains($0.step) && !stillMissed.contains($0.step)
    }
    var refused: [StepUpdate] = update.steps.filter { state.rewritten.contains($0.step) }
      .map { step in
        var step = step
        step.change = .refused(reason: "another run of it printed something else")
        return step
      }
    results.removeAll { state.rewritten.contains($0.step) }
    if let question {
      willAsk()
      for step in update.steps where !state.rewritten.contains(step.step) {
        guard case .rewritten(let difference) = step.change else { continue }
        if !question.accepts(step, difference: difference, in: plan) {
          results.removeAll { $0.step == step.step }
          var left = step
          left.change = .refused(reason: "you said no")
          refused.append(left)
        }
      }
    }
    if question != nil || !state.rewritten.isEmpty {
      update = NotebookEditor.update(plan, with: results)
    }
    // Whether each of them is to be rewritten cannot be asked: with questions they stay.
    let seen = question == nil ? result.transcripts.filter { $0.answer != .notApplicable } : []
    let packets = NotebookEditor.updatePackets(
      path: path, bytes: update.bytes,
      with: seen.filter { !state.rewrittenTranscripts.contains($0.number) }.map {
        SeenPackets(transcript: $0.number, lines: $0.seen)
      })
    if packets.bytes != state.bytes {
      do {
        try NotebookFile(path: path).replace(state.bytes, with: packets.bytes)
      } catch {
        notebook.ending = .crashed(reason: error.message, remedy: error.remedy)
        return notebook
      }
      state.bytes = packets.bytes
    }
    for update in packets.updates { note(update, of: plan, &state, in: &notebook) }
    for step in (update.steps + refused).sorted(by: { $0.step < $1.step }) {
      let line = step.position.line
      switch step.change {
      case .rewritten(let difference):
        state.rewritten.insert(step.step)
        notebook.misses.removeAll { $0.step == step.step }
        notebook.revisions.append(
          StepRevision(step: step.step, line: line, difference: difference))
      case .refused(let reason):
        notebook.revisions.append(StepRevision(step: step.step, line: line, refusal: reason))
      }
    }
    return notebook
  }
}
