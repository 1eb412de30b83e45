import LabEvidence
import LabModel

/// What became of notebooks on several kernels: for each notebook (with one combination of parameters)
/// its claims, its packet transcripts and the steps that missed anywhere, by kernel.
package struct KernelMatrix: Sendable {
  /// One notebook, with one combination of its parameters.
  package struct Notebook: Sendable {
    package var path: String
    package var title: String
    /// `mtu=1500`; nil where it has no parameters.
    package var combination: String?
    /// For each kernel how it ended and what of it is as claimed.
    package var summaries: [Summary]
    package var rows: [MatrixRow]
    /// For each kernel the id of its (first) run; nil where nothing was recorded.
    package var runs: [String?]

    package var differing: [MatrixRow] { rows.filter(\.differs) }
    package var name: String { path + (combination.map { " [\($0)]" } ?? "") }
  }

  /// A notebook on one kernel.
  package struct Summary: Sendable, Hashable {
    /// nil where it ran to its end.
    package var ending: MatrixCell?
    /// Its own claims that are as they must be, and all of its own.
    package var good: Int
    package var claims: Int
    /// Steps and packet transcripts that missed.
    package var missed: Int
  }

  package let kernels: [MatrixKernel]
  package let notebooks: [Notebook]

  /// The matrix of `results`, each with its kernel; repeats of one notebook on one kernel stand together.
  package init(kernels: [MatrixKernel], results: [NotebookResult]) {
    self.kernels = kernels
    var order: [[String]] = []
    var groups: [[String]: [[NotebookResult]]] = [:]
    for result in results {
      guard let column = kernels.firstIndex(where: { $0 == result.kernel }) else { continue }
      let key = [result.path, result.combination ?? ""]
      if groups[key] == nil {
        order.append(key)
        groups[key] = Array(repeating: [], count: kernels.count)
      }
      groups[key]?[column].append(result)
    }
    notebooks = order.compactMap { key in groups[key].flatMap(MatrixColumns.init)?.notebook }
  }

  /// Rows that differ, of all notebooks.
  package var differing: Int { notebooks.reduce(0) { $0 + $1.differing.count } }
  package var rows: Int { notebooks.reduce(0) { $0 + $1.rows.count } }
}
