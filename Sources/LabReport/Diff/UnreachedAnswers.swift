package import LabEvidence
import LabModel

/// What one of two runs did not come to, because it did not run to its end: told in a sentence, not one by one.
package struct UnreachedAnswers: Sendable, Hashable {
  /// They are answers of the comparison, and none of them is for the worse.
  package let answers: Set<ComparedAnswer>
  /// `run 4 was blocked: 12 steps were not run, 3 claims were not judged`; empty where there are none.
  package let sentences: [String]

  /// Finds them: of an unfinished run the steps that it did not run, and claims and packet transcripts
  /// where it has no judgement at all.
  init(_ old: ComparedRun, _ new: ComparedRun, _ all: AnswerComparison) {
    var answers: Set<ComparedAnswer> = []
    var sentences: [String] = []
    for (run, isNew) in [(old, false), (new, true)] where run.evidence.run.status != .finished {
      let found = all.changed.filter { answer in
        guard !answer.change.isWorse else { return false }
        let side = isNew ? answer.new : answer.old
        switch answer.kind {
        case .step: return side?.answer == ComparedAnswer.Side.notRun
        case .claim: return side == nil && run.claims.isEmpty
        case .packets: return side == nil && run.transcripts.isEmpty
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
      (.step, "step", "run"), (.packets, "packet transcript", "judged"),
      (.claim, "claim", "judged"),
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
