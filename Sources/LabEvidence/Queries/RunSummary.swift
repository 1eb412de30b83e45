/// A run as lists show it.
package struct RunSummary: Sendable, Hashable {
  package var number: Int
  package var id: String
  package var path: String
  package var title: String
  package var backend: String
  package var kernelRelease: String
  /// What the user called the kernel; nil on the machine's running one.
  package var kernelLabel: String?
  package var parameters: [String: String]
  package var status: RunRow.Status
  package var reason: String?
  /// CLOCK_REALTIME when the sandbox stood, ns since 1970.
  package var startWall: Int64
  /// In ns; nil for a run that has not ended or was killed.
  package var duration: Int64?
  /// Steps by how they went.
  package var steps: StepCounts
  /// Verdicts of the latest judgement by their answers.
  package var verdicts: VerdictCounts
  /// Packet transcripts by what the latest judgement said of them.
  package var transcripts: TranscriptCounts
  /// The id of the run that it is a control of; nil for one that stands for itself.
  package var original: String?

  package init(
    number: Int, id: String, path: String, title: String, backend: String, kernelRelease: String,
    kernelLabel: String? = nil, parameters: [String: String] = [:], status: RunRow.Status,
    reason: String? = nil,
    startWall: Int64, duration: Int64? = nil, steps: StepCounts = StepCounts(),
    verdicts: VerdictCounts = VerdictCounts(), transcripts: TranscriptCounts = TranscriptCounts(),
    original: String? = nil
  ) {
    self.number = number
    self.id = id
    self.path = path
    self.title = title
    self.backend = backend
    self.kernelRelease = kernelRelease
    self.kernelLabel = kernelLabel
    self.parameters = parameters
    self.status = status
    self.reason = reason
    self.startWall = startWall
    self.duration = duration
    self.steps = steps
    self.verdicts = verdicts
    self.transcripts = transcripts
    self.original = original
  }
}

/// How many steps of a run went how, each by its last attempt.
package struct StepCounts: Sendable, Hashable {
  package var all = 0
  package var met = 0
  package var missed = 0
  package var skipped = 0

  package init() {}
}

/// How many claims got which answer in the latest judgement of a run, published ones left out.
package struct VerdictCounts: Sendable, Hashable {
  package var holds = 0
  package var refuted = 0
  package var inconclusive = 0
  package var notApplicable = 0

  package init() {}
}

/// How many packet transcripts got which answer in the latest judgement of a run.
package struct TranscriptCounts: Sendable, Hashable {
  package var met = 0
  package var missed = 0
  package var inconclusive = 0
  package var notApplicable = 0

  package init() {}

  package var all: Int { met + missed + inconclusive + notApplicable }
}

/// Which runs a list shows; what is nil does not matter.
package struct RunFilter: Sendable, Hashable {
  /// A part of the notebook's path or title, letter case aside.
  package var notebook: String?
  package var status: RunRow.Status?
  /// A beginning of the kernel's release.
  package var kernelRelease: String?
  /// The most runs shown, newest first.
  package var limit: Int?
  /// Whether control runs are shown too.
  package var includesControls = false

  package init(
    notebook: String? = nil, status: RunRow.Status? = nil, kernelRelease: String? = nil,
    limit: Int? = nil, includesControls: Bool = false
  ) {
    self.notebook = notebook
    self.status = status
    self.kernelRelease = kernelRelease
    self.limit = limit
    self.includesControls = includesControls
  }
}
