import LabModel

/// Judges `counter NAME rises by N` and `… does not change`, from what the fences showed.
struct CounterJudge {
  let run: JudgedRun

  func verdict(on statement: CounterStatement, in scope: ResolvedScope) -> Verdict {
    let counter = Counter(statement, run: run)
    if let reason = counter.nothingToJudge { return Verdict(.inconclusive, reason) }
    let expectation =
      statement.rise.map { "a rise by \(Phrases.range($0))" } ?? "no change"
    let found = counter.finding(in: scope.windows, scope.words)
    guard case .until(let moment) = scope else {
      return found.verdict(expecting: expectation, context: scope.evidence)
    }
    var after = [
      counter.finding(
        in: [Window(start: moment.end, end: nil)], "after \(moment.endWords)")
    ]
    if moment.start != moment.end {
      after.append(
        counter.finding(
          in: [Window(start: moment.start, end: nil, includesEnds: true)],
          "after \(moment.startWords)"))
    }
    return Finding.until(
      before: found, after: after, expecting: expectation,
      opposite: statement.rise.map { "no rise by \(Phrases.range($0)) any more" } ?? "a change",
      context: scope.evidence)
  }
}

/// One counter of a host or an interface, over all hosts and interfaces that had the name.
private struct Counter {
  let run: JudgedRun
  let statement: CounterStatement
  private let hosts: Set<Int>
  private let hostName: String
  private let place: Place?

  init(_ statement: CounterStatement, run: JudgedRun) {
    self.run = run
    self.statement = statement
    switch statement.owner {
    case nil:
      hostName = HostPlan.lab
      place = nil
    case .host(let name):
      hostName = name
      place = nil
    case .place(let place):
      hostName = place.host ?? HostPlan.lab
      self.place = place
    }
    hosts = run.hosts(named: hostName)
  }

  private var name: String {
    let owner = place.map { " on " + StateWords.name(of: $0) } ?? StateWords.suffix(host: hostName)
    return "counter \(statement.name)\(owner)"
  }

  var nothingToJudge: String? {
    guard !hosts.isEmpty else {
      return "there never was a host \(Quoting.escaped(hostName))"
    }
    guard let interface = place?.interface else { return nil }
    let wasThere = run.evidence.interfaces.contains {
      hosts.contains($0.host) && $0.name == interface
    }
    return wasThere
      ? nil : "there never was an interface \(StateWords.name(of: place ?? Place(interface: nil)))"
  }

  func finding(in windows: [Window], _ scope: String) -> Finding {
    var certain = 0
    // A change at the fence of a step in which the scope begins or ends may be in it or not.
    var least = 0
    var most = 0
    var rows: [EvidenceReference] = []
    var unclear: [EvidenceReference] = []
    for row in run.evidence.counters where row.change.old != row.change.new && isMine(row) {
      let instant = run.boundaries.instant(ofFence: row.fence, foundAt: row.time)
      let rise = Int(clamping: row.change.new) - Int(clamping: row.change.old)
      switch windows.membership({ $0.membership(from: instant, to: instant) }) {
      case .inside:
        certain += rise
        rows.append(EvidenceReference(.counter, row.number))
      case .unclear:
        least += min(0, rise)
        most += max(0, rise)
        unclear.append(EvidenceReference(.counter, row.number))
      case .outside: break
      }
    }
    let words = Phrases.join(
      rows.isEmpty
        ? "\(name) did not change"
        : certain >= 0 ? "\(name) rose by \(certain)" : "\(name) fell by \(-certain)", scope)
    if let rise = statement.rise {
      return finding(rise: rise, certain, least, most, words, rows, unclear, in: windows)
    }
    if !rows.isEmpty { return Finding(.no, words, rows) }
    if !unclear.isEmpty { return tooClose(words, unclear) }
    if let reason = unseen(in: windows) { return Finding(.unclear, "\(words), but \(reason)") }
    return Finding(.yes, words)
  }

  private func finding(
    rise: CountRange, _ certain: Int, _ least: Int, _ most: Int, _ words: String,
    _ rows: [EvidenceReference], _ unclear: [EvidenceReference], in windows: [Window]
  ) -> Finding {
    let hidden = unseen(in: windows)
    let truth = rise.holds(from: certain + least, to: hidden == nil ? certain + most : nil)
    guard truth == .unclear else { return Finding(truth, words, rows) }
    if rise.holds(from: certain + least, to: certain + most) == .unclear {
      return tooClose(words, unclear + rows)
    }
    return Finding(.unclear, "\(words), but \(hidden ?? "more may have come")", rows)
  }

  private func tooClose(_ words: String, _ rows: [EvidenceReference]) -> Finding {
    Finding(
      .unclear,
      "\(words) for certain, and it is too close to tell what came after that: counters are read"
        + " at the end of each step", rows)
  }

  private func isMine(_ row: CounterRow) -> Bool {
    guard hosts.contains(row.change.host), row.change.name == statement.name else { return false }
    guard let place else { return row.change.interface == 0 }
    guard row.change.interface != 0 else { return false }
    guard let name = place.interface else { return true }
    return run.evidence.interfaces.contains {
      $0.host == row.change.host && $0.index == row.change.interface && $0.name == name
        && $0.from <= row.time && row.time <= ($0.to ?? Int64.max)
    }
  }

  /// Why the counter may have changed unseen in `windows`; nil where it cannot.
  private func unseen(in windows: [Window]) -> String? {
    if let reason = run.incompleteness, windows.isOpenEnded { return reason }
    // What a host or interface counted between the last fence and its end nobody read.
    let end = run.endOfNotebook?.latest ?? Int64.max
    func isUnread(_ to: Int64?) -> Bool {
      guard let to, to < end else { return false }
      let since = run.boundaries.fence(before: to) ?? to
      return windows.contains { $0.mayOverlap(since...to) }
    }
    for host in run.evidence.hosts where hosts.contains(host.number) && isUnread(host.to) {
      return "host \(Quoting.escaped(host.name)) went before it was read again"
    }
    guard let interface = place?.interface else { return nil }
    for row in run.evidence.interfaces
    where hosts.contains(row.host) && row.name == interface && isUnread(row.to) {
      return "\(Quoting.escaped(interface)) went before it was read again"
    }
    return nil
  }
}
