import LabModel

/// Judges state statements and counts of sockets.
struct StateJudge {
  let run: JudgedRun

  func verdict(on statement: StateStatement, in scope: ResolvedScope) -> Verdict {
    let timelines = StateTimelines(evidence: run.evidence, boundaries: run.boundaries)
    if let reason = timelines.nothingToJudge(statement) { return Verdict(.inconclusive, reason) }
    let losses =
      statement.isFromNetlink
      ? run.losses(.netlink, on: run.hosts(named: statement.host)) : []
    let expectation = StateWords.expectation(of: statement)
    return TimelineJudge(
      run: run, timeline: timelines.timeline(of: statement), expectation: expectation,
      opposite: "not \(expectation) any more", losses: losses
    ).verdict(in: scope)
  }

  func verdict(on statement: SocketStatement, in scope: ResolvedScope) -> Verdict {
    let host = statement.host ?? HostPlan.lab
    guard !run.hosts(named: host).isEmpty else {
      return Verdict(.inconclusive, "there never was a host \(Quoting.escaped(host))")
    }
    let timelines = SocketTimelines(evidence: run.evidence, boundaries: run.boundaries)
    return TimelineJudge(
      run: run, timeline: timelines.timeline(of: statement),
      expectation: Phrases.range(statement.count),
      opposite: StepWords.opposite(of: statement.count), losses: []
    ).verdict(in: scope)
  }
}
