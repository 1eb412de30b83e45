import LabClaims
package import LabModel

/// Says what a run's evidence makes of claims: a pure function, which runs nothing.
package struct Judge: Sendable {
  let run: JudgedRun

  /// - Parameter evidence: All that the store holds of one run.
  package init(evidence: RunEvidence) {
    run = JudgedRun(evidence)
  }

  /// The verdict on `planned`.
  ///
  /// - Throws: `PatternFailure` for a regular expression that the claim's check should have refused; what reading packets throws.
  package func verdict(on planned: PlannedClaim) throws -> Verdict {
    try verdict(on: planned) { try ScopeResolver(run: run).resolve($0) }
  }

  /// The verdict where `resolve` says when the scope is.
  func verdict(
    on planned: PlannedClaim, resolve: (Scope?) throws -> ScopeResolver.Resolution
  ) throws -> Verdict {
    let claim = planned.claim
    if let verdict = unmet(claim.conditions + planned.conditions) { return verdict }
    if case .kernelLog = claim.statement, run.evidence.run.backend == "namespaces" {
      return Verdict(.notApplicable, "kernel log statements apply to machine runs only")
    }
    // What a kernel did before it was lost says nothing of what it would have done.
    if let crash = run.evidence.crash {
      return Verdict(.inconclusive, "the run crashed: \(Quoting.escaped(crash.sentence))")
    }
    if run.evidence.run.status == .crashed, run.evidence.run.backend != "namespaces" {
      return Verdict(.inconclusive, run.incompleteness ?? "the run crashed")
    }
    if run.evidence.run.status == .blocked {
      return Verdict(.inconclusive, run.incompleteness ?? "the run was blocked")
    }
    if case .step(let statement) = claim.statement,
      let reason = try StepJudge(run: run, statement: statement).passedOver
    {
      return Verdict(.notApplicable, reason)
    }
    switch try resolve(claim.scope) {
    case .verdict(let verdict): return verdict
    case .resolved(let scope): return try verdict(on: claim, in: scope)
    }
  }

  private func verdict(on claim: Claim, in scope: ResolvedScope) throws -> Verdict {
    switch claim.statement {
    case .step(let statement):
      return try StepJudge(run: run, statement: statement).verdict(in: scope)
    case .packets(let statement):
      return try PacketJudge(run: run).verdict(on: statement, in: scope)
    case .state(let statement):
      return StateJudge(run: run).verdict(on: statement, in: scope)
    case .sockets(let statement):
      return StateJudge(run: run).verdict(on: statement, in: scope)
    case .counter(let statement):
      return CounterJudge(run: run).verdict(on: statement, in: scope)
    case .timing(let statement):
      return try TimingJudge(run: run).verdict(on: statement, in: scope)
    case .order(let first, let second):
      return try OrderJudge(run: run).verdict(first, before: second, in: scope)
    case .sql(let query):
      return try QueryJudge(run: run).verdict(on: query)
    case .path(let statement):
      return try PathJudge(run: run, statement: statement).verdict(in: scope)
    case .kernelLog(let statement):
      return try KernelLogJudge(run: run, statement: statement).verdict(in: scope)
    }
  }

  /// The verdict where a condition does not hold, or nobody knows whether it does.
  func unmet(_ conditions: [Condition]) -> Verdict? {
    let row = run.evidence.run
    let asked = conditions.compactMap { condition in
      if case .option(let option) = condition { option } else { nil }
    }
    let circumstances = Circumstances(
      kernelRelease: row.kernelRelease,
      kernelOptions: row.kernelOptions.map { known in Set(asked.filter { known.contains($0) }) },
      parameters: row.parameters)
    var unknown: Condition?
    for condition in conditions {
      switch condition.holds(in: circumstances) {
      case true?: break
      case false?:
        return Verdict(.notApplicable, ConditionWords.unmet(condition, in: circumstances))
      case nil: unknown = unknown ?? condition
      }
    }
    return unknown.map { Verdict(.inconclusive, ConditionWords.unknown($0, in: circumstances)) }
  }

  /// Whether a moment has come, for a block that waits for it while the notebook runs.
  ///
  /// A state must be so now, at the end of what is recorded; of a packet one must have been seen; a
  /// step must have ended, the last one that began where several match.
  /// - Throws: what reading packets throws.
  package func hasCome(_ moment: Moment) throws -> Bool {
    switch moment {
    case .steps(let selector):
      return StepMoments(run: run).units(of: selector).last?.end != nil
    case .state(let statement):
      let timelines = StateTimelines(evidence: run.evidence, boundaries: run.boundaries)
      guard timelines.nothingToJudge(statement) == nil else { return false }
      return timelines.timeline(of: statement).entries.last?.value ?? false
    case .packet(let filter, let place):
      let statement = PacketStatement(
        count: CountRange(atLeast: 1, atMost: nil), filter: filter, place: place)
      return try PacketSearch(run: run, statement: statement).first(in: .whole) != nil
    }
  }
}
