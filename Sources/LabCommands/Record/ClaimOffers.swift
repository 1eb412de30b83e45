import LabClaims
import LabEvidence
import LabModel
import LabNotebook
import LabReport
import LabRun

/// Claims and packet transcripts that a recording may offer: candidates from what was seen; only those
/// are kept that hold in every run.
struct ClaimOffers {
  /// More are no offer but a list.
  private static let most = 12
  /// More packets are nothing to read.
  private static let mostPackets = 20

  let store: Store
  /// The numbers of the runs.
  let runs: [Int]

  /// The claims that hold, in the order of their candidates.
  ///
  /// - Throws: what reading evidence and judging throws.
  func claims(for notebook: RecordedNotebook) throws -> [String] {
    guard let plan = notebook.plan, let first = runs.first else { return [] }
    let candidates = try candidates(plan, RunEvidence.load(run: first, from: store))
    var kept: [String] = []
    for candidate in candidates where kept.count < Self.most {
      var offered = notebook
      offered.complete(prose: [], claims: [candidate])
      guard let claim = offered.plan?.claims.first,
        !offered.diagnostics.contains(where: { $0.severity == .error })
      else { continue }
      let holds = try runs.allSatisfy { run in
        try Judge(evidence: RunEvidence.load(run: run, from: store)).verdict(on: claim).answer
          == .holds
      }
      if holds { kept.append(candidate) }
    }
    return kept
  }

  /// What went over each interface, for the notebook's prose; empty where no packet did.
  ///
  /// - Throws: what reading evidence throws.
  func packets() throws -> [String] {
    guard let first = runs.first else { return [] }
    let evidence = try RunEvidence.load(run: first, from: store)
    return try counts(evidence).map { "\(Count.of($0.count, "packet")) on `\($0.place)`" }
  }

  /// `notebook` with a packet transcript for each step and interface of lab whose packets were the same
  /// in every run, but for what every run has anew.
  ///
  /// - Throws: what reading evidence and judging throws.
  func showingPackets(_ notebook: RecordedNotebook) throws -> RecordedNotebook {
    let evidence = try runs.map { try RunEvidence.load(run: $0, from: store) }
    guard let plan = notebook.plan, let first = evidence.first else { return notebook }
    let judges = evidence.map { Judge(evidence: $0) }
    let interfaces = try counts(first).map(\.place).filter { !$0.contains(":") }
    var shown = notebook
    for step in plan.steps {
      for interface in interfaces {
        // Reports and solicitations that the kernel sends when a random delay is over (RFC 4861,
        // RFC 9777) come in one run and not in the next; on lo it sends none.
        let filter = interface == "lo" ? nil : "not dst net ff02::/16"
        guard
          var offered = shown.showingPackets(
            on: interface, during: subject(step, of: plan), filter: filter),
          let empty = offered.plan?.packetTranscripts.last,
          let packets = try judges.first?.outcome(of: empty).seen,
          (1...Self.mostPackets).contains(packets.count)
        else { continue }
        offered.fillLastTranscript(with: packets)
        guard let transcript = offered.plan?.packetTranscripts.last else { continue }
        if try judges.allSatisfy({ try $0.outcome(of: transcript).answer == .met }) {
          shown = offered
        }
      }
    }
    return shown
  }

  /// What a claim calls a step.
  private func subject(_ step: Step, of plan: Plan) -> String {
    let name = RecordedNotebook.blockID
    return plan.steps.count == 1 ? name : "\(name).\(step.indexInBlock)"
  }

  private func counts(_ evidence: RunEvidence) throws -> [(place: String, count: Int)] {
    var counts: [Int: Int] = [:]
    try evidence.packets.forEach(in: Int64.min...Int64.max) { packet in
      // A packet on `lo` counts once, as it does in claims.
      if packet.hardwareType != 772 || !packet.direction.isLeaving {
        counts[packet.interface, default: 0] += 1
      }
      return true
    }
    return evidence.interfaces.compactMap { interface in
      guard let count = counts[interface.number],
        let host = evidence.hosts.first(where: { $0.number == interface.host })
      else { return nil }
      let place = host.name == HostPlan.lab ? interface.name : "\(host.name):\(interface.name)"
      return (place, count)
    }
  }

  private func candidates(_ plan: Plan, _ evidence: RunEvidence) throws -> [String] {
    var candidates: [String] = []
    let places = try counts(evidence).map(\.place)
    let own = evidence.interfaces.filter { interface in
      evidence.hosts.contains { $0.number == interface.host && $0.name == HostPlan.lab }
    }.map(\.name)
    let programs = StepIndex(plan.selectableSteps).programNames.sorted()
    for interface in own {
      for program in programs { candidates.append("\(program) fails until \(interface) is up") }
      candidates.append("no packets until \(interface) is up")
    }
    if places.isEmpty { candidates.append("no packets") }
    for place in places {
      for filter in ["arp", "icmp", "icmp6", "tcp", "udp"] {
        candidates.append("some packets matching `\(filter)` on \(place)")
      }
    }
    for step in plan.steps {
      guard let attempt = evidence.attempts.last(where: { $0.step == step.number }),
        let status = attempt.status, status != 0
      else { continue }
      candidates.append("\(subject(step, of: plan)) exits \(status)")
    }
    for interface in own { candidates.append("\(interface) is up") }
    return candidates
  }
}
