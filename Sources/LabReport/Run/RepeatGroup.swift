import LabEvidence
package import LabModel

/// The repeats of one notebook (with one combination of parameters), taken together.
package struct RepeatGroup: Sendable {
  /// One or more, in the order in which they ran.
  package var results: [NotebookResult]

  package init(_ results: [NotebookResult]) { self.results = results }

  /// One claim over all repeats.
  package struct Claim: Sendable {
    package var number: Int
    package var text: String
    package var isPublished: Bool
    /// Whether nobody wrote it: it is part of every notebook that runs on another kernel.
    package var isImplicit = false
    package var expectedFailure: String?
    /// What was said of it in each repeat that said anything, with that repeat's place.
    package var verdicts: [(repeat: Int, run: String?, verdict: Verdict)]

    /// How often it held where it could be told.
    package var rate: Rate {
      let holds = count(.holds)
      return Rate(holds, of: holds + count(.refuted))
    }

    package func count(_ answer: Verdict.Answer) -> Int {
      verdicts.count { $0.verdict.answer == answer }
    }

    /// Whether repeats of the same experiment said different things.
    package var isFlaky: Bool {
      Set(verdicts.map(\.verdict.answer).filter { $0 != .notApplicable }).count > 1
    }

    /// The first repeat whose answer is another one than the first repeat's.
    package var firstChange: (repeat: Int, run: String?, verdict: Verdict)? {
      guard let first = verdicts.first else { return nil }
      return verdicts.first { $0.verdict.answer != first.verdict.answer }
    }
  }

  /// One step that missed in at least one repeat.
  package struct Step: Sendable {
    package var miss: StepMiss
    /// The repeats in which it missed.
    package var missed: [Int]
    /// In how many repeats the notebook's steps ran.
    package var ran: Int

    package var isFlaky: Bool { missed.count < ran }
  }

  /// The claims in the order of the notebook.
  package var claims: [Claim] {
    var claims: [Int: Claim] = [:]
    for (index, result) in results.enumerated() {
      for claim in result.claims {
        var known =
          claims[claim.number]
          ?? Claim(
            number: claim.number, text: claim.text, isPublished: claim.isPublished,
            isImplicit: claim.isImplicit, expectedFailure: claim.expectedFailure, verdicts: [])
        known.verdicts.append((index + 1, result.runID, claim.verdict))
        claims[claim.number] = known
      }
    }
    return claims.values.sorted { $0.number < $1.number }
  }

  /// The steps that missed, in the order of the notebook.
  package var misses: [Step] {
    var steps: [Int: Step] = [:]
    let ran = results.count { $0.runID != nil && $0.steps > 0 }
    for (index, result) in results.enumerated() {
      for miss in result.misses {
        steps[miss.step, default: Step(miss: miss, missed: [], ran: ran)].missed.append(index + 1)
      }
    }
    return steps.values.sorted { $0.miss.step < $1.miss.step }
  }

  /// How many repeats did all that the notebook says.
  package var good: Int { results.count(where: \.isAsClaimed) }

  /// How many packet transcripts did not come out alike in all repeats.
  package var flakyTranscripts: Int {
    let answers = results.flatMap(\.packetTranscripts).reduce(into: [Int: Set<String>]()) {
      $0[$1.number, default: []].insert($1.answer.rawValue)
    }
    return answers.values.count { $0.count > 1 }
  }
}

extension NotebookResult {
  /// Whether it ran to its end, no step and no packet transcript missed and every claim that counts
  /// is as it must be.
  package var isAsClaimed: Bool {
    ending == .finished && misses.isEmpty
      && (claims.map(\.standing) + packetTranscripts.map(\.standing))
        .allSatisfy { $0 == .pass || $0 == .uncounted }
  }
}
