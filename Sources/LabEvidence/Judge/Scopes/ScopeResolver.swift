import LabModel

/// Turns a claim's scope into stretches of time.
struct ScopeResolver {
  let run: JudgedRun

  /// A scope's times, or the verdict where it has none.
  enum Resolution: Sendable {
    case resolved(ResolvedScope)
    case verdict(Verdict)
  }

  /// - Throws: what reading packets throws.
  func resolve(_ scope: Scope?) throws -> Resolution {
    let moments = MomentResolver(run: run)
    switch scope {
    case nil:
      return .resolved(.whole)
    case .before(let moment):
      return beforeResolution(of: try moments.resolve(moment, .firstStart)) { .before($0) }
    case .after(let moment):
      return resolution(of: try moments.resolve(moment, .lastEnd)) { .after($0) }
    case .until(let moment):
      return beforeResolution(of: try moments.resolve(moment, .first)) { .until($0) }
    case .during(let moment):
      return try during(moment)
    case .between(let first, let second):
      return try between(first, second)
    }
  }

  /// Before what was so from the start there is nothing.
  private func beforeResolution(
    of coming: Coming, _ scope: (Occurrence) -> ResolvedScope
  ) -> Resolution {
    if case .came(let moment) = coming, moment.start.isBeginning {
      return .verdict(
        Verdict(
          .inconclusive, "there is nothing before \(moment.startWords)", citing: moment.evidence))
    }
    return resolution(of: coming, scope)
  }

  private func resolution(
    of coming: Coming, _ scope: (Occurrence) -> ResolvedScope
  ) -> Resolution {
    switch coming {
    case .came(let occurrence): .resolved(scope(occurrence))
    case .never(let reason, let evidence):
      .verdict(Verdict(.inconclusive, reason, citing: evidence))
    case .passedOver(let reason): .verdict(Verdict(.notApplicable, reason))
    }
  }

  private func during(_ moment: Moment) throws -> Resolution {
    switch moment {
    case .steps(let selector):
      let moments = StepMoments(run: run)
      // Asked first for why there may be none.
      let coming = moments.resolve(selector, .firstStart, after: nil)
      guard case .came = coming else { return resolution(of: coming) { .before($0) } }
      let units = moments.units(of: selector)
      let windows = units.map { unit in
        Window(
          start: Instant(unit.start), end: unit.end.map { Instant($0) }, includesEnds: true)
      }
      let words =
        units.count == 1
        ? "during \(units[0].name)"
        : "during \(StepWords.numbers(units.flatMap(\.steps)))"
      return .resolved(.within(windows, words: words, evidence: units.flatMap(\.evidence)))
    case .state(let statement):
      let timelines = StateTimelines(evidence: run.evidence, boundaries: run.boundaries)
      let coming = try MomentResolver(run: run).resolve(moment, .firstStart)
      guard case .came(let occurrence) = coming else {
        return resolution(of: coming) { .before($0) }
      }
      let windows = timelines.timeline(of: statement).trueWindows
      let (subject, _) = StateWords.becoming(statement)
      let words = "while \(subject) was \(StateWords.expectation(of: statement))"
      return .resolved(.within(windows, words: words, evidence: occurrence.evidence))
    case .packet:
      return .verdict(
        Verdict(.inconclusive, "a packet takes no time, so nothing happens during it"))
    }
  }

  private func between(_ first: Moment, _ second: Moment) throws -> Resolution {
    let moments = MomentResolver(run: run)
    let coming = try moments.resolve(first, .lastEnd)
    guard case .came(let start) = coming else { return resolution(of: coming) { .after($0) } }
    let next = try moments.resolve(second, .firstStart, after: start.end)
    switch next {
    case .passedOver: return resolution(of: next) { .before($0) }
    case .never(let reason, let evidence):
      // It may have come, but too early.
      guard case .came(let early) = try moments.resolve(second, .firstStart) else {
        return .verdict(Verdict(.inconclusive, reason, citing: evidence))
      }
      return .verdict(
        Verdict(
          .inconclusive, "\(early.startWords) is not after \(start.endWords)",
          citing: early.evidence + start.evidence))
    case .came(let end):
      return .resolved(
        .within(
          [Window(start: start.end, end: end.start)],
          words: "between \(start.endWords) and \(end.startWords)",
          evidence: start.evidence + end.evidence))
    }
  }
}
