import LabModel

/// One of two runs that are compared: its evidence, and what was said of it last.
package struct ComparedRun: Sendable {
  package var evidence: RunEvidence
  package var claims: [ClaimVerdict]
  package var transcripts: [PacketTranscriptOutcome]
  /// Steps whose output is too long to be compared, and was not read.
  package var longOutputs: Set<Int> = []

  package init(
    evidence: RunEvidence, claims: [ClaimVerdict], transcripts: [PacketTranscriptOutcome] = []
  ) {
    self.evidence = evidence
    self.claims = claims
    self.transcripts = transcripts
  }

  /// Reads a run and its latest judgement; what an attempt printed beyond `mostOutput` bytes is not read.
  package static func load(
    run: Int, from store: Store, mostOutput: Int = Int.max
  ) throws(StoreFailure) -> ComparedRun {
    let (evidence, longOutputs) = try RunEvidence.load(
      run: run, from: store, mostOutput: mostOutput)
    var run = ComparedRun(
      evidence: evidence, claims: try VerdictStore(store).latest(ofRun: run),
      transcripts: try PacketTranscriptStore(store).latest(ofRun: run))
    run.longOutputs = longOutputs
    return run
  }

  /// Something that is compared: what it is told by, and how it came out.
  struct Entry {
    var key: [String]
    var text: String
    var host: String?
    var isPublished = false
    /// A claim that stands in no notebook: that of a machine's kernel log.
    var isImplicit = false
    var side: ComparedAnswer.Side
  }

  /// The claims; a published one is judged by its answer alone.
  var claimEntries: [Entry] {
    claims.map { claim in
      let isExpectedToFail = claim.expectedFailure != nil
      let standing: ChangeClass.Standing =
        switch claim.verdict.answer {
        case .holds: isExpectedToFail ? .bad : .good
        case .refuted: isExpectedToFail ? .good : .bad
        case .inconclusive, .notApplicable: .unknown
        }
      return Entry(
        key: [claim.text, claim.isPublished ? "published" : ""], text: claim.text,
        isPublished: claim.isPublished, isImplicit: claim.line == 0,
        side: ComparedAnswer.Side(
          number: claim.number, answer: claim.verdict.answer.rawValue,
          reason: claim.verdict.reason, standing: standing))
    }
  }

  /// The steps, each by its last attempt.
  var stepEntries: [Entry] {
    var last: [Int: AttemptRow] = [:]
    for attempt in evidence.attempts { last[attempt.step] = attempt }
    return evidence.steps.map { step in
      let attempt = last[step.number]
      let (answer, standing): (String, ChangeClass.Standing) =
        switch (attempt?.met, attempt?.end) {
        case (true?, _): ("met", .good)
        case (false?, _): ("missed", .bad)
        case (nil, _?): ("ran", .good)
        case (nil, nil): (ComparedAnswer.Side.notRun, .unknown)
        }
      return Entry(
        key: [step.host, step.command], text: step.command, host: step.host,
        side: ComparedAnswer.Side(
          number: step.number, answer: answer, reason: attempt?.miss ?? step.skipped ?? "",
          standing: standing))
    }
  }

  var transcriptEntries: [Entry] {
    transcripts.map { outcome in
      let standing: ChangeClass.Standing =
        switch outcome.standing {
        case .pass: .good
        case .failure: .bad
        case .inconclusive, .uncounted: .unknown
        }
      let parts = [outcome.place, outcome.filter, outcome.during.map { "during \($0)" }]
      return Entry(
        key: parts.map { $0 ?? "" },
        text: "packets on " + parts.compactMap { $0 }.joined(separator: ", "),
        side: ComparedAnswer.Side(
          number: outcome.number, answer: outcome.answer.rawValue, reason: outcome.reason,
          standing: standing))
    }
  }
}
