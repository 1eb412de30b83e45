import LabClaims
import LabModel

/// Finds the attempts that a step statement is about.
struct StepSubjects {
  let run: JudgedRun
  let statement: StepStatement

  /// The steps that the statement names, but for those that their `when=` passed over.
  var steps: [StepRow] { all.filter { !$0.isPassedOver } }

  /// Whether there are such steps and all are passed over.
  var arePassedOver: Bool { !all.isEmpty && steps.isEmpty }

  var all: [StepRow] { run.steps.subjects(of: statement.steps).compactMap { run.step($0) } }

  /// What is in scope of `windows`.
  func items(in windows: [Window]) -> StepItems {
    var result = StepItems(items: [], missing: [], outside: [])
    for step in steps {
      let attempts = run.attempts(of: step.number)
      let ran = attempts.filter { $0.ending != .hostMissing }
      guard let last = ran.last else {
        if let missing = missing(step, attempts, windows) { result.missing.append(missing) }
        continue
      }
      let counted = statement.quantifier == .everyAttempt ? ran : [last]
      for attempt in counted {
        let item = StepItem(
          step: step, attempt: attempt, attempts: attempts.count,
          membership: membership(of: attempt, in: windows))
        if item.membership == .outside {
          result.outside.append(item)
        } else {
          result.items.append(item)
        }
      }
    }
    result.items.sort {
      ($0.attempt.start, $0.attempt.number) < ($1.attempt.start, $1.attempt.number)
    }
    return result
  }

  /// A step is in scope only if it starts and ends in it; for output, what counts is when that came.
  private func membership(of attempt: AttemptRow, in windows: [Window]) -> Membership {
    guard statement.verb.isAboutOutput else {
      let start = Instant(attempt.start)
      let end = Instant(attempt.exit ?? Int64.max)
      return windows.membership { $0.membership(from: start, to: end) }
    }
    return windows.membership { outputMembership(of: attempt, in: $0) }
  }

  /// Whether what an attempt printed in `window` counts.
  ///
  /// A step that is named alone (`serve`, `#serve`, `#try.2`) counts once it has started: what it
  /// left behind may print, or not, at any later time. Of several steps that run a program only
  /// those count that started or printed in the window: the others may be long over.
  private func outputMembership(of attempt: AttemptRow, in window: Window) -> Membership {
    var result = Membership.inside
    if let end = window.end {
      switch Instant(attempt.start).order(to: end) {
      case .before: break
      case .same: if !window.includesEnds { return .outside }
      case .after: return .outside
      case .unclear: result = .unclear
      }
    }
    if run.steps.isSingle(statement.steps) { return result }
    var started = Membership.inside
    if let start = window.start {
      switch Instant(attempt.start).order(to: start) {
      case .before: started = .outside
      case .same, .after: break
      case .unclear: started = .unclear
      }
    }
    if started == .inside { return result }
    let printed = OutputSlice(run: run, attempt: attempt, stream: nil, windows: [window])
    if printed.isCertain { return result }
    return started == .unclear || printed.mayBe ? .unclear : .outside
  }

  private func missing(
    _ step: StepRow, _ attempts: [AttemptRow], _ windows: [Window]
  ) -> MissingStep? {
    let times = timesOfMissing(step)
    let membership = windows.membership { $0.membership(from: times, to: times) }
    guard membership != .outside else { return nil }
    return MissingStep(
      step: step, reason: StepWords.neverRan(statement.steps, [step], run: run),
      evidence: attempts.map { EvidenceReference(.attempt, $0.number) }, membership: membership)
  }

  /// When a step that did not run would have run: after the steps before it, before those after it.
  private func timesOfMissing(_ step: StepRow) -> Instant {
    var earliest = Int64.min
    var latest = Int64.max
    for attempt in run.evidence.attempts {
      if attempt.step == step.number {
        // Its host was not there: the time is known.
        return Instant(earliest: attempt.start, latest: attempt.end ?? attempt.start)
      }
      if attempt.step < step.number {
        earliest = max(earliest, attempt.end ?? attempt.start)
      } else {
        latest = min(latest, attempt.start)
      }
    }
    return Instant(earliest: earliest, latest: max(earliest, latest))
  }
}

extension StepVerb {
  /// Whether the verb is about what was printed, so that a scope limits when that came.
  var isAboutOutput: Bool {
    switch self {
    case .prints, .printsNothing, .printsLines, .printsSame: true
    case .succeeds, .fails, .exits, .isKilled, .timesOut, .isSkipped, .takes: false
    }
  }
}

extension StepIndex {
  /// Whether the selector is a block's id, which as a moment means all of the block.
  func isBlock(_ selector: StepSelector) -> Bool {
    switch selector.name {
    case .id(_, command: let command): command == nil
    case .word(let word): hasBlock(withID: word)
    case .prefix: false
    }
  }

  /// Whether the selector names one step by an id, and not every step that is alike.
  func isSingle(_ selector: StepSelector) -> Bool {
    switch selector.name {
    case .id: return true
    case .word(let word):
      if hasBlock(withID: word) { return true }
      // `try.2`: the command of a block.
      guard let dot = word.lastIndex(of: ".") else { return false }
      return hasBlock(withID: String(word[..<dot]))
        && Int(word[word.index(after: dot)...]) != nil
    case .prefix: return false
    }
  }
}
