import LabEvidence
import LabModel

/// How often a claim came out otherwise although nothing that it should hang on was.
///
/// Two runs make a pair where the second is the next one after the first that ran to its end with the same
/// notebook to the byte (SHA-256) and the same parameters on the same kernel (release, build, machine) and
/// the same machine, and the claim, with the same text, holds, was refuted or is inconclusive in both. A pair
/// whose two answers differ is a change. A claim with a change is flaky; its rate is changes of pairs.
package struct Flakiness: Sendable, Hashable {
  /// The definition in a sentence, for readers.
  package static let definition =
    "a claim is flaky where its answer differs between two runs that follow each other with the same "
    + "notebook (SHA-256), parameters, kernel and machine, and that both ran to their end; "
    + "the rate is such changes of all such pairs"

  /// Changes of pairs, with the bounds of the true share.
  package private(set) var changes = Rate(0, of: 0)
  /// Changes between `holds` and `refuted`, the others being from or to `inconclusive`.
  package private(set) var reversals = 0
  /// The newer runs of the pairs that changed, by their ids.
  package private(set) var changedAt: Set<String> = []

  package var isFlaky: Bool { changes.successes > 0 }

  private struct Circumstances: Hashable {
    var notebook: String
    var parameters: [String: String]
    var place: RunPlace
    var text: String
  }

  /// Counts over `cells`, the newest first.
  init(_ cells: [ClaimHistory.Cell]) {
    var last: [Circumstances: Verdict.Answer] = [:]
    for cell in cells.reversed() {
      guard cell.run.status == .finished, let claim = cell.claim,
        claim.verdict.answer != .notApplicable
      else { continue }
      let circumstances = Circumstances(
        notebook: cell.run.notebook, parameters: cell.run.parameters, place: cell.run.place,
        text: claim.text)
      let answer = claim.verdict.answer
      if let before = last[circumstances] {
        changes.trials += 1
        if before != answer {
          changes.successes += 1
          changedAt.insert(cell.run.id)
          if before != .inconclusive, answer != .inconclusive { reversals += 1 }
        }
      }
      last[circumstances] = answer
    }
  }

  /// `flaky: 2 of 39 pairs changed (5 %, 95 % interval 1 to 17 %), 1 of them between holds and refuted`.
  package var text: String {
    guard changes.trials > 0 else { return "no two runs to compare" }
    let pairs = Count.of(changes.trials, "pair")
    guard isFlaky else { return "steady: none of \(pairs) changed (\(changes.text))" }
    return "flaky: \(changes.successes) of \(pairs) changed (\(changes.text)), "
      + "\(reversals) of them between holds and refuted"
  }
}
