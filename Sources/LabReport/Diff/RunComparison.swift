package import LabEvidence
package import LabModel

/// Two runs side by side: what was said of them, and which evidence differs.
package struct RunComparison: Sendable {
  /// What differs in one step, or in the whole run.
  package struct Part: Sendable, Hashable {
    /// The step's number in the new run; 0 is before the first step, nil the whole run.
    package var step: Int?
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

  /// Compares two runs.
  ///
  /// - Throws: what reading their packets throws.
  package init(_ old: ComparedRun, _ new: ComparedRun) throws {
    self.old = old.evidence.run
    self.new = new.evidence.run
    relation = KernelRelation(self.old, self.new)
    answers = AnswerComparison(old, new)
    let pairs = answers.stepPairs
    let commands = Set((old.evidence.steps + new.evidence.steps).map(\.command)).sorted()
    let scopes = Dictionary(pairs.map { ($0.old, $0.new) }) { first, _ in first }
    let before = try EvidenceDigest(old.evidence, commands: commands, scopes: scopes)
    let after = try EvidenceDigest(new.evidence, commands: commands)
    let names = StepNames(new.evidence.steps)
    let rows = Dictionary(new.evidence.steps.map { ($0.number, $0) }) { first, _ in first }
    // Only machines have a log of their own.
    let hasLogs = ![self.old.backend, self.new.backend].contains("namespaces")
    var parts: [Part] = []
    for (old, new) in [(0, 0)] + pairs {
      parts.append(
        Part(
          step: new, name: new == 0 ? "before the first step" : names[new],
          command: rows[new]?.command,
          sections: Self.sections(before.steps[old] ?? [], after.steps[new] ?? [])
            .filter { hasLogs || $0.title != EvidenceDigest.kernelLog }))
    }
    parts.append(
      Part(
        step: nil, name: "the whole run", command: nil,
        sections: Self.sections(before.run, after.run)))
    evidence = parts.filter { !$0.sections.isEmpty }
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
}
