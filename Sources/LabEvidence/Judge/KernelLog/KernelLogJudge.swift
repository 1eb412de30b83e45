import LabClaims
import LabModel

/// Judges statements about the log of a machine's kernel.
struct KernelLogJudge {
  let run: JudgedRun
  let statement: KernelLogStatement

  /// - Throws: `PatternFailure` for an expression that the claim's check should have refused.
  func verdict(in scope: ResolvedScope) throws -> Verdict {
    let expectation: String
    let opposite: String
    switch statement {
    case .hasNoWarnings: (expectation, opposite) = ("none", "some")
    case .contains(let pattern, true):
      (expectation, opposite) = (TextWords.pattern(pattern), "no \(TextWords.pattern(pattern))")
    case .contains(let pattern, false):
      (expectation, opposite) = ("no \(TextWords.pattern(pattern))", TextWords.pattern(pattern))
    }
    let first = try finding(in: scope.windows, words: scope.words)
    guard case .until(let moment) = scope else {
      return first.verdict(expecting: expectation, context: scope.evidence)
    }
    var after = [
      try finding(in: [Window(start: moment.end, end: nil)], words: "after \(moment.endWords)")
    ]
    if moment.start != moment.end {
      after.append(
        try finding(
          in: [Window(start: moment.start, end: nil, includesEnds: true)],
          words: "after \(moment.startWords)"))
    }
    return Finding.until(
      before: first, after: after, expecting: expectation, opposite: opposite,
      context: scope.evidence)
  }

  private func finding(in windows: [Window], words: String) throws -> Finding {
    switch statement {
    case .hasNoWarnings:
      return WarningSearch(run: run, windows: windows, words: words).finding()
    case .contains(let pattern, let isThere):
      let finding = try search(pattern, in: windows, words: words)
      return isThere
        ? finding : Finding(finding.truth.opposite, finding.words, finding.evidence)
    }
  }

  private func search(
    _ pattern: TextPattern, in windows: [Window], words: String
  ) throws -> Finding {
    let matcher = try TextMatcher(pattern)
    var possible: [KernelLogRow] = []
    var certain: [KernelLogRow] = []
    for row in run.evidence.kernelLog
    where matcher.firstMatch(in: Array(row.line.text.utf8)) != nil {
      switch windows.membership({ $0.membership(of: run.instant(of: row)) }) {
      case .inside: certain.append(row)
      case .unclear: possible.append(row)
      case .outside: break
      }
    }
    let pattern = TextWords.pattern(pattern)
    if let row = certain.first {
      let more = certain.count > 1 ? " and in \(Phrases.count(certain.count - 1, "more line"))" : ""
      return Finding(
        .yes,
        Phrases.join(
          "the kernel's log has \(pattern) in \(Quoting.text(row.line.text))",
          run.clock.at(run.instant(of: row)) + more, words),
        certain.map { EvidenceReference(.kernelLog, $0.number) })
    }
    if let row = possible.first {
      return Finding(
        .unclear, "whether \(Quoting.text(row.line.text)) came \(words) is too close to tell",
        possible.map { EvidenceReference(.kernelLog, $0.number) })
    }
    let gap = KernelLogGaps(run: run, windows: windows)
    if let reason = gap.reason {
      return Finding(
        .unclear, Phrases.join("the kernel's log has no \(pattern)", words, "but \(reason)"),
        gap.evidence)
    }
    return Finding(.no, Phrases.join("the kernel's log has no \(pattern)", words))
  }
}

/// Why a kernel's log may lack what was said: the run broke off, or printk(9) dropped messages.
struct KernelLogGaps {
  let reason: String?
  let evidence: [EvidenceReference]

  init(run: JudgedRun, windows: [Window]) {
    let dropped = run.evidence.kernelLog.filter { row in
      KernelHealth.isDropped(row.line.text)
        && windows.contains { window in
          (window.start?.earliest ?? Int64.min) <= row.time
        }
    }
    if let row = dropped.first {
      reason = "messages of the kernel were dropped by \(run.clock.relative(row.time))"
      evidence = dropped.map { EvidenceReference(.kernelLog, $0.number) }
    } else {
      reason = windows.isOpenEnded ? run.incompleteness : nil
      evidence = []
    }
  }
}

extension JudgedRun {
  /// When a line of the kernel's log was said: a fence has all that was said before it.
  func instant(of row: KernelLogRow) -> Instant {
    guard row.time >= evidence.run.start else { return Instant(row.time) }
    return Instant(
      earliest: boundaries.earliest(of: evidence.run.start, foundAt: row.time), latest: row.time)
  }
}
