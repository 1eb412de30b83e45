package import LabModel

/// Which packets of a run are listed.
package struct PacketSelection: Sendable, Hashable {
  /// The steps in whose time packets came.
  package enum Time: Sendable, Hashable {
    /// The step with this number.
    case step(Int)
    case steps(StepSelector)
  }

  /// nil is every interface of every host.
  package var place: Place?
  package var filter: PacketFilter?
  /// nil is the whole run.
  package var time: Time?

  package init(place: Place? = nil, filter: PacketFilter? = nil, time: Time? = nil) {
    self.place = place
    self.filter = filter
    self.time = time
  }
}

/// A packet of a list.
package struct ListedPacket: Sendable, Hashable {
  package var row: PacketRow
  package var host: String
  package var interface: String
  /// Its one-line form, TCP's numbers relative as `PacketSummarizer` has them.
  package var line: String
}

/// Lists packets of a run in the form of packet transcripts.
package struct PacketListing {
  private let run: JudgedRun
  private let search: PacketSearch
  private let windows: [Window]
  /// Why there is nothing to list, if the run has no such host, interface or step, or no interface can
  /// take the filter.
  package let problem: String?

  /// Prepares a list, of which `forEach` gives lines where it `makesLines`.
  ///
  /// - Throws: what reading packets throws.
  package init(
    _ evidence: RunEvidence, _ selection: PacketSelection, makesLines: Bool = true
  ) throws {
    run = JudgedRun(evidence)
    search = try PacketSearch(
      run: run,
      statement: PacketStatement(
        count: CountRange(atLeast: 0, atMost: nil), filter: selection.filter,
        place: selection.place),
      makesLines: makesLines)
    let windows = Self.windows(of: selection.time, in: run)
    self.windows = windows ?? []
    problem = windows == nil ? Self.noSuchStep(evidence) : search.nothingToJudge
  }

  /// `no such step ran; the run has steps 1 to 4, of blocks #serve and #ask`.
  private static func noSuchStep(_ evidence: RunEvidence) -> String {
    guard let last = evidence.steps.map(\.number).max() else { return "no step ran" }
    var ids: [String] = []
    for id in evidence.steps.compactMap(\.blockID) where !ids.contains(id) { ids.append(id) }
    let names = ids.prefix(mostNames).map { "#\($0)" }.joined(separator: ", ")
    return "no such step ran; the run has steps 1 to \(last)"
      + (ids.isEmpty ? "" : ", among them those of \(names)")
      + (ids.count > mostNames ? " and \(ids.count - mostNames) more blocks" : "")
  }

  private static let mostNames = 12

  private static func windows(of time: PacketSelection.Time?, in run: JudgedRun) -> [Window]? {
    var windows: [Window]
    switch time {
    case nil: return [.whole]
    case .steps(let selector):
      windows = StepMoments(run: run).units(of: selector).map { unit in
        Window(start: Instant(unit.start), end: unit.end.map { Instant($0) }, includesEnds: true)
      }
    case .step(let number):
      windows = run.attempts(of: number).filter { $0.ending != .hostMissing }.map { attempt in
        Window(
          start: Instant(attempt.start), end: attempt.end.map { Instant($0) },
          includesEnds: true)
      }
    }
    return windows.isEmpty ? nil : windows
  }

  /// Calls `body` for each packet in order until it returns false.
  ///
  /// - Throws: what reading packets or `body` throws.
  package func forEach(_ body: (ListedPacket) throws -> Bool) throws {
    try search.forEachLine(in: windows) { row, _, line in
      try body(
        ListedPacket(
          row: row, host: run.host(row.host)?.name ?? "?",
          interface: run.interface(row.interface)?.name ?? "?", line: line))
    }
  }

  /// Calls `body` for each packet in order until it returns false, without making lines.
  ///
  /// - Throws: what reading packets or `body` throws.
  func forEachPacket(_ body: (PacketRow) throws -> Bool) throws {
    try search.forEach(in: windows) { packet, _, _, _ in try body(packet) }
  }
}
