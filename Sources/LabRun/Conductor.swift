import LabClaims
import LabEvidence
package import LabModel
import Synchronization

/// Takes one plan through a sandbox: steps go out, events come back and into the journal, and at the
/// end the judge reads what is there.
///
/// `run` blocks; it belongs on a thread of its own. Only `interrupt` may be called from another.
package final class Conductor: Sendable {
  private let request: RunRequest
  /// The sandbox while it lives, for `interrupt`.
  private let live = Mutex<Live>(Live())
  /// The sandbox whose end is still to be waited for.
  private let leaving = Mutex<(any Sandbox)?>(nil)

  private struct Live {
    var sandbox: (any Sandbox)?
    var isInterrupted = false
  }

  package init(_ request: RunRequest) {
    self.request = request
  }

  /// Ends the run as soon as may be: everything in the sandbox is killed, what is recorded is kept,
  /// and the run shows as interrupted.
  package func interrupt() {
    live.withLock { live in
      live.isInterrupted = true
      live.sandbox?.stop()
    }
  }

  /// Waits until nothing is left of the sandbox of a `run` that did not wait for it itself.
  ///
  /// Several threads may wait.
  package func waitUntilGone() {
    leaving.withLock { sandbox in
      sandbox?.waitUntilGone()
      sandbox = nil
    }
  }

  /// Runs the plan and judges its claims.
  ///
  /// - Parameters:
  ///   - lastStep: the number of the step after which nothing more runs; nil runs all.
  ///   - waits: whether to wait until nothing is left of the sandbox: the kernel takes some
  ///     hundredths of a second to let its captures go. Without it, call `waitUntilGone` later.
  ///   - progress: told of each step as it begins.
  ///   - visit: called with the sandbox after the last step, before it ends, where given (for
  ///     `--keep` and `labbook shell`).
  /// - Returns: What the run came to, its verdicts included.
  /// - Throws: `StoreFailure` where the store fails; what judging throws. A sandbox that fails is no
  ///   error here but the result's `failure`.
  package func run(
    until lastStep: Int? = nil, waits: Bool = true,
    progress: (RunProgress) -> Void = { _ in },
    visit: ((any Sandbox, Course) throws -> Void)? = nil
  ) throws -> RunResult {
    defer { if waits { waitUntilGone() } }
    let plan = request.plan
    let provenance = try Provenance.gather(
      for: Preparation.commands(plan), searchPath: FixedEnvironment.searchPath,
      store: request.store, guest: request.bench.kernel)
    let preparation = Preparation(plan, provenance)
    let obstacle = preparation.obstacle(plan)
    // The sandbox takes its time to stand: what is known of the run is written meanwhile.
    let start = obstacle == nil ? try startSandbox(preparation) : nil
    defer { if case .success(let sandbox)? = start { leave(sandbox) } }
    let journal = try Journal.begin(
      plan, in: request.store, backend: request.bench.backend, provenance: provenance,
      labbook: request.version, controlOf: request.control?.original)
    let course = Course(
      plan, preparation, journal, request.store, lastStep: lastStep, control: request.control)
    progress(.started(title: plan.title, steps: plan.steps.count))

    var result = RunResult(id: journal.id, number: journal.run, status: .finished)
    switch start {
    case .success(let sandbox)?:
      try drive(course, sandbox, &result, progress, visit)
      leave(sandbox)
    case .failure(let failure)?: end(with: failure, course, &result)
    case nil:
      let obstacle = obstacle ?? ""
      course.skipEverything("the notebook is blocked: \(obstacle)")
      result.status = .blocked
      result.reason = obstacle
    }
    result.steps = course.results
    result.notes = course.notes
    try journal.finish(
      result.status, reason: result.reason,
      lasting: result.status == .interrupted ? course.elapsed : 0)
    if request.bench.kernel != nil {
      result.health = KernelHealth(
        try RunEvidence.load(run: journal.run, from: request.store))
    }
    // Claims are about the whole notebook: a control is only compared.
    guard request.control == nil else {
      result.duration = course.elapsed
      return result
    }
    progress(.judging)
    result.outcomes = try judge(journal.run)
    result.transcripts = try Judgment.recordTranscripts(
      of: plan, ofRun: journal.run, in: request.store)
    result.duration = course.elapsed
    return result
  }

  /// Starts the sandbox, where that fails not even a process of it is there.
  private func startSandbox(
    _ preparation: Preparation
  ) throws -> Result<any Sandbox, SandboxFailure> {
    let setup = try setup(preparation)
    do throws(SandboxFailure) {
      let sandbox = try request.bench.start(setup)
      let isInterrupted = live.withLock { live in
        live.sandbox = sandbox
        return live.isInterrupted
      }
      if isInterrupted { sandbox.stop() }
      return .success(sandbox)
    } catch {
      return .failure(error)
    }
  }

  /// Ends a sandbox, which is waited for later; a second call does nothing.
  private func leave(_ sandbox: any Sandbox) {
    sandbox.stop()
    live.withLock { $0.sandbox = nil }
    leaving.withLock { $0 = sandbox }
  }

  private func drive(
    _ course: Course, _ sandbox: any Sandbox, _ result: inout RunResult,
    _ progress: (RunProgress) -> Void, _ visit: ((any Sandbox, Course) throws -> Void)?
  ) throws {
    do {
      try course.run(in: sandbox, progress)
      try visit?(sandbox, course)
      result.killedAtEnd = try course.end(sandbox)
    } catch let failure as SandboxFailure {
      end(with: failure, course, &result)
    } catch let crash as MachineCrash {
      end(with: crash, course, &result)
    }
  }

  /// What a sandbox that is no more means for the run: after `interrupt` that is as it should be.
  private func end(
    with failure: SandboxFailure, _ course: Course, _ result: inout RunResult
  ) {
    if live.withLock({ $0.isInterrupted }) { return interrupted(course, &result) }
    result.status = failure.isMachineUnable ? .blocked : .crashed
    result.reason = failure.text
    result.failure = failure
    course.skipRest("the sandbox failed")
  }

  /// The same for a machine that is no more.
  private func end(with crash: MachineCrash, _ course: Course, _ result: inout RunResult) {
    if live.withLock({ $0.isInterrupted }) { return interrupted(course, &result) }
    result.status = .crashed
    result.reason = crash.sentence
    result.crash = crash
    course.skipRest("the machine crashed")
  }

  private func interrupted(_ course: Course, _ result: inout RunResult) {
    result.status = .interrupted
    course.skipRest("the run was interrupted")
  }

  private func setup(_ preparation: Preparation) throws -> SandboxSetup {
    let plan = request.plan
    return SandboxSetup(
      hosts: plan.hosts, links: plan.links, files: plan.files.filter(preparation.isWritten),
      environment: FixedEnvironment.variables(for: plan), limits: plan.limits,
      durations: plan.durations, ipv6: plan.ipv6, offloads: plan.offloads,
      captureFilters: try plan.captureFilter.map(CompiledPacketFilter.captureFilters) ?? [],
      captureBuffer: plan.captureBuffer)
  }

  private func judge(_ run: Int) throws -> [ClaimOutcome] {
    try Judgment.record(of: request.plan, ofRun: run, in: request.store)
  }
}
