import LabEvidence
import LabModel

/// One notebook as test formats know it: a suite with a case for each step, packet transcript and
/// claim.
///
/// Every text in it is safe to show already.
package struct ReportedSuite: Sendable {
  package var name: String
  package var path: String
  package var cases: [ReportedCase]
  /// In ns.
  package var duration: Int64
  /// How the machine's kernel fared, line by line; empty on this machine's running one.
  package var remarks: [String] = []

  /// The suite of `result`.
  package init(_ result: NotebookResult) {
    let escape = TerminalEscape()
    name = escape.line(result.fullTitle)
    path = escape.line(result.path)
    duration = result.duration
    if let health = result.health {
      let report = HealthReport(style: TextStyle(width: 1000, usesUnicode: false))
      remarks = report.lines(health, id: result.runID).map { line in
        String(line.drop { $0 == " " })
      }
    }
    cases = Self.ending(result).map { [$0] } ?? []
    // Where nothing ran, the ending says all there is.
    if result.runID == nil, !cases.isEmpty { return }
    let misses = Dictionary(result.misses.map { ($0.step, $0) }) { first, _ in first }
    cases += result.outline.map { ReportedCase($0, misses[$0.step]) }
    let outlined = Set(result.outline.map(\.step))
    cases += result.misses.filter { !outlined.contains($0.step) }.map { ReportedCase(miss: $0) }
    cases += result.packetTranscripts.map(ReportedCase.init)
    cases += result.claims.map(ReportedCase.init)
  }

  /// A case that says why the notebook did not run to its end.
  private static func ending(_ result: NotebookResult) -> ReportedCase? {
    func made(_ outcome: ReportedCase.Outcome, _ reason: String, _ remedy: String? = nil)
      -> ReportedCase
    {
      let details = remedy.map { ["to do: " + TerminalEscape().line($0)] } ?? []
      return ReportedCase(
        kind: .notebook, name: "the notebook runs", outcome: outcome,
        reason: TerminalEscape().line(reason), details: details)
    }
    switch result.ending {
    case .finished: return nil
    case .interrupted(let reason): return made(.error, "interrupted: " + reason)
    case .blocked(let reason): return made(.skipped, "blocked: " + reason)
    case .crashed(let reason, let remedy): return made(.error, "crashed: " + reason, remedy)
    case .machineUnable(let reason, let remedy):
      return made(.error, "cannot run here: " + reason, remedy)
    case .skipped(let reason): return made(.skipped, reason)
    case .invalid(let mistakes): return made(.error, Count.of(mistakes, "mistake"))
    }
  }
}

/// One step, packet transcript or claim as test formats know it.
package struct ReportedCase: Sendable, Hashable {
  /// What is tested.
  package enum Kind: String, Sendable {
    case notebook
    case step
    case packets
    case claim
  }

  /// What came of it.
  package enum Outcome: Sendable {
    case passed
    case failed
    /// It cannot be told, or labbook failed.
    case error
    case skipped
    /// It failed, and does not count: a published claim.
    case uncounted
  }

  package var kind: Kind
  package var name: String
  package var outcome: Outcome
  /// One sentence; may be empty.
  package var reason: String
  /// Further lines.
  package var details: [String]
  /// Its line in the notebook; 0 where unknown.
  package var line: Int

  package init(
    kind: Kind, name: String, outcome: Outcome, reason: String = "", details: [String] = [],
    line: Int = 0
  ) {
    self.kind = kind
    self.name = name
    self.outcome = outcome
    self.reason = reason
    self.details = details
    self.line = line
  }

  /// A step of the outline, with its miss where it has one.
  init(_ step: StepLine, _ miss: StepMiss?) {
    if let miss {
      self.init(miss: miss)
      return
    }
    self.init(
      kind: .step, name: Self.name(step.step, step.name, step.host, step.command),
      outcome: step.skipped == nil ? .passed : .skipped,
      reason: TerminalEscape().line(step.skipped ?? ""), line: step.line)
  }

  init(miss: StepMiss) {
    let sentences = miss.reason.split(separator: "\n").map { TerminalEscape().line(String($0)) }
    self.init(
      kind: .step, name: Self.name(miss.step, miss.name, miss.host, miss.command),
      outcome: .failed, reason: sentences.first ?? "missed",
      details: sentences.dropFirst() + Self.details(miss.difference),
      line: miss.line)
  }

  init(_ transcript: PacketTranscriptOutcome) {
    let escape = TerminalEscape()
    var name = "packets on \(escape.line(transcript.place))"
    if let filter = transcript.filter { name += ", `\(escape.line(filter))`" }
    if let during = transcript.during { name += ", during \(escape.line(during))" }
    let outcome: Outcome =
      switch transcript.standing {
      case .pass: .passed
      case .failure: .failed
      case .inconclusive: .error
      case .uncounted: .skipped
      }
    self.init(
      kind: .packets, name: name + ", line \(transcript.line)", outcome: outcome,
      reason: escape.line(transcript.reason), details: Self.details(transcript.difference),
      line: transcript.line)
  }

  private static func details(_ difference: [DifferenceLine]) -> [String] {
    difference.map { line in
      let mark =
        switch line.kind {
        case .same: "  "
        case .missing: "- "
        case .extra: "+ "
        case .omitted: "... "
        }
      return TerminalEscape().line(mark + line.content)
    }
  }

  init(_ claim: ClaimVerdict) {
    let escape = TerminalEscape()
    var words = claim.verdict.answer.rawValue
    if claim.isPublished { words = "published, " + words }
    let outcome: Outcome =
      switch (claim.standing, claim.verdict.answer) {
      case (.pass, _): .passed
      case (.failure, _): .failed
      case (.inconclusive, _): .error
      case (.uncounted, .holds): .passed
      case (.uncounted, .notApplicable): .skipped
      case (.uncounted, _): .uncounted
      }
    self.init(
      kind: .claim, name: escape.line(claim.text) + (claim.isImplicit ? " (implicit)" : ""),
      outcome: outcome,
      reason: escape.line(
        words + (claim.verdict.reason.isEmpty ? "" : ": " + claim.verdict.reason)),
      details: claim.expectedFailure.map { ["expected to be refuted: " + escape.line($0)] } ?? [],
      line: claim.line)
  }

  /// `step 2 (serve) on b: curl localhost`: the first line of the command will do.
  private static func name(_ step: Int, _ name: String?, _ host: String, _ command: String)
    -> String
  {
    let escape = TerminalEscape()
    let first = command.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
    return "step \(step)" + (name.map { " (\(escape.line($0)))" } ?? "")
      + (host == HostPlan.lab ? "" : " on \(escape.line(host))") + ": " + escape.line(first)
  }
}
