import LabClaims
package import LabModel

extension Judge {
  /// What the evidence says of a packet transcript.
  ///
  /// Where the transcript's notebook has not the steps that ran (`stepsAreTheRuns`), one without
  /// `during=` cannot be judged.
  /// - Throws: what reading packets throws.
  package func outcome(
    of transcript: PacketTranscript, stepsAreTheRuns: Bool = true
  ) throws -> PacketTranscriptOutcome {
    if let verdict = unmet(transcript.conditions) {
      let isUnknown = verdict.answer == .inconclusive
      return PacketTranscriptOutcome(
        transcript, isUnknown ? .inconclusive : .notApplicable, verdict.reason)
    }
    if run.evidence.run.status == .blocked {
      return PacketTranscriptOutcome(
        transcript, .inconclusive, run.incompleteness ?? "the run was blocked")
    }
    guard transcript.during != nil || stepsAreTheRuns else {
      return PacketTranscriptOutcome(
        transcript, .inconclusive,
        "the notebook's steps are not those of the run, and it names none with `during=`")
    }
    return try PacketTranscriptJudge(run: run, transcript: transcript).outcome()
  }
}

/// Judges one packet transcript.
struct PacketTranscriptJudge {
  let run: JudgedRun
  let transcript: PacketTranscript

  /// - Throws: what reading packets throws.
  func outcome() throws -> PacketTranscriptOutcome {
    let time = TranscriptTime(run: run, transcript: transcript)
    let windows: [Window]
    switch time.resolve() {
    case .windows(let found): windows = found
    case .passedOver(let reason): return result(.notApplicable, reason)
    case .never(let reason): return result(.inconclusive, reason)
    }
    let search = try PacketSearch(
      run: run,
      statement: PacketStatement(
        count: CountRange(atLeast: 0, atMost: nil), filter: transcript.filter,
        place: transcript.place),
      makesLines: true)
    if let reason = search.nothingToJudge { return result(.inconclusive, reason) }
    var lines: [String] = []
    var unclear = 0
    try search.forEachLine(in: windows) { packet, membership, line in
      if membership == .unclear { unclear += 1 }
      lines.append(prefix(packet) + line)
      return true
    }
    let miss = transcript.expectation.outcome(of: StepOutput(packets: lines)).miss
    if unclear > 0 {
      return result(
        .inconclusive,
        "\(Phrases.count(unclear, "packet")) came too close to a step's beginning or end to tell",
        difference: miss?.difference ?? [])
    }
    let gaps = search.gaps(in: windows)
    if !gaps.isEmpty {
      return result(
        .inconclusive, (miss.map { $0.reason + ", but " } ?? "") + gaps.words,
        difference: miss?.difference ?? [])
    }
    guard let miss else {
      return result(
        .met, Phrases.count(lines.count, "packet") + ", as the transcript has it", seen: lines)
    }
    return result(.missed, miss.reason, difference: miss.difference, seen: lines)
  }

  private func result(
    _ answer: PacketTranscriptOutcome.Answer, _ reason: String,
    difference: [DifferenceLine] = [], seen: [String]? = nil
  ) -> PacketTranscriptOutcome {
    PacketTranscriptOutcome(
      transcript, answer, reason, difference: difference, seen: seen)
  }

  /// Where the packets of several interfaces stand together, each line names its own.
  private func prefix(_ packet: PacketRow) -> String {
    guard transcript.place.interface == nil else { return "" }
    return PacketSummary.prefix(
      interface: Quoting.escaped(run.interface(packet.interface)?.name ?? "?"),
      direction: packet.direction)
  }
}

/// Finds the time that a packet transcript is about.
struct TranscriptTime {
  let run: JudgedRun
  let transcript: PacketTranscript

  /// The time, or why there is none.
  enum Found {
    case windows([Window])
    /// All of its steps were passed over by their `when=`.
    case passedOver(String)
    /// None of its steps ran.
    case never(String)
  }

  func resolve() -> Found {
    if let selector = transcript.during { return during(selector) }
    let rows = run.evidence.steps.filter { transcript.blocks.contains($0.block) }
    guard !rows.isEmpty else {
      // Before the first step: what setting the sandbox up brought about.
      let first = run.evidence.attempts.map(\.start).min()
      return .windows([Window(start: nil, end: first.map { Instant($0) })])
    }
    if rows.allSatisfy(\.isPassedOver) {
      return .passedOver("its steps were passed over by their `when=`")
    }
    let end = overTime(ofBlocksUpTo: transcript.blocks.upperBound - 1)
    let start = overTime(ofBlocksUpTo: transcript.blocks.lowerBound - 1)
    let ran = rows.contains { !run.attempts(of: $0.number).isEmpty }
    guard ran else { return .never("none of its steps ran" + incompleteness) }
    return .windows([
      Window(
        start: start.map { Instant($0) }, end: end.map { Instant($0) },
        includesEnds: true)
    ])
  }

  private func during(_ selector: StepSelector) -> Found {
    let rows = run.steps.moments(of: selector).compactMap { run.step($0) }
    if !rows.isEmpty, rows.allSatisfy(\.isPassedOver) {
      return .passedOver("its steps were passed over by their `when=`")
    }
    let units = StepMoments(run: run).units(of: selector)
    guard !units.isEmpty else {
      return .never("no step `\(Quoting.escaped(selector.text))` ran" + incompleteness)
    }
    return .windows(
      units.map { unit in
        Window(
          start: Instant(unit.start), end: unit.end.map { Instant($0) }, includesEnds: true)
      })
  }

  private var incompleteness: String { run.incompleteness.map { " (\($0))" } ?? "" }

  /// When the last block up to number `last` was over; nil where none was, or the last did not end.
  private func overTime(ofBlocksUpTo last: Int) -> Int64? {
    let attempts = run.evidence.steps.filter { $0.block <= last }
      .flatMap { run.attempts(of: $0.number) }
    guard let latest = attempts.max(by: { $0.start < $1.start }), let end = latest.end else {
      return nil
    }
    return run.boundaries.end(
      ofBlockEndingAt: end, isComplete: run.incompleteness == nil)
  }
}
