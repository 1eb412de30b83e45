package import LabEvidence
package import LabModel

/// What became of one notebook of a `labbook run`, as reports show it.
package struct NotebookResult: Sendable {
  /// How far the notebook came.
  package enum Ending: Sendable, Hashable {
    /// It ran to its end.
    case finished
    case interrupted(reason: String)
    /// It needs something that this machine or kernel has not.
    case blocked(reason: String)
    /// labbook, its database or the sandbox failed; the remedy where one is known.
    case crashed(reason: String, remedy: String?)
    /// This machine can run no notebook; the remedy where one is known.
    case machineUnable(reason: String, remedy: String?)
    /// It was not started.
    case skipped(reason: String)
    /// Its author's mistakes, already shown as diagnostics.
    case invalid(mistakes: Int)
  }

  /// The notebook's path as the user named it.
  package var path: String
  package var title: String
  package var ending: Ending
  /// The run's id in the database; nil where nothing was recorded.
  package var runID: String?
  /// The values of the front matter's `params` that it ran with, in the notebook's order.
  package var parameters: [EnvironmentVariable] = []
  /// Which of several runs it is, with `--repeat`; nil where there is one.
  package var repetition: Repetition?
  /// The kernel that it ran on, where the user named kernels.
  package var kernel: MatrixKernel?
  /// Its steps in order, whether they ran or not.
  package var outline: [StepLine] = []
  /// How many steps ran.
  package var steps: Int
  package var misses: [StepMiss]
  package var claims: [ClaimVerdict]
  /// What became of its packet transcripts, in their order.
  package var packetTranscripts: [PacketTranscriptOutcome] = []
  /// What `--update` did to packet transcripts that missed.
  package var packetRevisions: [PacketRevision] = []
  /// What `--update` did to steps that missed.
  package var revisions: [StepRevision] = []
  /// What control runs (`--control`) found of claims.
  package var controls: [ClaimControl] = []
  /// How its kernel fared; nil on this machine's running one.
  package var health: KernelHealth?
  /// What the sandbox had to do without, a sentence each.
  package var notes: [String] = []
  /// Processes that steps left behind or that had to be killed.
  package var leaks: Int
  /// From the sandbox's start to the verdicts, in ns.
  package var duration: Int64

  package init(
    path: String, title: String, ending: Ending, runID: String? = nil, steps: Int = 0,
    misses: [StepMiss] = [], claims: [ClaimVerdict] = [], leaks: Int = 0, duration: Int64 = 0
  ) {
    self.path = path
    self.title = title
    self.ending = ending
    self.runID = runID
    self.steps = steps
    self.misses = misses
    self.claims = claims
    self.leaks = leaks
    self.duration = duration
  }

  /// `mtu=1500 qdisc=fq`, the values that it ran with; nil where there are none.
  package var combination: String? {
    parameters.isEmpty
      ? nil : parameters.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
  }

  /// The result without the claims that are as they must be and those of others; of a notebook that did
  /// not come to its end, without all of them.
  package var withoutPasses: NotebookResult {
    var result = self
    result.claims.removeAll { $0.standing == .pass || $0.standing == .uncounted }
    if ending != .finished {
      result.claims = []
      result.packetTranscripts = []
    }
    return result
  }

  /// The title with the combination, the kernel and the number of the repeat.
  package var fullTitle: String {
    title + (combination.map { " [\($0)]" } ?? "") + (kernel.map { " on \($0.label)" } ?? "")
      + (repetition.map { ", repeat \($0.number) of \($0.count)" } ?? "")
  }
}

/// Which of several runs of the same one is.
package struct Repetition: Sendable, Hashable {
  /// From 1.
  package var number: Int
  package var count: Int

  package init(number: Int, of count: Int) {
    self.number = number
    self.count = count
  }
}

/// A step of a notebook, for reports that list all of them.
package struct StepLine: Sendable, Hashable {
  package var step: Int
  /// `id` or `id.2` where its block has one.
  package var name: String?
  package var host: String
  package var command: String
  /// Where the command stands in the notebook.
  package var line: Int
  /// Why it did not run; nil where it did.
  package var skipped: String?

  package init(
    step: Int, name: String? = nil, host: String = HostPlan.lab, command: String, line: Int,
    skipped: String? = nil
  ) {
    self.step = step
    self.name = name
    self.host = host
    self.command = command
    self.line = line
    self.skipped = skipped
  }
}

/// A step that did not do what its notebook says.
package struct StepMiss: Sendable, Hashable {
  package var step: Int
  /// `id` or `id.2` where its block has one.
  package var name: String?
  package var host: String
  package var command: String
  /// Where the command stands in the notebook; 0 where unknown.
  package var line: Int
  /// In which way it missed, for a person; further lines may follow the first.
  package var reason: String
  /// Expected and actual output, line by line; empty where only the ending differs.
  package var difference: [DifferenceLine]

  package init(
    step: Int, name: String? = nil, host: String = HostPlan.lab, command: String, line: Int = 0,
    reason: String, difference: [DifferenceLine] = []
  ) {
    self.step = step
    self.name = name
    self.host = host
    self.command = command
    self.line = line
    self.reason = reason
    self.difference = difference
  }
}

/// What `--update` did to a step that missed.
package struct StepRevision: Sendable, Hashable {
  package var step: Int
  /// Where the step stands in the notebook.
  package var line: Int
  /// A unified difference of the notebook's lines, safe to show; nil where the step was refused.
  package var difference: String?
  /// Why the step was left as it is.
  package var refusal: String?

  package init(step: Int, line: Int, difference: String? = nil, refusal: String? = nil) {
    self.step = step
    self.line = line
    self.difference = difference
    self.refusal = refusal
  }
}

/// What `--update` did to a packet transcript that missed.
package struct PacketRevision: Sendable, Hashable {
  /// Its number in the notebook.
  package var transcript: Int
  /// Where its fence stands in the notebook.
  package var line: Int
  /// A unified difference of the notebook's lines, safe to show; nil where it was refused.
  package var difference: String?
  /// Why it was left as it is.
  package var refusal: String?

  package init(transcript: Int, line: Int, difference: String? = nil, refusal: String? = nil) {
    self.transcript = transcript
    self.line = line
    self.difference = difference
    self.refusal = refusal
  }
}
