import LabClaims
import LabModel

/// Judges what a verb says of one attempt.
struct VerbJudge {
  let run: JudgedRun
  let verb: StepVerb
  private let output: OutputJudge?

  /// - Throws: `PatternFailure` where the verb's pattern is no regular expression.
  init(run: JudgedRun, verb: StepVerb) throws(PatternFailure) {
    self.run = run
    self.verb = verb
    output = verb.isAboutOutput ? try OutputJudge(run: run, verb: verb) : nil
  }

  /// Whether the verb is true of `attempt`; `words` say what it did: `exited 28`.
  func finding(_ attempt: AttemptRow, in windows: [Window]) -> Finding {
    switch verb {
    case .succeeds:
      return ending(attempt) {
        $0 == 0
      } timedOut: {
        false
      }
    case .fails:
      return ending(attempt) {
        $0 != 0
      } timedOut: {
        true
      }
    case .exits(let codes):
      return ending(attempt) {
        codes.contains($0)
      } timedOut: {
        false
      }
    case .isKilled(let signal):
      return ending(attempt) {
        $0 == 128 + signal
      } timedOut: {
        false
      }
    case .timesOut:
      return ending(attempt) { _ in
        false
      } timedOut: {
        true
      }
    case .isSkipped: return Finding(.no, "ran", [reference(attempt)])
    case .takes(let less, let duration): return takes(attempt, less: less, duration)
    case .prints, .printsNothing, .printsLines, .printsSame:
      return output?.finding(attempt, in: windows) ?? Finding(.unclear, "printed nothing known")
    }
  }

  private func reference(_ attempt: AttemptRow) -> EvidenceReference {
    EvidenceReference(.attempt, attempt.number)
  }

  private func ending(
    _ attempt: AttemptRow, _ test: (Int32) -> Bool, timedOut: () -> Bool
  ) -> Finding {
    let rows = [reference(attempt)]
    switch attempt.ending {
    case .timedOut: return Finding(timedOut() ? .yes : .no, "timed out", rows)
    case .exited, .shellEnded:
      guard let status = attempt.status else {
        return Finding(.unclear, "ended with a status that is not known", rows)
      }
      return Finding(test(status) ? .yes : .no, Self.words(status), rows)
    case .hostMissing: return Finding(.unclear, "did not run: its host was not there", rows)
    case nil:
      return Finding(.unclear, "did not end (\(run.incompleteness ?? "nobody knows why"))", rows)
    }
  }

  /// `exited 28`; `exited 137 (128 + SIGKILL)`.
  private static func words(_ status: Int32) -> String {
    let name = status > 128 && status <= 128 + 31 ? " (128 + \(Signal.name(of: status - 128)))" : ""
    return "exited \(status)\(name)"
  }

  private func takes(_ attempt: AttemptRow, less: Bool, _ duration: Int64) -> Finding {
    let rows = [reference(attempt)]
    guard let exit = attempt.exit else {
      return Finding(.unclear, "did not end (\(run.incompleteness ?? "nobody knows why"))", rows)
    }
    let taken = exit - attempt.start
    if attempt.ending == .timedOut {
      // It would have taken longer: how much, nobody knows.
      let words = "was ended by its time-out after \(Phrases.duration(taken))"
      if taken > duration { return Finding(less ? .no : .yes, words, rows) }
      return Finding(.unclear, words, rows)
    }
    let isTrue = less ? taken < duration : taken > duration
    return Finding(isTrue ? .yes : .no, "took \(Phrases.duration(taken))", rows)
  }
}
