package import LabEvidence

/// What steps are called in reports: `step 3`, `serve`, `try.2`.
package struct StepNames: Sendable {
  private let sizes: [Int: Int]
  private let names: [Int: String]
  /// Columns of the longest name.
  let longest: Int

  package init(_ steps: [StepRow]) {
    let sizes = Dictionary(grouping: steps, by: \.block).mapValues(\.count)
    self.sizes = sizes
    names = Dictionary(
      steps.map { ($0.number, Self.name($0, sizes: sizes)) },
      uniquingKeysWith: { first, _ in first })
    longest = steps.reduce(0) { max($0, TextWidth.columns(Self.name($1, sizes: sizes))) }
  }

  /// The name of the step with this number.
  package subscript(number: Int) -> String { names[number] ?? "step \(number)" }

  /// The name of a step.
  package subscript(step: StepRow) -> String { Self.name(step, sizes: sizes) }

  private static func name(_ step: StepRow, sizes: [Int: Int]) -> String {
    guard let id = step.blockID else { return "step \(step.number)" }
    return sizes[step.block, default: 1] > 1 ? "\(id).\(step.indexInBlock)" : id
  }
}
