import Glibc
package import LabEvidence
package import LabModel

/// Judges claims over a stored run and keeps the verdicts.
package enum Judgment {
  /// Judges the claims of `plan`, and what every run in a machine claims, adds the verdicts to the
  /// store, and returns them in the claims' order.
  ///
  /// - Throws: `StoreFailure`.
  package static func record(
    of plan: Plan, ofRun run: Int, in store: Store
  ) throws -> [ClaimOutcome] {
    var evidence = try RunEvidence.load(run: run, from: store)
    // The notebook may say otherwise now than when it ran.
    evidence.ignoredTroubles = plan.kernel.ignoredTroubles
    let claims = plan.claims + ImplicitClaims.of(plan, on: evidence.run.backend)
    guard !claims.isEmpty else { return [] }
    let judge = Judge(evidence: evidence)
    let outcomes = try claims.map { ClaimOutcome(claim: $0, verdict: try judge.verdict(on: $0)) }
    try VerdictStore(store).record(
      outcomes.map { ClaimVerdict($0.claim, $0.verdict) }, ofRun: run, at: wallClock())
    return outcomes
  }

  /// Judges the packet transcripts of `plan`, adds what was found to the store, and returns it in the
  /// transcripts' order.
  ///
  /// Where the plan's steps are not those that ran, only transcripts that name theirs can be judged.
  /// - Throws: `StoreFailure`.
  package static func recordTranscripts(
    of plan: Plan, ofRun run: Int, in store: Store
  ) throws -> [PacketTranscriptOutcome] {
    guard !plan.packetTranscripts.isEmpty else { return [] }
    let evidence = try RunEvidence.load(run: run, from: store)
    let ran = evidence.steps.sorted { $0.number < $1.number }
    let steps = plan.steps
    let stepsAreTheRuns =
      ran.map(\.command) == steps.map(\.command) && ran.map(\.block) == steps.map(\.block)
    let judge = Judge(evidence: evidence)
    let outcomes = try plan.packetTranscripts.map {
      try judge.outcome(of: $0, stepsAreTheRuns: stepsAreTheRuns)
    }
    try PacketTranscriptStore(store).record(outcomes, ofRun: run, at: wallClock())
    return outcomes
  }

  /// Whether a moment has come in a run that still goes on, as far as it is committed.
  static func hasCome(_ moment: Moment, inRun run: Int, of store: Store) throws -> Bool {
    try Judge(evidence: try RunEvidence.load(run: run, from: store)).hasCome(moment)
  }

  /// CLOCK_REALTIME in ns since 1970.
  private static func wallClock() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
