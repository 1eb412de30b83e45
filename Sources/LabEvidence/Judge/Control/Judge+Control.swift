import LabClaims
package import LabModel

/// Whether claims hang on the moments that they name: two runs are compared, one of them without the
/// steps that bring a moment about.
extension Judge {
  /// What a control run has to leave out to ask whether `claim` hangs on its moment.
  ///
  /// - Throws: what reading packets throws.
  package func controlQuestion(of claim: Claim) throws -> ControlQuestion {
    let moment: Moment
    let pick: MomentResolver.Pick
    switch claim.scope {
    case .until(let named): (moment, pick) = (named, .first)
    case .before(let named): (moment, pick) = (named, .firstStart)
    case .after(let named): (moment, pick) = (named, .lastEnd)
    case .during, .between, nil: return .nothing
    }
    if case .steps(let selector) = moment {
      let units = StepMoments(run: run).units(of: selector)
      guard let unit = pick == .lastEnd ? units.last : units.first else {
        return .unanswerable(moment, "no such step ran")
      }
      return .leaveOut(ControlledMoment(moment: moment, steps: unit.steps.sorted()))
    }
    guard case .came(let occurrence) = try MomentResolver(run: run).resolve(moment, pick) else {
      return .unanswerable(moment, "the moment did not come")
    }
    guard !occurrence.start.isBeginning else {
      return .unanswerable(moment, "it was so from the start")
    }
    let time = occurrence.start.latest
    let attempt = run.evidence.attempts.first { one in
      one.start <= time && time <= one.end ?? Int64.max && one.ending != .hostMissing
    }
    guard let attempt else { return .unanswerable(moment, "no step brought it about") }
    return .leaveOut(ControlledMoment(moment: moment, steps: [attempt.step]))
  }

  /// Whether `planned`, which holds in this run, hangs on the moment that it names; `control` judges
  /// a run of the same notebook in which the steps of `moment` were left out.
  ///
  /// What comes before a moment cannot hang on it. So `until` and `after` are asked again with the
  /// moment where the left-out step stood, and of `before` it is asked what is so afterwards: with
  /// the moment and without.
  /// - Throws: what reading packets throws.
  package func dependence(
    of planned: PlannedClaim, on moment: ControlledMoment, control: Judge
  ) throws -> Dependence {
    var planned = planned
    if case .before(let named) = planned.claim.scope {
      planned.claim.scope = .after(named)
      let with = try verdict(on: planned)
      let without = try control.verdict(on: planned, leavingOut: moment.steps)
      for verdict in [with, without] where verdict.answer != .holds && verdict.answer != .refuted {
        return .unknown(verdict.reason)
      }
      return with.answer == without.answer
        ? .independent("afterwards it is the same without it: \(without.reason)")
        : .depends("afterwards it is otherwise without it: \(without.reason)")
    }
    let verdict = try control.verdict(on: planned, leavingOut: moment.steps)
    switch verdict.answer {
    case .holds: return .independent("it holds also without it: \(verdict.reason)")
    case .refuted: return .depends("without it: \(verdict.reason)")
    case .inconclusive, .notApplicable: return .unknown(verdict.reason)
    }
  }

  /// The verdict where the moment of the scope is taken to be where `steps`, which did not run, stand.
  private func verdict(on planned: PlannedClaim, leavingOut steps: [Int]) throws -> Verdict {
    let place = placeOf(steps)
    return try verdict(on: planned) { scope in
      switch scope {
      case .until: .resolved(.until(place))
      case .before: .resolved(.before(place))
      case .after: .resolved(.after(place))
      case .during, .between, nil: try ScopeResolver(run: run).resolve(scope)
      }
    }
  }

  /// Where steps that were left out stand: where the last one before them ended.
  private func placeOf(_ steps: [Int]) -> Occurrence {
    let first = steps.first ?? 0
    let before = run.evidence.attempts.filter { $0.step < first }
    let time = before.compactMap(\.end).max() ?? run.evidence.run.start
    let name = StepWords.numbers(steps)
    let words = "the place of \(name), left out, at \(run.clock.relative(time))"
    return Occurrence(
      start: Instant(time), end: Instant(time), startWords: words, endWords: words, evidence: [])
  }
}
