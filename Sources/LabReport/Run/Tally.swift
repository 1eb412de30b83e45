import LabEvidence

/// What notebooks came to, counted.
package struct Tally: Sendable, Hashable {
  package var steps = 0
  package var missed = 0
  package var transcripts = 0
  /// Packet transcripts that missed, or met although `xfail` says that they must not.
  package var transcriptsMissed = 0
  package var transcriptsInconclusive = 0
  package var holds = 0
  /// Refuted claims that should have held.
  package var refuted = 0
  /// Claims with `xfail` that were refuted, as they must be.
  package var refutedAsExpected = 0
  /// Claims with `xfail` that hold.
  package var surprises = 0
  package var inconclusive = 0
  package var notApplicable = 0
  package var published = 0
  package var publishedRefuted = 0
  /// How many notebooks did not run to their end, by what became of them.
  package var unfinished: [(Int, String)] {
    [
      (interrupted, "interrupted"), (blocked, "blocked"), (skipped, "skipped"),
      (invalid, "not run"), (crashed, "crashed"), (unable, "cannot run here"),
    ]
  }
  private var interrupted = 0
  private var blocked = 0
  private var skipped = 0
  private var invalid = 0
  private var crashed = 0
  private var unable = 0

  /// Counts `results`.
  package init(_ results: [NotebookResult]) {
    for result in results {
      steps += result.steps
      missed += result.misses.count
      transcripts += result.packetTranscripts.count
      transcriptsMissed += result.packetTranscripts.count { $0.standing == .failure }
      transcriptsInconclusive += result.packetTranscripts.count { $0.standing == .inconclusive }
      switch result.ending {
      case .finished: break
      case .interrupted: interrupted += 1
      case .blocked: blocked += 1
      case .skipped: skipped += 1
      case .invalid: invalid += 1
      case .crashed: crashed += 1
      case .machineUnable: unable += 1
      }
      for claim in result.claims { count(claim) }
    }
  }

  private mutating func count(_ claim: ClaimVerdict) {
    if claim.isPublished {
      published += 1
      if claim.verdict.answer == .refuted { publishedRefuted += 1 }
      return
    }
    switch (claim.verdict.answer, claim.standing) {
    case (.holds, .failure): surprises += 1
    case (.holds, _): holds += 1
    case (.refuted, .pass): refutedAsExpected += 1
    case (.refuted, _): refuted += 1
    case (.inconclusive, _): inconclusive += 1
    case (.notApplicable, _): notApplicable += 1
    }
  }
}

/// Numbers with their nouns.
package enum Count {
  /// `1 step`, `3 steps`.
  package static func of(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) " + (count == 1 ? noun : plural ?? noun + "s")
  }
}
