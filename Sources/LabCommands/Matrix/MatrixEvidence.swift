import LabEvidence
import LabReport

/// Compares runs of a matrix: the evidence behind what differs.
struct MatrixEvidence {
  private let store: Store

  init(_ store: Store) { self.store = store }

  /// By the notebook's place in the matrix, for notebooks of which something differs: the first kernel
  /// that has a run against each later one.
  ///
  /// - Throws: what reading the runs throws.
  func comparisons(of matrix: KernelMatrix) throws -> [Int: [MatrixDocument.Evidence]] {
    var evidence: [Int: [MatrixDocument.Evidence]] = [:]
    for (index, notebook) in matrix.notebooks.enumerated() where !notebook.differing.isEmpty {
      guard let id = notebook.runs.first.flatMap({ $0 }) else { continue }
      let first = try ComparedRun.load(run: store.resolveRun(id), from: store)
      for (kernel, run) in notebook.runs.enumerated().dropFirst() {
        guard let run else { continue }
        let other = try ComparedRun.load(run: store.resolveRun(run), from: store)
        evidence[index, default: []].append(
          MatrixDocument.Evidence(kernel: kernel, comparison: try RunComparison(first, other)))
      }
    }
    return evidence
  }
}
