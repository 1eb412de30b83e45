import LabEvidence
import LabModel
import LabReport

/// One run in the list of runs.
struct RunsRow {
  private let run: RunSummary
  private let excerpts: [StepExcerpt]?

  init(_ run: RunSummary, _ excerpts: [StepExcerpt]?) {
    self.run = run
    self.excerpts = excerpts
  }

  /// Columns of the table.
  static let columns = 9

  func values(_ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "title": VisibleText.of(run.title), "path": VisibleText.of(run.path),
      "id": run.shortID, "number": run.number,
      "status": run.status.rawValue, "statusSign": sign, "isControl": run.original != nil,
      "kernel": VisibleText.of(run.kernelLabel ?? run.kernelRelease),
      "machine": VisibleText.of(run.hostname), "backend": VisibleText.of(run.backend),
      "timestamp": Elapsed.timestamp(wall: run.startWall),
      "started": String(Elapsed.date(wall: run.startWall).dropLast(4)),
      "duration": run.duration.map(Elapsed.seconds) ?? "–",
      "steps": steps, "stepsMissed": run.steps.missed > 0, "verdicts": verdicts,
      "hasVerdicts": !verdicts.isEmpty, "columns": Self.columns,
    ]
    if run.kernelLabel != nil { values["release"] = VisibleText.of(run.kernelRelease) }
    if let reason = run.reason { values["reason"] = VisibleText.of(reason) }
    if !run.parameters.isEmpty {
      values["parameters"] = run.parameters.sorted { $0.key < $1.key }
        .map { VisibleText.of("\($0.key)=\($0.value)") }.joined(separator: " ")
    }
    if run.transcripts.all > 0 { values["transcripts"] = transcripts }
    values["transcriptsMissed"] = run.transcripts.missed + run.transcripts.inconclusive > 0
    values["href"] = links.href(.run(run.id))
    if let previous = run.previous { values["compare"] = links.href(.compare(previous, run.id)) }
    if let excerpts, !excerpts.isEmpty {
      values["excerpts"] = excerpts.map { self.values($0, links) }
      values["hasExcerpts"] = true
    }
    return values
  }

  /// What stands before the status.
  private var sign: String {
    switch run.status {
    case .finished: "✓"
    case .crashed: "✗"
    case .blocked: "⊘"
    case .interrupted: "!"
    case .running: "…"
    }
  }

  /// `8/9` where not all met what was expected.
  private var steps: String {
    let done = run.status == .finished ? run.steps.all - run.steps.missed : run.steps.met
    return done == run.steps.all ? String(done) : "\(done)/\(run.steps.all)"
  }

  private var transcripts: String {
    let counts = run.transcripts
    let failed = counts.missed + counts.inconclusive
    return failed == 0 ? String(counts.all) : "\(counts.all - failed)/\(counts.all)"
  }

  /// How many claims have each answer, with its sign and its word.
  private var verdicts: [[String: Any]] {
    let counts: [(Int, String, String, String)] = [
      (run.verdicts.holds, "holds", "✓", "hold"),
      (run.verdicts.refuted, "refuted", "✗", "refuted"),
      (run.verdicts.inconclusive, "inconclusive", "?", "inconclusive"),
      (run.verdicts.notApplicable, "not-applicable", "–", "not applicable"),
    ]
    return counts.filter { $0.0 > 0 }.map { count, name, sign, word in
      ["count": count, "class": name, "sign": sign, "word": word]
    }
  }

  private func values(_ excerpt: StepExcerpt, _ links: Links) -> [String: Any] {
    var fragment = "step-\(excerpt.step)"
    var place = "step \(excerpt.step)"
    if let attempt = excerpt.attempt, let line = excerpt.line {
      fragment = "output-\(excerpt.step)-\(attempt)-\(line)"
      if attempt > 1 { place += ", attempt \(attempt)" }
      place += ", line \(line)"
    } else if !excerpt.pieces.isEmpty {
      place += ", command"
    }
    var values: [String: Any] = [
      "place": place,
      "pieces": excerpt.pieces.map { piece -> [String: Any] in
        ["text": VisibleText.of(bytes: piece.bytes), "isWord": piece.isWord]
      },
    ]
    values["href"] = links.href(PageAddress(.run(run.id), fragment: fragment))
    return values
  }
}
