import LabClaims
import LabModel

/// Steps as moments: a block named by its id is one, from its first command to its last.
struct StepMoments {
  let run: JudgedRun

  /// One step, or one whole block, that ran.
  struct Unit: Sendable {
    var steps: [Int]
    var start: Int64
    /// nil where it did not end.
    var end: Int64?
    /// Its first and its last attempt.
    var evidence: [EvidenceReference]
    /// `step 5`, with its command.
    var name: String
  }

  /// What `selector` names that ran, in order of time.
  func units(of selector: StepSelector) -> [Unit] {
    let numbers = run.steps.moments(of: selector)
    let rows = numbers.compactMap { run.step($0) }
    let groups: [[StepRow]]
    if run.steps.isBlock(selector) {
      groups = Dictionary(grouping: rows, by: \.block).sorted { $0.key < $1.key }.map(\.value)
    } else {
      groups = rows.map { [$0] }
    }
    return groups.compactMap { unit($0, isBlock: run.steps.isBlock(selector)) }.sorted {
      $0.start < $1.start
    }
  }

  private func unit(_ rows: [StepRow], isBlock: Bool) -> Unit? {
    // A step whose host was not there did not run.
    let attempts = rows.flatMap { run.attempts(of: $0.number) }
      .filter { $0.ending != .hostMissing }
      .sorted { ($0.start, $0.number) < ($1.start, $1.number) }
    guard let first = attempts.first, let last = attempts.last else { return nil }
    let isWhole =
      run.incompleteness == nil
      || rows.allSatisfy { $0.skipped != nil || !run.attempts(of: $0.number).isEmpty }
    var end = isWhole ? last.end : nil
    if isBlock, let known = end {
      end = run.boundaries.end(ofBlockEndingAt: known, isComplete: run.incompleteness == nil)
    }
    var references = [EvidenceReference(.attempt, first.number)]
    if last.number != first.number { references.append(EvidenceReference(.attempt, last.number)) }
    let name: String
    if rows.count == 1 {
      name = "step \(rows[0].number) (\(Quoting.command(rows[0].command)))"
    } else {
      let id = rows[0].blockID.map { "#" + $0 } ?? "\(rows[0].block)"
      name = "block \(id) (steps \(rows[0].number) to \(rows[rows.count - 1].number))"
    }
    return Unit(
      steps: rows.map(\.number), start: first.start, end: end,
      evidence: references, name: name)
  }

  func resolve(
    _ selector: StepSelector, _ pick: MomentResolver.Pick, after earliest: Instant?
  ) -> Coming {
    let numbers = run.steps.moments(of: selector)
    let rows = numbers.compactMap { run.step($0) }
    if !rows.isEmpty, rows.allSatisfy(\.isPassedOver) {
      return .passedOver("\(StepWords.numbers(numbers)) was passed over by its `when=`")
    }
    var units = units(of: selector)
    if let earliest {
      units.removeAll { unit in
        switch Instant(unit.start).order(to: earliest) {
        case .before: true
        case .same, .after, .unclear: false
        }
      }
    }
    guard let unit = pick == .lastEnd ? units.last : units.first else {
      return .never(StepWords.neverRan(selector, rows, run: run), evidence: [])
    }
    if pick == .lastEnd, let reason = run.incompleteness,
      let missing = rows.first(where: { $0.skipped == nil && run.attempts(of: $0.number).isEmpty })
    {
      return .never("step \(missing.number) never ran (\(reason))", evidence: [])
    }
    let startWords = "\(unit.name) started at \(run.clock.relative(unit.start))"
    guard let end = unit.end else {
      // Before it counts still; after it never came.
      if pick == .lastEnd {
        return .never("\(unit.name) did not end", evidence: unit.evidence)
      }
      return .came(
        Occurrence(
          start: Instant(unit.start), end: Instant(Int64.max), startWords: startWords,
          endWords: "\(unit.name) ended", evidence: unit.evidence))
    }
    return .came(
      Occurrence(
        start: Instant(unit.start), end: Instant(end), startWords: startWords,
        endWords: "\(unit.name) ended at \(run.clock.relative(end))", evidence: unit.evidence))
  }
}
