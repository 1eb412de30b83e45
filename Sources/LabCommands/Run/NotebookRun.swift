import Glibc
import LabClaims
import LabEvidence
import LabModel
import LabNotebook
import LabReport
import LabRun

/// One notebook of `labbook run`: conducted, and updated where that is wanted.
struct NotebookRun: Sendable {
  var plan: Plan
  var store: Store
  var bench: any Bench
  var updates: Bool
  /// Whether it runs again without what brings its claims' moments about.
  var controls: Bool
  /// Whether anybody wants to know which step runs.
  var reportsSteps: Bool
  /// Readable when a kept sandbox may go; nil where sandboxes are not kept.
  var gate: Int32?

  /// The notebook as a job of the schedule.
  func job() -> RunJob {
    let request = RunRequest(
      plan: plan, bench: bench, store: store, version: LabbookCommand.version)
    let conductor = Conductor(request)
    let series = controls ? ControlSeries(request) : nil
    return RunJob(
      path: plan.path, title: plan.title, run: { run(conductor, series, $0) },
      interrupt: {
        // The series first: it must not begin when the run ends.
        series?.interrupt()
        conductor.interrupt()
      }, cleanUp: { conductor.waitUntilGone() })
  }

  private func run(
    _ conductor: Conductor, _ series: ControlSeries?,
    _ report: @escaping @Sendable (RunJob.Progress) -> Void
  ) -> NotebookResult {
    let total = plan.steps.count
    do {
      let result = try conductor.run(
        waits: false,
        progress: { progress in
          if reportsSteps, case .step(let number, let command) = progress {
            report(.step(number: number, of: total, command: command))
          }
        },
        visit: gate.map { gate in
          { sandbox, _ in
            report(.kept(process: sandbox.process))
            waitForInput([gate], milliseconds: -1)
          }
        })
      var notebook = NotebookResult(result, of: plan)
      if let series {
        let findings = try series.run(of: result) { progress in
          if case .step(let number, let command) = progress {
            report(.step(number: number, of: total, command: "(control) " + command))
          }
        }
        notebook.controls = findings.map(ClaimControl.init)
      }
      if updates, result.status == .finished { update(&notebook, result) }
      return notebook
    } catch let failure as StoreFailure {
      let failure = CommandFailure(failure)
      return crashed(failure.message, remedy: failure.remedy)
    } catch let failure as CommandFailure {
      return crashed(failure.message, remedy: failure.remedy)
    } catch {
      return crashed(String(describing: error), remedy: nil)
    }
  }

  private func crashed(_ reason: String, remedy: String?) -> NotebookResult {
    NotebookResult(
      path: plan.path, title: plan.title, ending: .crashed(reason: reason, remedy: remedy))
  }

  /// Rewrites the notebook to what its steps did and which packets were seen; what is rewritten is no
  /// miss any more.
  private func update(_ notebook: inout NotebookResult, _ result: RunResult) {
    let results = result.steps.compactMap { step in
      step.output.map {
        LabNotebook.StepResult(
          step: step.step.number, output: $0, variables: step.variables)
      }
    }
    let update = NotebookEditor.update(plan, with: results)
    let packets = NotebookEditor.updatePackets(
      path: plan.path, bytes: update.bytes,
      with: result.transcripts.filter { $0.answer != .notApplicable }.map {
        SeenPackets(transcript: $0.number, lines: $0.seen)
      })
    if packets.bytes != plan.source {
      do {
        try NotebookFile(path: plan.path).replace(plan.source, with: packets.bytes)
      } catch {
        notebook.ending = .crashed(reason: error.message, remedy: error.remedy)
        return
      }
    }
    for step in update.steps {
      switch step.change {
      case .rewritten(let difference):
        notebook.misses.removeAll { $0.step == step.step }
        notebook.revisions.append(
          StepRevision(step: step.step, line: step.position.line, difference: difference))
      case .refused(let reason):
        notebook.revisions.append(
          StepRevision(step: step.step, line: step.position.line, refusal: reason))
      }
    }
    for update in packets.updates { note(update, in: &notebook) }
  }

  private func note(_ update: PacketUpdate, in notebook: inout NotebookResult) {
    let line = plan.packetTranscripts[update.transcript - 1].position.line
    switch update.change {
    case .rewritten(let difference):
      notebook.packetTranscripts.removeAll { $0.number == update.transcript }
      notebook.packetRevisions.append(
        PacketRevision(transcript: update.transcript, line: line, difference: difference))
    case .refused(let reason):
      notebook.packetRevisions.append(
        PacketRevision(transcript: update.transcript, line: line, refusal: reason))
    }
  }
}

extension ClaimControl {
  /// What control runs found, in the words of the claim language.
  fileprivate init(_ finding: ControlFinding) {
    self.init(
      claim: finding.claim, moment: finding.moment.text, leftOut: finding.steps,
      run: finding.run, dependence: finding.dependence)
  }
}
