import LabClaims
import LabModel

/// Finds when moments came.
struct MomentResolver {
  let run: JudgedRun

  /// Which of several steps counts.
  enum Pick: Sendable {
    /// `before` looks at the start of the first.
    case firstStart
    /// `after` looks at the end of the last.
    case lastEnd
    /// `until` looks at the first.
    case first
  }

  /// When `moment` came; where `earliest` is given, the first time after it (`between A and B`).
  ///
  /// - Throws: what reading packets throws.
  func resolve(_ moment: Moment, _ pick: Pick, after earliest: Instant? = nil) throws -> Coming {
    switch moment {
    case .steps(let selector): StepMoments(run: run).resolve(selector, pick, after: earliest)
    case .state(let statement): resolve(statement, after: earliest)
    case .packet(let filter, let place): try resolve(filter, place, after: earliest)
    }
  }

  private func resolve(_ statement: StateStatement, after earliest: Instant?) -> Coming {
    let timelines = StateTimelines(evidence: run.evidence, boundaries: run.boundaries)
    if let reason = timelines.nothingToJudge(statement) { return .never(reason, evidence: []) }
    let (subject, verb) = StateWords.becoming(statement)
    let losses =
      statement.isFromNetlink
      ? run.losses(.netlink, on: run.hosts(named: statement.host)) : []
    guard let entry = timelines.timeline(of: statement).firstTrue(after: earliest) else {
      let lost = losses.isEmpty ? "" : " as far as is recorded (netlink messages were lost)"
      return .never(
        "\(subject) never \(verb)\(lost)",
        evidence: losses.map { EvidenceReference(.loss, $0.number) })
    }
    if entry.since.isBeginning {
      let words = "the start, where \(entry.found)"
      return .came(
        Occurrence(
          start: .beginning, end: .beginning, startWords: words, endWords: words,
          evidence: entry.evidence))
    }
    // Lost messages may have told of an earlier one.
    var since = entry.since
    for loss in losses where loss.since < since.latest { since = since.widened(to: loss.since) }
    let words = "\(subject) \(verb) at \(run.clock.relative(since.latest))"
    return .came(
      Occurrence(
        start: since, end: since, startWords: words, endWords: words, evidence: entry.evidence))
  }

  private func resolve(
    _ filter: PacketFilter, _ place: Place?, after earliest: Instant?
  ) throws -> Coming {
    let statement = PacketStatement(
      count: CountRange(atLeast: 1, atMost: nil), filter: filter, place: place)
    let search = try PacketSearch(run: run, statement: statement)
    let window = Window(start: earliest, end: nil)
    let name = PacketWords.name(of: search.statement, count: 1)
    guard let (packet, instant) = try search.first(in: window) else {
      if let reason = search.nothingToJudge { return .never(reason, evidence: []) }
      let gaps = search.gaps(in: [window])
      return .never(
        "no \(name) was seen" + (gaps.isEmpty ? "" : " (\(gaps.words))"),
        evidence: gaps.evidence)
    }
    // A lost packet may have been an earlier one.
    var since = instant
    for gap in search.gaps(in: [window]).rows where gap.since < packet.time {
      since = since.widened(to: gap.since)
    }
    let words = "the first \(name) at \(run.clock.relative(packet.time))"
    return .came(
      Occurrence(
        start: since, end: since, startWords: words, endWords: words,
        evidence: [EvidenceReference(.packet, packet.number)]))
  }
}
