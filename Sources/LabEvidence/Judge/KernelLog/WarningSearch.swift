import LabModel

/// Looks for warnings of a machine's kernel: reports in its log, and taint that none of them explains.
struct WarningSearch {
  let run: JudgedRun
  let windows: [Window]
  /// The scope's words; empty for the whole run.
  let words: String

  /// Whether there are none.
  func finding() -> Finding {
    let health = KernelHealth(run.evidence)
    let counted = health.counted
    var inside: [KernelHealth.PlacedTrouble] = []
    var unclear: [KernelHealth.PlacedTrouble] = []
    for trouble in counted {
      switch membership(trouble) {
      case .inside: inside.append(trouble)
      case .unclear: unclear.append(trouble)
      case .outside: break
      }
    }
    // An emulator that gets no time makes a sound kernel complain of delays.
    let isReal = run.evidence.machine.map { $0.accelerator == .kvm } ?? false
    let sure = inside.filter { isReal || !$0.trouble.kind.isDelay }
    if !sure.isEmpty {
      return Finding(.no, Phrases.join(Self.words(sure), words), Self.rows(sure + inside))
    }
    if let taint = health.taintChanges.first(where: { $0.isUnexplained && isWithin($0) }) {
      let bits = TaintBits.words(taint.added & TaintBits.illness)
      return Finding(
        .no,
        "the kernel is tainted (\(bits)) \(Self.when(taint, run)), though its log does not say why",
        [EvidenceReference(.taint, taint.number)])
    }
    if !inside.isEmpty {
      return Finding(
        .unclear,
        Phrases.join(Self.words(inside), words)
          + ", but an emulator that was given no time makes a sound kernel say so, too",
        Self.rows(inside))
    }
    if let trouble = unclear.first {
      return Finding(
        .unclear,
        "whether \(Quoting.escaped(trouble.trouble.title)) came \(words) is too close to tell",
        Self.rows(unclear))
    }
    let gap = KernelLogGaps(run: run, windows: windows)
    if let reason = gap.reason {
      return Finding(
        .unclear, Phrases.join("the kernel's log has no warning", words) + ", but \(reason)",
        gap.evidence)
    }
    let ignored = health.troubles.filter { $0.ignored != nil && membership($0) != .outside }
    let except =
      ignored.isEmpty ? "" : " (\(ignored.count) \(ignored.count == 1 ? "is" : "are") ignored)"
    return Finding(
      .yes, Phrases.join("the kernel's log has no warning", words) + except, Self.rows(ignored))
  }

  private func membership(_ placed: KernelHealth.PlacedTrouble) -> Membership {
    let row = KernelLogRow(
      number: placed.trouble.line, time: placed.trouble.time,
      line: KernelLogLine(source: .record, stamp: 0, level: 0, text: ""))
    return windows.membership { $0.membership(of: run.instant(of: row)) }
  }

  private func isWithin(_ change: KernelHealth.TaintChange) -> Bool {
    let instant =
      change.old == nil
      ? Instant(change.time)
      : Instant(
        earliest: run.boundaries.earliest(of: run.evidence.run.start, foundAt: change.time),
        latest: change.time)
    return windows.membership { $0.membership(of: instant) } == .inside
  }

  /// `WARNING in foo (1a2b3c4d5e6f) in step 3, and 2 more`.
  private static func words(_ troubles: [KernelHealth.PlacedTrouble]) -> String {
    guard let first = troubles.first else { return "" }
    let place =
      first.step.map { " in step \($0)" } ?? (first.isFromBoot ? " while the kernel booted" : "")
    let more = troubles.count > 1 ? ", and \(troubles.count - 1) more" : ""
    return
      "the kernel reports \(Quoting.escaped(first.trouble.title)) (\(first.trouble.fingerprint))"
      + place + more
  }

  private static func when(_ taint: KernelHealth.TaintChange, _ run: JudgedRun) -> String {
    if taint.old == nil { return "from the start" }
    return taint.step.map { "since step \($0)" } ?? "since \(run.clock.relative(taint.time))"
  }

  private static func rows(_ troubles: [KernelHealth.PlacedTrouble]) -> [EvidenceReference] {
    troubles.map { EvidenceReference(.kernelLog, $0.trouble.line) }
  }
}
