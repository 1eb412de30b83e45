import LabClaims
import LabModel

/// Compares an attempt's output in scope with all that other steps printed (`prints the same as`).
struct OutputComparison {
  let run: JudgedRun
  let attempt: AttemptRow
  let other: StepSelector

  /// Whether `output` is what every other step printed; it may lack something where `missing` says.
  func finding(_ output: OutputSlice.Variant, _ missing: String?) -> Finding {
    let rows = run.steps.subjects(of: other).compactMap { run.step($0) }
    // A step is not compared with itself.
    let others = rows.compactMap { row in
      run.attempts(of: row.number).last { $0.ending != .hostMissing }
    }.filter { $0.step != attempt.step }
    guard !others.isEmpty else {
      let own = rows.allSatisfy { $0.number == attempt.step } && !rows.isEmpty
      let reason =
        own ? "there is no other step to compare with" : StepWords.neverRan(other, rows, run: run)
      return Finding(.unclear, "\(output.words), but \(reason)", output.references)
    }
    var unclear: Finding?
    for other in others {
      let slice = OutputSlice(run: run, attempt: other, stream: nil, windows: [.whole])
      guard let variant = slice.variants.first else { continue }
      let evidence = output.references + variant.references
      let words = "\(output.words) where step \(other.step) \(variant.words)"
      let cut = slice.cutBytes > 0 ? "\(slice.cutBytes) bytes of it were dropped" : nil
      let lacks = missing ?? cut
      switch Self.isSame(output, variant) {
      case true where lacks == nil: continue
      case false
      where !Self.mayBecomeSame(output, variant, leftGrows: missing != nil, rightGrows: cut != nil):
        return Finding(.no, words, evidence)
      case nil:
        unclear = Finding(
          .unclear, "\(words), one of them with stdout and stderr recorded as one", evidence)
      default:
        unclear = Finding(.unclear, "\(words), but \(lacks ?? "more may have come")", evidence)
      }
    }
    return unclear
      ?? Finding(
        .yes, "printed the same as \(StepWords.numbers(others.map(\.step)))",
        output.references + others.map { EvidenceReference(.attempt, $0.number) })
  }

  /// Whether both printed the same on each stream; nil where one has both streams in one and the
  /// other has two.
  private static func isSame(
    _ left: OutputSlice.Variant, _ right: OutputSlice.Variant
  ) -> Bool? {
    if left.isMerged == right.isMerged {
      return OutputStream.allCases.allSatisfy { left.bytes($0) == right.bytes($0) }
    }
    guard left.streams.count <= 1, right.streams.count <= 1 else { return nil }
    return left.streams == right.streams
  }

  /// Whether two outputs would be the same with what one or both of them lack.
  private static func mayBecomeSame(
    _ left: OutputSlice.Variant, _ right: OutputSlice.Variant, leftGrows: Bool, rightGrows: Bool
  ) -> Bool {
    OutputStream.allCases.allSatisfy { stream in
      let (left, right) = (left.bytes(stream), right.bytes(stream))
      return left == right || leftGrows && right.starts(with: left)
        || rightGrows && left.starts(with: right)
    }
  }
}
