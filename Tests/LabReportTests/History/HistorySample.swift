import LabEvidence
import LabModel

/// Runs of one notebook, made by hand.
enum HistorySample {
  static let place = RunPlace(kernelRelease: "6.18.0", kernelVersion: "#1", hostname: "atlas")
  static let day: Int64 = 86_400_000_000_000

  /// Runs with one claim each, oldest first in `answers` and newest first in what is returned; nil is a run
  /// without it.
  static func runs(
    _ answers: [Verdict.Answer?], change: (Int, inout HistoryRun) -> Void = { _, _ in }
  ) -> [HistoryRun] {
    answers.enumerated().map { index, answer in
      var run = HistoryRun(
        number: index + 1, id: "run-\(index + 1)", title: "A", notebook: "same", place: place,
        startWall: 1_760_000_000_000_000_000 + Int64(index) * day,
        claims: answer.map { [claim($0)] } ?? [])
      change(index, &run)
      return run
    }.reversed()
  }

  static func claim(
    _ answer: Verdict.Answer, number: Int = 1, identity: String = "lo is up",
    text: String = "lo is up", isPublished: Bool = false, expectedFailure: String? = nil
  ) -> ClaimVerdict {
    ClaimVerdict(
      number: number, identity: identity, text: text, line: 4, isPublished: isPublished,
      expectedFailure: expectedFailure, verdict: Verdict(answer, "because \(answer.rawValue)"))
  }
}
