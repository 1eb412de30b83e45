import LabClaims
import LabModel

/// Judges `COUNT packets …`.
struct PacketJudge {
  let run: JudgedRun

  /// - Throws: what reading packets throws; `PatternFailure` for a pattern that cannot be compiled.
  func verdict(on statement: PacketStatement, in scope: ResolvedScope) throws -> Verdict {
    let search = try PacketSearch(run: run, statement: statement)
    if let reason = search.nothingToJudge { return Verdict(.inconclusive, reason) }
    let expectation = Phrases.range(statement.count)
    var found = try finding(search, in: scope.windows, scope.words)
    if found.truth == .no, found.evidence.isEmpty {
      try addNearest(to: statement, in: scope.windows, &found)
    }
    guard case .until(let moment) = scope else {
      return found.verdict(expecting: expectation, context: scope.evidence)
    }
    // A step is a moment that lasts: P may stop as it starts (`no packets until curl`) or be over
    // when it ends (`some packets until #stop`).
    var after = [
      try finding(
        search, in: [Window(start: moment.end, end: nil)], "after \(moment.endWords)")
    ]
    if moment.start != moment.end {
      after.append(
        try finding(
          search, in: [Window(start: moment.start, end: nil, includesEnds: true)],
          "after \(moment.startWords)"))
    }
    return Finding.until(
      before: found, after: after, expecting: expectation,
      opposite: StepWords.opposite(of: statement.count), context: scope.evidence)
  }

  private func finding(
    _ search: PacketSearch, in windows: [Window], _ scope: String
  ) throws -> Finding {
    let range = search.statement.count
    let count = try search.count(in: windows)
    let gaps = search.gaps(in: windows)
    let seen = count.certain + count.unclear
    let truth = range.holds(from: count.certain, to: gaps.count.map { seen + $0 })
    if truth == .unclear {
      if range.holds(from: count.certain, to: seen) == .unclear, let packet = count.firstUnclear {
        return Finding(
          .unclear,
          Phrases.join(
            PacketWords.counted(search.statement, count.unclear), run.clock.at(packet.instant),
            "came too close to tell whether", scope),
          Array(count.evidence.reversed()))
      }
      let was = count.certain > 1 ? "were" : "was"
      return Finding(
        .unclear,
        Phrases.join(
          PacketWords.counted(search.statement, count.certain), was, "seen", scope)
          + ", but \(gaps.words)",
        gaps.evidence + count.evidence)
    }
    var words = Phrases.join(PacketWords.counted(search.statement, count.certain), scope)
    if let first = count.first {
      words += count.certain == 1 ? ", " : ", the first "
      words += run.clock.at(first.instant) + inStep(first)
    }
    return Finding(truth, words, count.evidence)
  }

  /// How many of the nearest packets are named as evidence where none is as the claim says.
  private static let mostNearest = 3

  /// Where there is not one packet of those that `statement` means: those that were there and are as much
  /// of it as any.
  ///
  /// Conditions are dropped in the order in which they are narrow.
  private func addNearest(
    to statement: PacketStatement, in windows: [Window], _ found: inout Finding
  ) throws {
    var nearer = statement
    let conditions: [(inout PacketStatement) -> Void] = [
      { ($0.reading, $0.containing) = (nil, nil) }, { $0.filter = nil }, { $0.direction = .both },
    ]
    for drop in conditions {
      let before = nearer
      drop(&nearer)
      guard nearer != before else { continue }
      let count = try PacketSearch(run: run, statement: nearer).count(in: windows)
      guard let first = count.first else { continue }
      let others = PacketWords.counted(nearer, count.certain)
      found.words += ", only \(others) there, "
      found.words += (count.certain == 1 ? "" : "the first ") + run.clock.at(first.instant)
      found.evidence = Array(count.evidence.prefix(Self.mostNearest))
      return
    }
  }

  /// ` in step 6`, where the packet came in one.
  private func inStep(_ packet: PacketRow) -> String {
    let attempt = run.evidence.attempts.last {
      $0.start <= packet.time && packet.time <= ($0.end ?? Int64.max)
    }
    return attempt.map { " in step \($0.step)" } ?? ""
  }
}
