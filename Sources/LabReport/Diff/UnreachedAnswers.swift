package import LabEvidence
import LabModel

/// What one of two runs did not come to, because it did not run to its end: told in a sentence, not one by one.
package struct UnreachedAnswers: Sendable, Hashable {
  /// They are answers of the comparison, and none of them is for the worse.
  package let answers: Set<ComparedAnswer>
  /// `run 4 was blocked: 12 steps were not run, 3 claims were not decided`; empty where there are none.
  package let sentences: [String]

  /// Finds them: of an unfinished run the steps that it did not run, and the claims and packet transcripts
  /// that are inconclusive then, or all where it was not judged.
  init(_ old: ComparedRun, _ new: ComparedRun, _ all: AnswerComparison) {
    var answers: Set<ComparedAnswer> = []
    var sentences: [String] = []
    let undecided = Verdict.Answer.inconclusive.rawValue
    for (run, isNew) in [(old, false), (new, true)] where run.evidence.run.status != .finished {
      let found = all.changed.filter { answer in
        guard !answer.change.isWorse else { return false }
        let side = isNew ? answer.new : answer.old
        switch answer.kind {
        case .step: return side?.answer == ComparedAnswer.Side.notRun
        case .claim: return side.map { $0.answer == undecided } ?? run.claims.isEmpty
        case .packets: return side.map { $0.answer == undecided } ?? run.transcripts.isEmpty
        }
      }
      guard !found.isEmpty else { continue }
      answers.formUnion(found)
      sentences.append(Self.sentence(run.evidence.run, found))
    }
    self.answers = answers
    self.sentences = sentences
  }

  private static func sentence(_ run: RunRow, _ found: [ComparedAnswer]) -> String {
    let kinds: [(ComparedAnswer.Kind, String, String)] = [
      (.step, "step", "run"), (.packets, "packet transcript", "decided"),
      (.claim, "claim", "decided"),
    ]
    let parts = kinds.compactMap { kind, noun, verb -> String? in
      let count = found.count { $0.kind == kind }
      guard count > 0 else { return nil }
      return "\(Count.of(count, noun)) \(count == 1 ? "was" : "were") not \(verb)"
    }
    let verb = run.status == .running ? "is" : "was"
    return "run \(run.number) \(verb) \(run.status.rawValue): " + parts.joined(separator: ", ")
  }
}
