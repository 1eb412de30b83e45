import LabModel

/// Judges statements about what is so at an instant, or throughout a stretch of time.
struct TimelineJudge {
  let run: JudgedRun
  let timeline: Timeline
  /// What the statement says should be so, and what `until` expects afterwards.
  let expectation: String
  let opposite: String
  /// Where messages about it were lost.
  let losses: [LossRow]

  func verdict(in scope: ResolvedScope) -> Verdict {
    switch scope {
    case .whole:
      guard let end = run.endOfNotebook else {
        let reason = run.incompleteness ?? "the notebook has no end"
        return Verdict(.inconclusive, "\(reason), so its end never came")
      }
      return finding(at: end, .after, "at the end").verdict(expecting: expectation)
    case .before(let moment):
      return finding(at: moment.start, .before, scope.words)
        .verdict(expecting: expectation, context: scope.evidence)
    case .after(let moment):
      return finding(at: moment.end, .after, scope.words)
        .verdict(expecting: expectation, context: scope.evidence)
    case .within(let windows, _, _):
      return finding(throughout: windows, scope.words)
        .verdict(expecting: expectation, context: scope.evidence)
    case .until(let moment):
      return until(moment, scope)
    }
  }

  private func until(_ moment: Occurrence, _ scope: ResolvedScope) -> Verdict {
    // What changes in the very interval of the moment has changed when that interval is over.
    let end = Instant(moment.end.latest)
    return Finding.until(
      before: finding(throughout: scope.windows, scope.words),
      after: [finding(at: end, .after, "after \(moment.endWords)")],
      expecting: expectation, opposite: opposite, context: scope.evidence)
  }

  private func finding(at instant: Instant, _ side: Timeline.Side, _ words: String) -> Finding {
    let entries = timeline.entries(at: instant, side)
    if let loss = losses.first(where: { $0.since < instant.latest && instant.earliest <= $0.time })
    {
      return lost([loss], words)
    }
    guard let last = entries.last else { return Finding(.unclear, "nothing is known \(words)") }
    if let other = entries.first(where: { $0.value != last.value }) {
      return tooClose(other, last, words)
    }
    return Finding(last.value ? .yes : .no, describe(last, words), last.evidence)
  }

  private func finding(throughout windows: [Window], _ words: String) -> Finding {
    var held: [Timeline.Entry] = []
    var unclear: Finding?
    for window in windows {
      let (certain, possible) = timeline.entries(in: window)
      if let broken = certain.first(where: { !$0.value }) {
        return Finding(.no, describe(broken, words), broken.evidence)
      }
      if let broken = possible.first(where: { !$0.value }) {
        let other = (certain + possible).first(where: \.value)
        unclear =
          unclear
          ?? other.map { tooClose($0, broken, words) }
          ?? Finding(
            .unclear, "it is too close to tell whether \(describe(broken, words))", broken.evidence)
      }
      held += certain + possible
    }
    if let unclear { return unclear }
    let lost = losses.filter { loss in
      windows.contains { $0.mayOverlap(loss.since...loss.time) }
    }
    if !lost.isEmpty { return self.lost(lost, words) }
    guard let first = held.first else {
      return Finding(.unclear, "there is no time \(words)")
    }
    return Finding(
      .yes, Phrases.join("\(first.found) all the time", words), held.flatMap(\.evidence))
  }

  private func describe(_ entry: Timeline.Entry, _ words: String) -> String {
    guard !entry.since.isBeginning else { return Phrases.join(entry.found, words) }
    let since = "(since \(run.clock.relative(entry.since.latest)))"
    return Phrases.join(entry.found, words, since)
  }

  private func tooClose(
    _ one: Timeline.Entry, _ other: Timeline.Entry, _ words: String
  ) -> Finding {
    let later = one.since.latest > other.since.latest ? one : other
    return Finding(
      .unclear,
      Phrases.join(
        "too close to tell: \(one.found) or \(other.found)", words,
        "(it changed between \(run.clock.relative(later.since.earliest))"
          + " and \(run.clock.relative(later.since.latest)))"),
      later.evidence + one.evidence)
  }

  private func lost(_ losses: [LossRow], _ words: String) -> Finding {
    let count = losses.contains { $0.count == 0 } ? 0 : losses.reduce(0) { $0 + $1.count }
    let messages = count == 0 ? "netlink messages" : Phrases.count(count, "netlink message")
    return Finding(
      .unclear, Phrases.join("\(messages) were lost", words, "that could have told otherwise"),
      losses.map { EvidenceReference(.loss, $0.number) })
  }
}
