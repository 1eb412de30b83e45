import LabModel
import LabReport

/// One run of one notebook: which combination of its parameters, and which repeat.
struct RunVariant: Sendable {
  /// The notebook's place among those that were read.
  var entry: Int
  var combination: [EnvironmentVariable]
  /// nil where each combination runs once.
  var repetition: Repetition?

  /// Every run that `entries` ask for, the repeats of one combination side by side.
  static func all(of entries: [NotebookIntake.Entry], repeats: Int) -> [RunVariant] {
    entries.enumerated().flatMap { index, entry in
      guard let plan = entry.plan else { return [RunVariant(entry: index, combination: [])] }
      return plan.combinations.flatMap { combination in
        (1...max(1, repeats)).map { number in
          RunVariant(
            entry: index, combination: combination,
            repetition: repeats > 1 ? Repetition(number: number, of: repeats) : nil)
        }
      }
    }
  }

  /// Whether it is the last repeat of its combination, or the only one.
  var isLastOfGroup: Bool { repetition.map { $0.number == $0.count } ?? true }

  /// `result` with what only the variant knows.
  func labelled(_ result: NotebookResult) -> NotebookResult {
    var result = result
    result.parameters = combination
    result.repetition = repetition
    return result
  }

  /// The title for the progress line.
  func title(_ title: String) -> String {
    labelled(NotebookResult(path: "", title: title, ending: .finished)).fullTitle
  }
}
