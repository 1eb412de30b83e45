import Glibc
import LabClaims
import LabEvidence
import LabModel
import LabReport
import LabRun

/// One notebook of `labbook run`: conducted, and updated where that is wanted.
struct NotebookRun: Sendable {
  var plan: Plan
  var store: Store
  var bench: any Bench
  /// Rewrites the notebook; nil where it stays as it is.
  var updater: NotebookUpdater?
  /// Whether it runs again without what brings its claims' moments about.
  var controls: Bool
  /// Whether anybody wants to know which step runs.
  var reportsSteps: Bool
  /// Whether its sandbox is gone when it has ended; else `cleanUp` waits for that.
  var waits: Bool
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
        waits: waits,
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
      if let updater, result.status == .finished {
        updater.update(&notebook, result, willAsk: { report(.asking) })
      }
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
}

extension ClaimControl {
  /// What control runs found, in the words of the claim language.
  fileprivate init(_ finding: ControlFinding) {
    self.init(
      claim: finding.claim, moment: finding.moment.text, leftOut: finding.steps,
      run: finding.run, dependence: finding.dependence)
  }
}
