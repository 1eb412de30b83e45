package import LabEvidence
package import LabModel

/// One run that is asked for: which plan, on which bench, into which store.
package struct RunRequest: Sendable {
  package var plan: Plan
  package var bench: any Bench
  package var store: Store
  /// labbook's own version, for the record.
  package var version: String
  /// What it leaves out, for a control run: its claims are not judged, and no step is required.
  package var control: ControlRun?

  package init(plan: Plan, bench: any Bench, store: Store, version: String) {
    self.plan = plan
    self.bench = bench
    self.store = store
    self.version = version
  }
}

/// How far a run is.
package enum RunProgress: Sendable, Hashable {
  case started(title: String, steps: Int)
  case step(number: Int, command: String)
  case judging
}

/// What a run came to.
package struct RunResult: Sendable {
  /// The run's id and number in the store.
  package var id: String
  package var number: Int
  package var status: RunRow.Status
  /// Why it is blocked, interrupted or crashed.
  package var reason: String?
  package var steps: [StepResult] = []
  package var outcomes: [ClaimOutcome] = []
  /// What the evidence says of the notebook's packet transcripts, in their order.
  package var transcripts: [PacketTranscriptOutcome] = []
  /// From the sandbox's first process (the machine's, where it has one) to its last verdict, in ns.
  package var duration: Int64 = 0
  /// What kept the sandbox from being made or going on.
  package var failure: SandboxFailure?
  /// How its machine was lost; then no claim has a verdict.
  package var crash: MachineCrash?
  /// What became of the kernel that it ran on; nil on this machine's running one.
  package var health: KernelHealth?
  /// What the sandbox had to do without, a sentence each.
  package var notes: [String] = []
  /// Processes that were still there at the end and had to be killed.
  package var killedAtEnd = 0

  package init(id: String, number: Int, status: RunRow.Status) {
    self.id = id
    self.number = number
    self.status = status
  }

  /// Steps whose result is not what the notebook says.
  package var misses: [StepResult] { steps.filter(\.isMiss) }
}

/// What became of one step.
package struct StepResult: Sendable {
  package var step: Step
  /// The block's id, if it has one.
  package var blockID: String?
  /// What it printed in its last attempt, up to its end; nil where it did not run.
  package var output: StepOutput?
  /// Parameters, and what steps before it had captured: what its expected lines may refer to.
  package var variables: [String: String] = [:]
  /// How it missed in its last attempt.
  package var miss: Miss?
  /// Why it did not run.
  package var skipped: String?
  /// True where `skipped` comes from `when=`.
  package var isPassedOver = false
  /// How often it ran.
  package var attempts = 0
  /// `xfail=`: why its block must miss.
  package var expectedFailure: String?
  /// Whether its block missed although (or as) `xfail` says so.
  package var blockMissed = false
  /// Processes that it left behind other than as jobs.
  package var leaks = 0

  package init(step: Step, blockID: String?, expectedFailure: String?) {
    self.step = step
    self.blockID = blockID
    self.expectedFailure = expectedFailure
  }

  /// Whether the notebook says otherwise: a miss without `xfail`, or none with it (told of the
  /// block's last step).
  package var isMiss: Bool {
    guard skipped == nil, output != nil else { return false }
    return expectedFailure == nil ? miss != nil : isSurprise
  }

  /// Whether the step belongs to a block that met everything although `xfail` says it must not.
  package var isSurprise: Bool { expectedFailure != nil && output != nil && !blockMissed }
}
