import LabEvidence
import LabModel

/// Chooses from a run's story what explains a verdict: the rows that decided it, and some around each.
struct LadderSelection {
  private let words: ChangeWords
  private let deciding: Set<EvidenceReference>
  /// How many rows are shown before and after each deciding one.
  private let context: Int
  private var rows: [LadderRow] = []
  /// The last rows that were not shown.
  private var waiting: [LadderRow] = []
  private var after = 0
  private var gap = (packets: 0, others: 0)
  /// The start of the step that runs, unless it is shown.
  private var step: LadderRow?
  /// Fences that decided, which no story tells of.
  private var fences: ArraySlice<FenceRow>

  /// The rows of a diagram for a verdict that rests on `references`, in order of time.
  ///
  /// - Throws: what reading the packets throws.
  static func rows(
    of evidence: RunEvidence, deciding references: [EvidenceReference], context: Int
  ) throws -> [LadderRow] {
    guard !references.isEmpty else { return [] }
    var evidence = evidence
    // A line that came in pieces is one row, unless a verdict rests on a piece.
    if !references.contains(where: { $0.table == .output }) {
      evidence.outputs = OutputJoin.joined(evidence.outputs)
    }
    var selection = LadderSelection(evidence, Set(references), context)
    let ends = LinkEnds(evidence)
    var ahead: [LadderRow] = []
    try Story(evidence).forEach { entry in
      if let row = LadderRow(entry) { ahead.append(row) }
      if ahead.count > LinkEnds.reach { selection.take(next: ends.takeFirst(of: &ahead)) }
      return true
    }
    while !ahead.isEmpty { selection.take(next: ends.takeFirst(of: &ahead)) }
    selection.takeFences(before: Int64.max)
    selection.closeGap()
    return selection.rows
  }

  private init(
    _ evidence: RunEvidence, _ deciding: Set<EvidenceReference>, _ context: Int
  ) {
    words = ChangeWords(names: InterfaceNames(evidence))
    self.deciding = deciding
    self.context = context
    fences =
      evidence.fences.filter { deciding.contains(EvidenceReference(.fence, $0.number)) }
      .sorted { $0.time < $1.time }[...]
  }

  private mutating func takeFences(before time: Int64) {
    while let fence = fences.first, fence.time < time || time == Int64.max {
      fences.removeFirst()
      take(LadderRow(time: fence.time, body: .fence(fence)))
    }
  }

  private mutating func take(next row: LadderRow) {
    takeFences(before: row.time)
    take(row)
  }

  private mutating func take(_ row: LadderRow) {
    var row = row
    row.isDeciding = row.references.contains(where: deciding.contains)
    if row.isDeciding {
      for earlier in waiting { show(earlier) }
      waiting = []
      show(row)
      after = context
      return
    }
    guard isTelling(row) else { return }
    if after > 0 {
      after -= 1
      show(row)
      return
    }
    if case .stepStarted = row.body { step = row }
    waiting.append(row)
    if waiting.count > context { leaveOut(waiting.removeFirst()) }
  }

  /// Whether a row is worth showing for its neighbourhood alone.
  private func isTelling(_ row: LadderRow) -> Bool {
    switch row.body {
    case .change(.counter), .host(_, isGone: false): return false
    // The kernel talks much of what is nothing to a verdict.
    case .kernelLog(let row): return row.line.level <= 4
    case .change(let change): return !change.isInitial && words.sentence(change) != nil
    default: return true
    }
  }

  private mutating func leaveOut(_ row: LadderRow) {
    if case .packet = row.body { gap.packets += 1 } else { gap.others += 1 }
  }

  private mutating func show(_ row: LadderRow) {
    if gap.packets + gap.others > 0 {
      // What runs while the next rows come should be told, and is not left out then.
      var told: LadderRow?
      if let step, !waiting.contains(where: { $0.isSameStep(as: step) }), !row.isSameStep(as: step)
      {
        told = step
        gap.others -= 1
      }
      closeGap(at: row.time)
      if let told { rows.append(told) }
    }
    if case .stepStarted = row.body { step = nil }
    rows.append(row)
  }

  private mutating func closeGap(at time: Int64? = nil) {
    for row in waiting where time == nil { leaveOut(row) }
    if gap.packets + gap.others > 0 {
      rows.append(
        LadderRow(
          time: time ?? Int64.max, body: .gap(packets: gap.packets, others: gap.others)))
    }
    gap = (0, 0)
    step = nil
  }
}

extension LadderRow {
  /// Whether both are the start of one attempt.
  fileprivate func isSameStep(as other: LadderRow) -> Bool {
    guard case .stepStarted(_, let one) = body, case .stepStarted(_, let two) = other.body else {
      return false
    }
    return one.number == two.number
  }
}
