import LabEvidence

/// What steps are called in reports: `step 3`, `serve`, `try.2`.
struct StepNames: Sendable {
  private let sizes: [Int: Int]
  /// Columns of the longest name.
  let longest: Int

  init(_ steps: [StepRow]) {
    let sizes = Dictionary(grouping: steps, by: \.block).mapValues(\.count)
    self.sizes = sizes
    longest = steps.reduce(0) { max($0, TextWidth.columns(Self.name($1, sizes: sizes))) }
  }

  subscript(step: StepRow) -> String { Self.name(step, sizes: sizes) }

  private static func name(_ step: StepRow, sizes: [Int: Int]) -> String {
    guard let id = step.blockID else { return "step \(step.number)" }
    return sizes[step.block, default: 1] > 1 ? "\(id).\(step.indexInBlock)" : id
  }
}
