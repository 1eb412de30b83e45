import LabClaims
import LabModel

/// Judges statements about steps.
struct StepJudge {
  let run: JudgedRun
  let statement: StepStatement
  private let subjects: StepSubjects
  private let verb: VerbJudge

  /// - Throws: `PatternFailure` where the verb's pattern is no regular expression.
  init(run: JudgedRun, statement: StepStatement) throws(PatternFailure) {
    self.run = run
    self.statement = statement
    subjects = StepSubjects(run: run, statement: statement)
    verb = try VerbJudge(run: run, verb: statement.verb)
  }

  /// Why the claim does not apply (all its steps were passed over); nil where it does.
  var passedOver: String? {
    guard subjects.arePassedOver else { return nil }
    let numbers = subjects.all.map(\.number)
    let name = StepWords.numbers(numbers)
    return numbers.count == 1
      ? "\(name) was passed over by its `when=`" : "\(name) were passed over by their `when=`"
  }

  func verdict(in scope: ResolvedScope) -> Verdict {
    let found = finding(in: scope.windows, scope.words)
    let expectation = StepWords.expectation(of: statement.verb)
    guard case .until(let moment) = scope else {
      return found.verdict(expecting: expectation, context: scope.evidence)
    }
    // What starts as a step ends starts after it: no attempt but its own lies between.
    return Finding.until(
      before: found, after: [firstAfter(moment)], expecting: expectation,
      opposite: StepWords.opposite(of: statement.verb), context: scope.evidence)
  }

  private func finding(in windows: [Window], _ scope: String) -> Finding {
    let items = subjects.items(in: windows)
    let cases =
      items.items.map { item in
        StepCase(
          item, verb.finding(item.attempt, in: windows), scope: scope, clock: run.clock)
      } + items.missing.map { StepCase($0, verb: statement.verb) }
    let sure = cases.filter { $0.membership == .inside }
    // One false case decides "every", one true case "some": the others then do not matter.
    let deciding: Finding.Truth = statement.quantifier == .some ? .yes : .no
    let decisive = sure.filter { $0.truth == deciding }
    if !decisive.isEmpty { return Finding(deciding, decisive.words, decisive.evidence) }
    if let unclear = sure.first(where: { $0.truth == .unclear })
      ?? cases.first(where: { $0.membership == .unclear && $0.truth != deciding.opposite })
    {
      return unclear.finding(.unclear)
    }
    guard !sure.isEmpty else { return nothing(cases, items, scope) }
    return Finding(deciding.opposite, sure.words, sure.evidence)
  }

  /// What the first attempt after a moment shows.
  private func firstAfter(_ moment: Occurrence) -> Finding {
    if case .isSkipped = statement.verb {
      return finding(in: [Window(start: moment.end, end: nil)], "after \(moment.endWords)")
    }
    let windows = [Window(start: moment.end, end: nil)]
    let scope = "after \(moment.endWords)"
    let items = subjects.items(in: windows)
    let cases: [StepCase] = items.items.compactMap { item in
      let finding = verb.finding(item.attempt, in: windows)
      if finding.truth == .no, isSilentSince(moment, item, windows) { return nil }
      return StepCase(item, finding, scope: scope, clock: run.clock)
    }
    guard let index = cases.firstIndex(where: { $0.membership == .inside }) else {
      let missing = items.missing.map { StepCase($0, verb: statement.verb) }
      return nothing(cases + missing, items, scope)
    }
    // One that is too close to the moment may have been the first: it must show the same.
    let first = cases[index]
    if let close = cases[..<index].first(where: { $0.truth != first.truth }) {
      return close.finding(.unclear)
    }
    return first.finding(first.truth)
  }

  /// Whether a step printed before a moment and nothing since: it may be over, and nobody tried
  /// again.
  private func isSilentSince(
    _ moment: Occurrence, _ item: StepItem, _ windows: [Window]
  ) -> Bool {
    guard statement.verb.isAboutOutput,
      Instant(item.attempt.start).order(to: moment.end) == .before
    else { return false }
    return !OutputSlice(run: run, attempt: item.attempt, stream: nil, windows: windows).mayBe
  }

  /// Why nothing is in scope.
  private func nothing(_ cases: [StepCase], _ items: StepItems, _ scope: String) -> Finding {
    if let close = cases.first { return close.finding(.unclear) }
    let name = StepWords.selector(statement.steps)
    guard !subjects.steps.isEmpty else { return Finding(.unclear, "no step is \(name)") }
    let what = statement.verb.isAboutOutput ? "ran or printed" : "ran"
    let attempts = items.outside.map { EvidenceReference(.attempt, $0.attempt.number) }
    return Finding(.unclear, Phrases.join("no step that is \(name) \(what)", scope), attempts)
  }
}
