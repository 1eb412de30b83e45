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
  /// The machine's name.
  package var hostname: String
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
  /// The beginning of its id that no other run of the file has, at least eight characters.
  package var shortID: String
  /// The id of the run of the same notebook that started before it, controls left out.
  package var previous: String?

  package init(
    number: Int, id: String, path: String, title: String, backend: String, kernelRelease: String,
    kernelLabel: String? = nil, hostname: String = "", parameters: [String: String] = [:],
    status: RunRow.Status,
    reason: String? = nil,
    startWall: Int64, duration: Int64? = nil, steps: StepCounts = StepCounts(),
    verdicts: VerdictCounts = VerdictCounts(), transcripts: TranscriptCounts = TranscriptCounts(),
    original: String? = nil, shortID: String? = nil, previous: String? = nil
  ) {
    self.number = number
    self.id = id
    self.path = path
    self.title = title
    self.backend = backend
    self.kernelRelease = kernelRelease
    self.kernelLabel = kernelLabel
    self.hostname = hostname
    self.parameters = parameters
    self.status = status
    self.reason = reason
    self.startWall = startWall
    self.duration = duration
    self.steps = steps
    self.verdicts = verdicts
    self.transcripts = transcripts
    self.original = original
    self.shortID = shortID ?? id
    self.previous = previous
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
