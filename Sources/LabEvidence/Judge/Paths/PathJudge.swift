import LabClaims
import LabModel

/// Judges `packets matching F cross A > B > C` and `packets matching F are seen on N interfaces`.
///
/// A packet matches with any of its copies, and it is in scope when one that matches is.
struct PathJudge {
  let run: JudgedRun
  let statement: PathStatement

  /// - Throws: what reading packets throws; `PatternFailure` never, for there is no pattern.
  func verdict(in scope: ResolvedScope) throws -> Verdict {
    let search = try PacketSearch(
      run: run,
      statement: PacketStatement(
        count: CountRange(atLeast: 1, atMost: nil), filter: statement.filter))
    if let reason = search.nothingToJudge { return Verdict(.inconclusive, reason) }
    if let reason = unknownPlace { return Verdict(.inconclusive, reason) }
    let found = try finding(search, in: scope.windows, scope.words)
    guard case .until(let moment) = scope else {
      return found.verdict(expecting: PathWords.expectation(statement), context: scope.evidence)
    }
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
      before: found, after: after, expecting: PathWords.expectation(statement),
      opposite: "another way", context: scope.evidence)
  }

  /// A place that never was, so that nothing can cross it.
  private var unknownPlace: String? {
    guard case .cross(let places) = statement.requirement else { return nil }
    for place in places {
      let hosts = run.hosts(named: place.host ?? HostPlan.lab)
      if hosts.isEmpty { return "there never was a host \(StateWords.hostName(of: place))" }
      guard let name = place.interface else { continue }
      if !run.evidence.interfaces.contains(where: { hosts.contains($0.host) && $0.name == name }) {
        return "there never was an interface \(StateWords.name(of: place))"
      }
    }
    return nil
  }

  // MARK: - One stretch of time

  private func finding(
    _ search: PacketSearch, in windows: [Window], _ scope: String
  ) throws -> Finding {
    let paths = try run.paths.of(run.evidence)
    var memberships: [Int: Membership] = [:]
    var order: [Int] = []
    try search.forEach(in: windows) { packet, _, membership, _ in
      guard let index = paths.journey(ofPacket: packet.number) else { return true }
      if memberships[index] == nil { order.append(index) }
      if membership == .inside || memberships[index] == nil { memberships[index] = membership }
      return true
    }
    let gaps = search.gaps(in: windows)
    let name = PathWords.packets(statement, order.count)
    guard !order.isEmpty else {
      let but = gaps.isEmpty ? "" : ", and \(gaps.words)"
      return Finding(
        .unclear, Phrases.join("no packet matching", PathWords.filter(statement), scope) + but,
        gaps.evidence)
    }
    var unclear: Finding?
    var refuted: Finding?
    var first: PacketJourney?
    for index in order {
      let journey = paths.journey(index)
      first = first ?? journey
      let one = finding(journey, isCertainlyInside: memberships[index] == .inside, gaps, scope)
      switch one.truth {
      case .yes: break
      case .no: refuted = refuted ?? one
      case .unclear: unclear = unclear ?? one
      }
      if refuted != nil { break }
    }
    if let refuted { return refuted }
    if let unclear { return unclear }
    guard memberships.values.contains(.inside) else {
      return Finding(
        .unclear, Phrases.join(name, "came too close to tell whether", scope), references(first))
    }
    guard let first else { return Finding(.unclear, "there is no packet") }
    let words = PathWords.taken(by: first, statement, run, count: order.count)
    guard gaps.isEmpty else {
      return Finding(
        .unclear, Phrases.join(name, words, scope) + ", but \(gaps.words)",
        gaps.evidence + references(first))
    }
    let at = run.clock.relative(first.hops.first?.time ?? run.clock.start)
    return Finding(
      .yes,
      Phrases.join(name, words, scope) + (order.count == 1 ? ", at \(at)" : ", the first at \(at)"),
      references(first))
  }

  /// What one packet says of the claim.
  private func finding(
    _ journey: PacketJourney, isCertainlyInside: Bool, _ gaps: PacketGaps, _ scope: String
  ) -> Finding {
    let (truth, canBeOverturned) = judged(journey)
    let words =
      PathWords.packet(journey, statement) + " " + PathWords.taken(by: journey, statement, run)
      + ", at \(run.clock.relative(journey.hops.first?.time ?? run.clock.start))"
    if case .uncertain(let reason) = journey.certainty {
      return Finding(.unclear, "\(words), as far as can be told: \(reason)", references(journey))
    }
    guard truth == .no else { return Finding(.yes, words, references(journey)) }
    if !isCertainlyInside {
      return Finding(
        .unclear, Phrases.join(words, "which is too close to tell whether", scope),
        references(journey))
    }
    if canBeOverturned, !gaps.isEmpty {
      return Finding(.unclear, "\(words), but \(gaps.words)", gaps.evidence + references(journey))
    }
    return Finding(.no, words, references(journey))
  }

  /// Whether the journey is as the claim says, and, if not, whether a lost copy could explain it.
  private func judged(_ journey: PacketJourney) -> (truth: Finding.Truth, canBeOverturned: Bool) {
    switch statement.requirement {
    case .seenOn(let range):
      let count = Set(journey.hops.map(\.interface)).count
      return (range.contains(count) ? .yes : .no, count < range.atLeast)
    case .cross(let places):
      var canBeOverturned = true
      var truth = Finding.Truth.yes
      for way in journey.ways() {
        let interfaces = way.map { journey.hops[$0].interface }
        if interfaces.count == places.count,
          zip(interfaces, places).allSatisfy({ isAt($0, $1) })
        {
          continue
        }
        truth = .no
        var rest = places[...]
        for interface in interfaces {
          guard let next = rest.firstIndex(where: { isAt(interface, $0) }) else {
            canBeOverturned = false
            break
          }
          rest = rest[(next + 1)...]
        }
      }
      return (truth, canBeOverturned)
    }
  }

  private func isAt(_ interface: Int, _ place: Place) -> Bool {
    guard let row = run.interface(interface) else { return false }
    return run.host(row.host)?.name == place.host ?? HostPlan.lab
      && (place.interface == nil || place.interface == row.name)
  }

  private func references(_ journey: PacketJourney?) -> [EvidenceReference] {
    journey?.hops.map { EvidenceReference(.packet, $0.packet) } ?? []
  }
}
