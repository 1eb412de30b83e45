package import LabEvidence
package import LabModel

/// One thing that happened in a run, at its place on the run's clock.
package struct StoryEntry: Sendable {
  /// What happened.
  package enum Body: Sendable {
    case hostAdded(HostRow)
    case hostRemoved(HostRow)
    case stepStarted(StepRow, AttemptRow)
    case output(OutputRow)
    case outputCut(OutputCutRow)
    case stepEnded(StepRow, AttemptRow)
    case change(StoryChange)
    case packet(PacketRow)
    case loss(LossRow)
    case kernelLog(KernelLogRow)
    /// Taint bits of the kernel, and those before; nil for those from the start.
    case taint(TaintRow, old: UInt64?)
    /// The machine was lost: always the last.
    case crash(MachineCrash)
  }

  /// CLOCK_MONOTONIC in ns.
  package var time: Int64
  package var body: Body

  package init(time: Int64, body: Body) {
    self.time = time
    self.body = body
  }
}

/// A recorded change of a link, address, route, neighbour, rule, socket or counter.
package enum StoryChange: Sendable {
  case link(ChangeRow<Link>)
  case address(ChangeRow<Address>)
  case route(ChangeRow<Route>)
  case neighbour(ChangeRow<Neighbour>)
  case rule(ChangeRow<Rule>)
  case socket(SocketRow)
  case counter(CounterRow)

  /// The host that it happened on.
  package var host: Int {
    switch self {
    case .link(let row): row.change.host
    case .address(let row): row.change.host
    case .route(let row): row.change.host
    case .neighbour(let row): row.change.host
    case .rule(let row): row.change.host
    case .socket(let row): row.change.host
    case .counter(let row): row.change.host
    }
  }

  /// True for what was there when the host's recording began.
  package var isInitial: Bool {
    switch self {
    case .link(let row): row.change.isInitial
    case .address(let row): row.change.isInitial
    case .route(let row): row.change.isInitial
    case .neighbour(let row): row.change.isInitial
    case .rule(let row): row.change.isInitial
    case .socket, .counter: false
    }
  }
}
