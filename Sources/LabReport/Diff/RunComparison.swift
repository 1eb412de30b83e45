package import LabEvidence
package import LabModel

/// Two runs side by side: what was said of them, and which evidence differs.
package struct RunComparison: Sendable {
  /// What differs in one step, or in the whole run.
  package struct Part: Sendable, Hashable {
    /// The step's number in the new run; 0 is before the first step, nil the whole run.
    package var step: Int?
    /// Its number in the old run.
    package var oldStep: Int?
    /// `step 3`, `serve`, `before the first step`, `the whole run`.
    package var name: String
    /// nil where it is no step.
    package var command: String?
    package var sections: [Section]
  }

  /// One kind of evidence that differs.
  package struct Section: Sendable, Hashable {
    package var title: String
    package var lines: [DifferenceLine]

    package init(title: String, lines: [DifferenceLine]) {
      self.title = title
      self.lines = lines
    }
  }

  package let old: RunRow
  package let new: RunRow
  package let relation: KernelRelation
  package let answers: AnswerComparison
  /// Only what differs.
  package let evidence: [Part]
  /// Steps that ran in both, by their numbers in the new run, whose packets or output were too much to be
  /// compared.
  package let uncomparedPackets: [Int]
  package let uncomparedOutput: [Int]
  /// What one run did not come to before it ended otherwise than by its end.
  package let unreached: UnreachedAnswers

  /// Compares two runs; of each, `mostPackets` packets at the most.
  ///
  /// Evidence is compared where there is some of both: before the first step where both sandboxes stood, in
  /// steps that ran in both, and over the whole run where both ran to their end.
  ///
  /// - Throws: what reading their packets throws.
  package init(_ old: ComparedRun, _ new: ComparedRun, mostPackets: Int = Int.max) throws {
    self.old = old.evidence.run
    self.new = new.evidence.run
    relation = KernelRelation(self.old, self.new)
    answers = AnswerComparison(old, new)
    unreached = UnreachedAnswers(old, new, answers)
    let pairs = answers.stepPairs
    let commands = Set((old.evidence.steps + new.evidence.steps).map(\.command)).sorted()
    let scopes = Dictionary(pairs.map { ($0.old, $0.new) }) { first, _ in first }
    let before = try EvidenceDigest(
      old.evidence, commands: commands, scopes: scopes, mostPackets: mostPackets)
    let after = try EvidenceDigest(new.evidence, commands: commands, mostPackets: mostPackets)
    let names = StepNames(new.evidence.steps)
    let rows = Dictionary(new.evidence.steps.map { ($0.number, $0) }) { first, _ in first }
    let ends = (StepEnds(old.evidence), StepEnds(new.evidence))
    // Only machines have a log of their own.
    let hasLogs = ![self.old.backend, self.new.backend].contains("namespaces")
    var parts: [Part] = []
    var (packets, output): ([Int], [Int]) = ([], [])
    for (oldStep, newStep) in [(0, 0)] + pairs {
      guard let endings = ends.0[oldStep], let newEndings = ends.1[newStep] else { continue }
      let hasAllPackets = endings <= before.packetsEnd && newEndings <= after.packetsEnd
      let hasOutput =
        !old.longOutputs.contains(oldStep) && !new.longOutputs.contains(newStep)
      if !hasAllPackets { packets.append(newStep) }
      if !hasOutput { output.append(newStep) }
      let sections = Self.sections(before.steps[oldStep] ?? [], after.steps[newStep] ?? [])
        .filter { section in
          if section.title == EvidenceDigest.kernelLog { return hasLogs }
          if section.title.hasPrefix(PacketDigest.title) { return hasAllPackets }
          return hasOutput || !OutputStream.allCases.contains { $0.name == section.title }
        }
      parts.append(
        Part(
          step: newStep, oldStep: oldStep,
          name: newStep == 0 ? "before the first step" : names[newStep],
          command: rows[newStep]?.command, sections: sections))
    }
    if self.old.status == .finished, self.new.status == .finished {
      parts.append(
        Part(
          step: nil, oldStep: nil, name: "the whole run", command: nil,
          sections: Self.sections(before.run, after.run)))
    }
    evidence = parts.filter { !$0.sections.isEmpty }
    (uncomparedPackets, uncomparedOutput) = (packets, output)
  }

  /// Whether nothing differs: neither what was said nor the evidence.
  package var isEmpty: Bool { answers.changed.isEmpty && evidence.isEmpty && isSameEnding }

  /// Whether both runs ended in one way.
  package var isSameEnding: Bool { old.status == new.status }

  private static func sections(
    _ old: [EvidenceSection], _ new: [EvidenceSection]
  ) -> [Section] {
    let before = Dictionary(old.map { ($0.title, $0) }) { first, _ in first }
    let after = Dictionary(new.map { ($0.title, $0) }) { first, _ in first }
    var titles = new.map(\.title)
    for title in old.map(\.title) where !titles.contains(title) { titles.append(title) }
    return titles.compactMap { title in
      let isOrdered = (before[title] ?? after[title])?.isOrdered ?? true
      let none = EvidenceSection(title, [], isOrdered: isOrdered)
      let lines = (before[title] ?? none).edits(to: after[title] ?? none).map { edit in
        switch edit {
        case .same(let line): DifferenceLine(.same, VisibleText.of(line))
        case .removed(let line): DifferenceLine(.missing, VisibleText.of(line))
        case .added(let line): DifferenceLine(.extra, VisibleText.of(line))
        }
      }
      return lines.isEmpty ? nil : Section(title: title, lines: lines)
    }
  }

  /// When the evidence of a step was complete; nil for one that did not run.
  private struct StepEnds {
    private var ends: [Int: Int64] = [:]

    init(_ evidence: RunEvidence) {
      // 0 is before the first step: there is something of it where a sandbox stood.
      if !evidence.hosts.isEmpty {
        ends[0] = evidence.attempts.map(\.start).min() ?? evidence.run.start
      }
      for attempt in evidence.attempts { ends[attempt.step] = attempt.end ?? attempt.start }
    }

    subscript(step: Int) -> Int64? { ends[step] }
  }
}
