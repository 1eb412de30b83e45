import LabModel

/// Judges `A comes before B`.
///
/// Of each moment the first in scope counts. A step comes before something that begins when the step
/// is over, as it is in the scope `before M` only where it ends before M.
struct OrderJudge {
  let run: JudgedRun

  /// - Throws: what reading packets throws.
  func verdict(
    _ first: Moment, before second: Moment, in scope: ResolvedScope
  ) throws -> Verdict {
    for moment in [first, second] {
      if case .passedOver(let reason) = try MomentResolver(run: run).resolve(moment, .first) {
        return Verdict(.notApplicable, reason)
      }
    }
    let found = try finding(first, second, in: scope.windows, scope.words)
    guard case .until(let moment) = scope else {
      return found.verdict(expecting: Self.expectation, context: scope.evidence)
    }
    let after = try finding(
      first, second, in: [Window(start: moment.end, end: nil)], "after \(moment.endWords)")
    return Finding.until(
      before: found, after: [after], expecting: Self.expectation, opposite: Self.expectation,
      context: scope.evidence)
  }

  private static let expectation = "the other order"

  private func finding(
    _ first: Moment, _ second: Moment, in windows: [Window], _ scope: String
  ) throws -> Finding {
    let one: Occurrence
    switch try arrival(of: first, in: windows, scope) {
    case .came(let occurrence): one = occurrence
    case .never(let finding): return finding
    }
    let other: Occurrence
    switch try arrival(of: second, in: windows, scope) {
    case .came(let occurrence): other = occurrence
    case .never(let finding): return finding
    }
    return order(one, first, other, second)
  }

  // MARK: When each came

  private enum Arrival {
    case came(Occurrence)
    case never(Finding)
  }

  /// The first time that `moment` came in any of `windows`.
  private func arrival(
    of moment: Moment, in windows: [Window], _ scope: String
  ) throws -> Arrival {
    let moments = MomentResolver(run: run)
    var reason: Finding?
    for window in windows {
      switch try moments.resolve(moment, .first, after: window.start) {
      case .passedOver(let words): reason = reason ?? Finding(.unclear, words)
      case .never(let words, let evidence):
        reason = reason ?? Finding(.unclear, Phrases.join(words, scope), evidence)
      case .came(let occurrence):
        switch window.membership(from: occurrence.start, to: occurrence.end) {
        case .inside: return .came(occurrence)
        case .unclear:
          return .never(
            Finding(
              .unclear,
              "too close to tell: \(Self.words(occurrence, atEnd: false)), \(scope) or not",
              occurrence.evidence))
        case .outside:
          reason =
            reason
            ?? Finding(
              .unclear, "\(Self.words(occurrence, atEnd: false)), which is not \(scope)",
              occurrence.evidence)
        }
      }
    }
    return .never(reason ?? Finding(.unclear, "there is no time \(scope)"))
  }

  // MARK: Which came first

  private func order(
    _ one: Occurrence, _ first: Moment, _ other: Occurrence, _ second: Moment
  ) -> Finding {
    let (ended, started) = (Self.words(one, atEnd: true), Self.words(other, atEnd: false))
    let rows = [one.evidence.prefix(1), other.evidence.prefix(1)].flatMap { $0 }
    let evidence = rows + one.evidence.dropFirst() + other.evidence.dropFirst()
    switch one.end.order(to: other.start) {
    case .before: return Finding(.yes, "\(ended), before \(started)", evidence)
    case .after: return Finding(.no, "\(started), before \(ended)", evidence)
    case .same:
      if one.end.isBeginning {
        return Finding(
          .unclear, "too close to tell: \(ended), and \(started), all from the start", evidence)
      }
      // Steps follow each other: where one ends as the other starts, it is over.
      if case .steps = first, case .steps = second {
        return Finding(.yes, "\(ended), before \(started)", evidence)
      }
      return Finding(.no, "\(ended), and in the same instant \(started)", evidence)
    case .unclear:
      let lost = losses(of: [first, second], before: max(one.end.latest, other.start.latest))
      return Finding(
        .unclear,
        "too close to tell: \(ended), and \(started)"
          + (lost.isEmpty ? "" : " (evidence was lost before)"),
        lost.map { EvidenceReference(.loss, $0.number) } + evidence)
    }
  }

  /// What was lost of what `moments` are found by, up to `time`.
  private func losses(of moments: [Moment], before time: Int64) -> [LossRow] {
    var sources: Set<Loss.Source> = []
    for moment in moments {
      switch moment {
      case .packet: sources.insert(.capture)
      case .state(let statement): if statement.isFromNetlink { sources.insert(.netlink) }
      case .steps: break
      }
    }
    return run.evidence.losses.filter { sources.contains($0.source) && $0.since < time }
  }

  /// `lo came up at +0.412 s`, `lo was down from the start`.
  private static func words(_ occurrence: Occurrence, atEnd: Bool) -> String {
    guard occurrence.start.isBeginning else {
      return atEnd ? occurrence.endWords : occurrence.startWords
    }
    return occurrence.startWords.replacing("the start, where ", with: "", maxReplacements: 1)
      + " from the start"
  }
}
