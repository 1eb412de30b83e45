import LabModel
import LabReport

/// One run of one notebook: on which kernel, with which combination of its parameters, which repeat.
struct RunVariant: Sendable {
  /// The notebook's place among those that were read.
  var entry: Int
  var combination: [EnvironmentVariable]
  /// The kernel's place among those that were asked for.
  var choice = 0
  /// The kernel as reports name it; nil where nobody named one.
  var kernel: MatrixKernel?
  /// nil where each combination runs once.
  var repetition: Repetition?

  /// Every run that `entries` ask for: the repeats of one combination on one kernel side by side, and
  /// the kernels of one combination one after the other.
  ///
  /// Without kernels that the user named, `kernels` is empty.
  static func all(
    of entries: [NotebookIntake.Entry], repeats: Int, kernels: [MatrixKernel] = []
  ) -> [RunVariant] {
    let choices: [MatrixKernel?] = kernels.isEmpty ? [nil] : kernels
    return entries.enumerated().flatMap { index, entry in
      guard let plan = entry.plan else { return [RunVariant(entry: index, combination: [])] }
      return plan.combinations.flatMap { combination in
        choices.enumerated().flatMap { choice, kernel in
          (1...max(1, repeats)).map { number in
            RunVariant(
              entry: index, combination: combination, choice: choice, kernel: kernel,
              repetition: repeats > 1 ? Repetition(number: number, of: repeats) : nil)
          }
        }
      }
    }
  }

  /// Whether it is the last repeat of its combination on its kernel, or the only one.
  var isLastOfGroup: Bool { repetition.map { $0.number == $0.count } ?? true }

  /// `result` with what only the variant knows.
  func labelled(_ result: NotebookResult) -> NotebookResult {
    var result = result
    result.parameters = combination
    result.repetition = repetition
    result.kernel = kernel
    return result
  }

  /// The title for the progress line.
  func title(_ title: String) -> String {
    labelled(NotebookResult(path: "", title: title, ending: .finished)).fullTitle
  }
}
