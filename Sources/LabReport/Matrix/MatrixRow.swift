import LabEvidence

/// A claim, step or packet transcript of one notebook over all kernels.
package struct MatrixRow: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable {
    case claim
    case step
    case packets
  }

  package var kind: Kind
  /// The claim, the command, or where the packets were.
  package var text: String
  /// Its line in the notebook; 0 where it stands in none.
  package var line: Int
  package var isPublished: Bool
  package var expectedFailure: String?
  /// One for each kernel, in their order.
  package var cells: [MatrixCell]

  /// Whether kernels that told of it do not say the same.
  package var differs: Bool {
    let told = cells.filter(\.answer.isTold)
    return Set(told.map(\.word)).count > 1 || told.contains { $0.answer == .flaky }
  }

  /// Whether it is so on all kernels as the notebook says.
  package var isAsClaimed: Bool {
    cells.allSatisfy { cell in
      switch cell.answer {
      case .holds: expectedFailure == nil
      case .refuted: expectedFailure != nil || isPublished
      case .met, .notApplicable, .none: true
      case .inconclusive: isPublished
      case .missed: kind != .step && expectedFailure != nil
      case .flaky, .notRun, .blocked, .crashed, .interrupted: false
      }
    }
  }

  /// The sentences of the cells with the kernels (by index) that gave them, equal ones together: what
  /// differs only in times and the like is equal.
  package var reasons: [(kernels: [Int], cell: MatrixCell)] {
    var groups: [(key: String, kernels: [Int], cell: MatrixCell)] = []
    for (index, cell) in cells.enumerated() {
      let key = cell.word + "\n" + Self.comparable(cell.reason)
      if let group = groups.firstIndex(where: { $0.key == key }) {
        groups[group].kernels.append(index)
      } else {
        groups.append((key, [index], cell))
      }
    }
    return groups.map { ($0.kernels, $0.cell) }
  }

  /// `reason` without numbers, which are times, ports and rows for the most part.
  private static func comparable(_ reason: String) -> String {
    String(reason.filter { !$0.isNumber })
  }
}
