import LabEvidence
import LabModel

/// A row of a ladder diagram: something that happened, or a gap.
struct LadderRow: Sendable {
  /// What it is.
  enum Body: Sendable {
    /// A packet at one place, or, where `peer` is known, from one end of a link to the other.
    case packet(PacketRow, peer: PacketRow?)
    case change(StoryChange)
    case stepStarted(StepRow, AttemptRow)
    case stepEnded(StepRow, AttemptRow)
    case output(OutputRow)
    case outputCut(OutputCutRow)
    case host(HostRow, isGone: Bool)
    case loss(LossRow)
    case fence(FenceRow)
    case kernelLog(KernelLogRow)
    case taint(TaintRow, old: UInt64?)
    case crash(MachineCrash)
    /// What is left out here.
    case gap(packets: Int, others: Int)
  }

  /// CLOCK_MONOTONIC in ns.
  var time: Int64
  var body: Body
  /// Whether the verdict rests on it.
  var isDeciding = false

  /// The row of the store that a verdict would refer to.
  var reference: EvidenceReference? {
    switch body {
    case .packet(let row, _): EvidenceReference(.packet, row.number)
    case .change(let change): change.reference
    case .stepStarted(_, let attempt), .stepEnded(_, let attempt):
      EvidenceReference(.attempt, attempt.number)
    case .output(let row): EvidenceReference(.output, row.number)
    case .host(let row, _): EvidenceReference(.host, row.number)
    case .loss(let row): EvidenceReference(.loss, row.number)
    case .fence(let row): EvidenceReference(.fence, row.number)
    case .kernelLog(let row): EvidenceReference(.kernelLog, row.number)
    case .taint(let row, _): EvidenceReference(.taint, row.number)
    case .outputCut, .gap, .crash: nil
    }
  }

  /// The same, and that of the packet's other end.
  var references: [EvidenceReference] {
    guard case .packet(_, let peer?) = body else { return [reference].compactMap { $0 } }
    return [reference, EvidenceReference(.packet, peer.number)].compactMap { $0 }
  }
}

extension LadderRow {
  /// What a story tells, as a row; nil for what a diagram has no use for.
  init?(_ entry: StoryEntry) {
    let body: Body
    switch entry.body {
    case .hostAdded(let row): body = .host(row, isGone: false)
    case .hostRemoved(let row): body = .host(row, isGone: true)
    case .stepStarted(let step, let attempt): body = .stepStarted(step, attempt)
    case .stepEnded(let step, let attempt): body = .stepEnded(step, attempt)
    case .output(let row): body = .output(row)
    case .outputCut(let row): body = .outputCut(row)
    case .change(let change): body = .change(change)
    case .packet(let row): body = .packet(row, peer: nil)
    case .loss(let row): body = .loss(row)
    case .kernelLog(let row): body = .kernelLog(row)
    case .taint(let row, let old): body = .taint(row, old: old)
    case .crash(let crash): body = .crash(crash)
    }
    self.init(time: entry.time, body: body)
  }
}

extension StoryChange {
  /// The row of the store; nil for a rule, which no verdict refers to.
  var reference: EvidenceReference? {
    switch self {
    case .link(let row): EvidenceReference(.link, row.number)
    case .address(let row): EvidenceReference(.address, row.number)
    case .route(let row): EvidenceReference(.route, row.number)
    case .neighbour(let row): EvidenceReference(.neighbour, row.number)
    case .socket(let row): EvidenceReference(.socket, row.number)
    case .counter(let row): EvidenceReference(.counter, row.number)
    case .rule: nil
    }
  }

  /// Since when it can have happened, CLOCK_MONOTONIC in ns; nil where a fence found it.
  var earliest: Int64? {
    switch self {
    case .link(let row): row.change.earliest
    case .address(let row): row.change.earliest
    case .route(let row): row.change.earliest
    case .neighbour(let row): row.change.earliest
    case .rule(let row): row.change.earliest
    case .socket, .counter: nil
    }
  }

  /// Index of the interface that it is about; nil where it is about the host.
  var interface: Int32? {
    switch self {
    case .link(let row): (row.change.new ?? row.change.old)?.index
    case .address(let row): (row.change.new ?? row.change.old)?.interface
    case .neighbour(let row): (row.change.new ?? row.change.old)?.interface
    case .route(let row): (row.change.new ?? row.change.old)?.nexthops.first?.interface
    case .counter(let row): row.change.interface == 0 ? nil : row.change.interface
    case .rule, .socket: nil
    }
  }
}
