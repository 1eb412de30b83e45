package import LabModel

extension TextStyle {
  /// The sign of an answer.
  package func sign(_ answer: Verdict.Answer) -> String {
    switch answer {
    case .holds: checkMark
    case .refuted: cross
    case .inconclusive: "?"
    case .notApplicable: dash
    }
  }

  /// `4✓ 1✗`: how many there are of each answer; what there is none of is left out.
  func counts(_ counts: [(Int, Verdict.Answer)]) -> String {
    counts.filter { $0.0 > 0 }.map { "\($0)\(sign($1))" }.joined(separator: " ")
  }
}
