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

  /// Why the claim does not apply: all its steps were passed over. Nil where it does.
  var passedOver: String? {
    guard subjects.arePassedOver else { return nil }
    let numbers = subjects.all.map(\.number)
    let were = numbers.count == 1 ? "was" : "were"
    return "\(StepWords.numbers(numbers)) \(were) passed over by \(were == "was" ? "its" : "their")"
      + " `when=`"
  }

  func verdict(in scope: ResolvedScope) -> Verdict {
    let found = finding(in: scope.windows, scope.words)
    let expectation = StepWords.expectation(of: statement.verb)
    guard case .until(let moment) = scope else {
      return found.verdict(expecting: expectation, context: scope.evidence)
    }
    // What starts as a step ends starts after it: no attempt but its own lies between.
    let after = firstAfter(moment)
    return Finding.until(
      before: found, after: [after], expecting: expectation,
      opposite: StepWords.opposite(of: statement.verb), context: scope.evidence)
  }

  /// An attempt with what the verb says of it.
  private struct Judged {
    var item: StepItem
    var finding: Finding
  }

  private func judged(_ items: [StepItem], in windows: [Window]) -> [Judged] {
    items.map { Judged(item: $0, finding: verb.finding($0.attempt, in: windows)) }
  }

  private func finding(in windows: [Window], _ scope: String) -> Finding {
    if case .isSkipped = statement.verb { return skipped(in: windows, scope) }
    let items = subjects.items(in: windows)
    let judged = judged(items.items, in: windows)
    let sure = judged.filter { $0.item.membership == .inside }
    return statement.quantifier == .some
      ? some(judged, sure, items, scope) : every(judged, sure, items, scope)
  }

  private func every(
    _ judged: [Judged], _ sure: [Judged], _ items: StepItems, _ scope: String
  ) -> Finding {
    let wrong = sure.filter { $0.finding.truth == .no }
    if let first = wrong.first {
      return Finding(.no, describe(first, scope, others: wrong.count - 1), rows(wrong))
    }
    if let unclear = sure.first(where: { $0.finding.truth == .unclear }) {
      return Finding(.unclear, describe(unclear, scope), rows([unclear]))
    }
    if let close = judged.first(where: {
      $0.item.membership == .unclear && $0.finding.truth != .yes
    }) {
      return tooClose(close, scope)
    }
    if let missing = items.missing.first {
      return Finding(.unclear, missing.reason, missing.evidence + rows(sure))
    }
    guard let first = sure.first else { return nothing(judged, items, scope) }
    return Finding(.yes, describe(first, scope, others: sure.count - 1), rows(sure))
  }

  private func some(
    _ judged: [Judged], _ sure: [Judged], _ items: StepItems, _ scope: String
  ) -> Finding {
    let right = sure.filter { $0.finding.truth == .yes }
    if let first = right.first { return Finding(.yes, describe(first, scope), rows(right)) }
    if let unclear = sure.first(where: { $0.finding.truth == .unclear }) {
      return Finding(.unclear, describe(unclear, scope), rows([unclear]))
    }
    if let close = judged.first(where: {
      $0.item.membership == .unclear && $0.finding.truth != .no
    }) {
      return tooClose(close, scope)
    }
    if let missing = items.missing.first {
      return Finding(.unclear, missing.reason, missing.evidence + rows(sure))
    }
    guard let first = sure.first else { return nothing(judged, items, scope) }
    return Finding(.no, describe(first, scope, others: sure.count - 1), rows(sure))
  }

  /// What the first attempt after a moment shows.
  private func firstAfter(_ moment: Occurrence) -> Finding {
    let window = Window(start: moment.end, end: nil)
    let scope = "after \(moment.endWords)"
    if case .isSkipped = statement.verb { return skipped(in: [window], scope) }
    let items = subjects.items(in: [window])
    let judged = judged(items.items, in: [window])
    guard let index = judged.firstIndex(where: { $0.item.membership == .inside }) else {
      return nothing(judged, items, scope)
    }
    let first = judged[index]
    // One that is too close to the moment may have been the first: it must show the same.
    if let close = judged[..<index].first(where: { $0.finding.truth != first.finding.truth }) {
      return tooClose(close, scope)
    }
    return Finding(first.finding.truth, describe(first, scope), rows([first]))
  }

  private func skipped(in windows: [Window], _ scope: String) -> Finding {
    let items = subjects.items(in: windows)
    let skipped = items.missing.filter { $0.step.skipped != nil }
    let isSome = statement.quantifier == .some
    if let first = skipped.first, isSome || (items.items.isEmpty && skipped.count == items.missing.count),
      isSome || skipped.allSatisfy({ $0.membership == .inside }) || windows == [.whole]
    {
      let others = skipped.count > 1 ? ", and so were \(skipped.count - 1) more" : ""
      let reason = first.step.skipped.map { ": " + Quoting.escaped($0) } ?? ""
      return Finding(.yes, "step \(first.step.number) was skipped\(reason)\(others)")
    }
    if let ran = items.items.first, ran.membership == .inside, !isSome || items.missing.isEmpty {
      return Finding(.no, "\(ran.words(scope, clock: run.clock)) ran", [ran.reference])
    }
    if let missing = items.missing.first {
      return Finding(.unclear, missing.reason, missing.evidence)
    }
    return nothing(judged(items.items, in: windows), items, scope)
  }

  // MARK: - Words

  private func describe(_ judged: Judged, _ scope: String, others: Int = 0) -> String {
    let words = "\(judged.item.words(scope, clock: run.clock)) \(judged.finding.words)"
    switch others {
    case ...0: return words
    case 1: return "\(words), and 1 more is like it"
    default: return "\(words), and \(others) more are like it"
    }
  }

  private func rows(_ judged: [Judged]) -> [EvidenceReference] {
    // Each attempt's most telling row first, then the rest.
    judged.compactMap { $0.finding.evidence.first }
      + judged.flatMap { $0.finding.evidence.dropFirst() + [$0.item.reference] }
  }

  private func tooClose(_ judged: Judged, _ scope: String) -> Finding {
    let item = judged.item.words("", clock: run.clock)
    return Finding(
      .unclear,
      "\(item) \(judged.finding.words), too close to tell whether \(scope)", rows([judged]))
  }

  /// Why nothing is in scope.
  private func nothing(_ judged: [Judged], _ items: StepItems, _ scope: String) -> Finding {
    if let close = judged.first { return tooClose(close, scope) }
    if let missing = items.missing.first {
      return Finding(.unclear, missing.reason, missing.evidence)
    }
    let name = StepWords.selector(statement.steps)
    guard !subjects.steps.isEmpty else { return Finding(.unclear, "no step is \(name)") }
    let what = statement.verb.isAboutOutput ? "ran or printed" : "ran"
    let attempts = items.outside.map { EvidenceReference(.attempt, $0.attempt.number) }
    return Finding(.unclear, Phrases.join("no step that is \(name) \(what)", scope), attempts)
  }
}
