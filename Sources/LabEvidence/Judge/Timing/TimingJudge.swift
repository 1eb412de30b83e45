import LabModel

/// Judges `packets matching F come at D, D within D`.
struct TimingJudge {
  let run: JudgedRun

  /// - Throws: what reading packets throws.
  func verdict(on statement: TimingStatement, in scope: ResolvedScope) throws -> Verdict {
    let packets = PacketStatement(
      count: CountRange(atLeast: statement.times.count, atMost: statement.times.count),
      filter: statement.filter, place: statement.place)
    let search = try PacketSearch(run: run, statement: packets)
    if let reason = search.nothingToJudge { return Verdict(.inconclusive, reason) }
    let times = Self.list(statement.times)
    let expectation = "\(times) within \(Phrases.duration(statement.tolerance))"
    let found = try finding(statement, search, in: scope.windows, scope.words)
    guard case .until(let moment) = scope else {
      return found.verdict(expecting: expectation, context: scope.evidence)
    }
    let after = try finding(
      statement, search, in: [Window(start: moment.end, end: nil)], "after \(moment.endWords)")
    return Finding.until(
      before: found, after: [after], expecting: expectation,
      opposite: "other times than \(expectation)", context: scope.evidence)
  }

  private func finding(
    _ statement: TimingStatement, _ search: PacketSearch, in windows: [Window], _ scope: String
  ) throws -> Finding {
    let wanted = statement.times.count
    // More than these change nothing: the claim names one time for each packet.
    let (certain, unclear) = try search.packets(in: windows, atMost: wanted + 1)
    let rows = certain.map { EvidenceReference(.packet, $0.packet.number) }
    let gaps = search.gaps(in: windows)
    let seen = Phrases.join(PacketWords.counted(search.statement, certain.count), scope)
    if certain.count > wanted {
      let name = PacketWords.name(of: search.statement, count: 2)
      return Finding(.no, Phrases.join("more than \(wanted) \(name)", scope), rows)
    }
    if let packet = unclear.first {
      return Finding(
        .unclear,
        Phrases.join(
          PacketWords.counted(search.statement, 1), run.clock.at(packet.instant),
          "came too close to tell whether", scope),
        [EvidenceReference(.packet, packet.packet.number)] + rows)
    }
    if certain.count < wanted {
      let most = gaps.count.map { certain.count + $0 }
      guard let most, most < wanted else {
        return Finding(
          .unclear, "\(seen), but \(gaps.words)", gaps.evidence + rows)
      }
      return Finding(.no, came(certain, seen), rows)
    }
    let (truth, odd) = compare(certain, with: statement)
    let words = came(certain, seen)
    switch truth {
    case .no: return Finding(.no, "\(words), \(odd)", rows)
    case .unclear: return Finding(.unclear, "\(words), \(odd)", rows)
    case .yes:
      if gaps.isEmpty { return Finding(.yes, words, rows) }
      return Finding(.unclear, "\(words), but \(gaps.words)", gaps.evidence + rows)
    }
  }

  /// Whether each packet came at its time, and what is odd about the first that did not.
  private func compare(
    _ packets: [PacketSearch.Match], with statement: TimingStatement
  ) -> (Finding.Truth, String) {
    guard let first = packets.first?.instant else { return (.yes, "") }
    var unclear: String?
    for (index, (packet, time)) in zip(packets, statement.times).enumerated() {
      // The first one is the zero itself, whatever its clock's error.
      let isFirst = index == 0
      let soonest = isFirst ? 0 : packet.instant.earliest - first.latest
      let latest = isFirst ? 0 : packet.instant.latest - first.earliest
      let allowed = time - statement.tolerance...time + statement.tolerance
      if allowed.contains(soonest), allowed.contains(latest) { continue }
      let since = packet.packet.time - (packets.first?.packet.time ?? 0)
      let words = "number \(index + 1) after \(Phrases.duration(since))"
      if latest < allowed.lowerBound || soonest > allowed.upperBound { return (.no, words) }
      unclear = unclear ?? "number \(index + 1) too close to its limit to tell"
    }
    return unclear.map { (.unclear, $0) } ?? (.yes, "")
  }

  /// `3 packets matching F at 0.000 s, 1.002 s and 3.004 s, the first at +0.500 s`.
  private func came(_ packets: [PacketSearch.Match], _ seen: String) -> String {
    guard let first = packets.first else { return seen }
    let times = Self.list(packets.map { $0.packet.time - first.packet.time })
    return "\(seen) at \(times), the first \(run.clock.at(first.instant))"
  }

  /// The most times that a sentence lists.
  private static let longest = 8

  private static func list(_ times: [Int64]) -> String {
    let words = times.prefix(longest).map(Phrases.duration)
    if times.count > longest {
      return words.joined(separator: ", ") + " and \(times.count - longest) more"
    }
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
