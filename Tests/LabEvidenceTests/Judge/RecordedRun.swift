import LabClaims
import LabEvidence
import LabModel

/// Builds the evidence of a run, in ms since its start, and asks the judge about it.
///
/// It begins with `lab`, whose `lo` is down, and a fence at 0.
final class RecordedRun {
  var evidence: RunEvidence
  private var packets: [PacketRow] = []
  private var hostNumbers: [String: Int] = ["lab": 1]

  static let start: Int64 = 1_000_000_000_000

  /// A time of the run, from ms since its start.
  static func time(_ milliseconds: Double) -> Int64 {
    start + Int64(milliseconds * 1_000_000)
  }

  init(status: RunRow.Status = .finished, backend: String = "namespaces") {
    let run = RunRow(
      number: 1, id: "0190b6f0-0000-7000-8000-000000000000", path: "lo.md", title: "lo",
      backend: backend, kernelRelease: "6.18.44+deb12-amd64", kernelOptions: ["NET_SCH_NETEM"],
      parameters: ["mtu": "1500"], status: status,
      reason: status == .finished ? nil : "killed by SIGINT", start: Self.start,
      end: status == .running ? nil : Self.time(10_000), startWall: 1_700_000_000_000_000_000)
    evidence = RunEvidence(run: run, packets: StoredPackets(rows: []))
    evidence.hosts = [HostRow(number: 1, name: "lab", origin: .planned, from: Self.time(0))]
    evidence.interfaces = [
      InterfaceRow(
        number: 1, host: 1, index: 1, name: "lo", hardwareType: 772, from: Self.time(0))
    ]
    evidence.links = [
      ChangeRow(
        number: 1, time: Self.time(0),
        change: ObjectChange(
          host: 1, earliest: Self.time(0), old: nil, new: Self.lo, isInitial: true))
    ]
    evidence.fences = [FenceRow(number: 1, step: 0, attempt: 0, time: Self.time(0))]
  }

  static let lo = Link(index: 1, name: "lo", hardwareType: 772, hasCarrier: true, mtu: 65536)

  // MARK: - Steps

  /// A step that runs from `at` for `took`, and settles for 5 ms; its fence ends it.
  @discardableResult
  func step(
    _ command: String, id: String? = nil, inBlock: Int? = nil, index: Int = 1,
    on host: String = "lab",
    at: Double, took: Double = 10, exits status: Int32 = 0, prints output: String? = nil,
    ending: StepEnd.Ending = .exited, settled: StepEnd.Settled = .idle
  ) -> Self {
    let number = evidence.steps.count + 1
    evidence.steps.append(
      StepRow(
        number: number, block: inBlock ?? number, blockID: id, indexInBlock: index, host: host,
        command: command))
    return attempt(
      of: number, at: at, took: took, exits: status, prints: output, ending: ending,
      settled: settled)
  }

  /// One more attempt of a step, the last one unless it is named.
  @discardableResult
  func attempt(
    of step: Int? = nil, at: Double, took: Double = 10, exits status: Int32 = 0,
    prints output: String? = nil, ending: StepEnd.Ending = .exited,
    settled: StepEnd.Settled = .idle
  ) -> Self {
    let step = step ?? evidence.steps.count
    let count = evidence.attempts.count { $0.step == step } + 1
    let end = at + took + 5
    evidence.attempts.append(
      AttemptRow(
        number: evidence.attempts.count + 1, step: step, attempt: count, start: Self.time(at),
        exit: Self.time(at + took), end: Self.time(end), ending: ending, status: status,
        settled: settled))
    if let output { self.output(output, at: at + took / 2, step: step, attempt: count) }
    return fence(at: end, step: step, attempt: count)
  }

  /// A step that began and did not end.
  @discardableResult
  func unfinishedStep(_ command: String, id: String? = nil, at: Double) -> Self {
    let number = evidence.steps.count + 1
    evidence.steps.append(
      StepRow(
        number: number, block: number, blockID: id, indexInBlock: 1, host: "lab",
        command: command))
    evidence.attempts.append(
      AttemptRow(number: evidence.attempts.count + 1, step: number, start: Self.time(at)))
    return self
  }

  /// A step that did not run.
  @discardableResult
  func skippedStep(
    _ command: String, id: String? = nil, reason: String?, isPassedOver: Bool = false
  ) -> Self {
    let number = evidence.steps.count + 1
    evidence.steps.append(
      StepRow(
        number: number, block: number, blockID: id, indexInBlock: 1, host: "lab",
        command: command, skipped: reason, isPassedOver: isPassedOver))
    return self
  }

  /// Output of a step, the last one unless it is named.
  @discardableResult
  func output(
    _ text: String, at: Double, step: Int? = nil, attempt: Int = 1,
    on stream: OutputStream = .stdout
  ) -> Self {
    evidence.outputs.append(
      OutputRow(
        number: evidence.outputs.count + 1, step: step ?? evidence.steps.count, attempt: attempt,
        stream: stream, time: Self.time(at), bytes: Array(text.utf8)))
    return self
  }

  @discardableResult
  func outputCut(_ bytes: Int, at: Double, step: Int? = nil) -> Self {
    evidence.outputCuts.append(
      OutputCutRow(
        step: step ?? evidence.steps.count, attempt: 1, stream: .stdout, time: Self.time(at),
        bytes: bytes))
    return self
  }

  @discardableResult
  func fence(at: Double, step: Int = 0, attempt: Int = 0) -> Self {
    evidence.fences.append(
      FenceRow(
        number: evidence.fences.count + 1, step: step, attempt: attempt, time: Self.time(at)))
    return self
  }

  // MARK: - Hosts and changes

  @discardableResult
  func host(
    _ name: String, origin: HostRecord.Origin = .planned, from: Double = 0, to: Double? = nil
  ) -> Self {
    let number = evidence.hosts.count + 1
    hostNumbers[name] = number
    evidence.hosts.append(
      HostRow(
        number: number, name: name, origin: origin, from: Self.time(from),
        to: to.map(Self.time)))
    return self
  }

  private func number(_ host: String) -> Int { hostNumbers[host] ?? 0 }

  /// A change of an interface, read at `at`, after the socket was last empty at `since` (nil: at the
  /// fence before).
  @discardableResult
  func link(
    _ old: Link?, _ new: Link?, on host: String = "lab", since: Double? = nil, at: Double,
    isInitial: Bool = false
  ) -> Self {
    if let new, new.name != old?.name { interface(new, on: host, at: at) }
    if let old, old.name != new?.name {
      for index in evidence.interfaces.indices
      where evidence.interfaces[index].name == old.name
        && evidence.interfaces[index].host == number(host) && evidence.interfaces[index].to == nil
      {
        evidence.interfaces[index].to = Self.time(at)
      }
    }
    evidence.links.append(
      change(evidence.links.count, old, new, host, since, at, isInitial: isInitial))
    return self
  }

  private func interface(_ link: Link, on host: String, at: Double) {
    evidence.interfaces.append(
      InterfaceRow(
        number: evidence.interfaces.count + 1, host: number(host), index: link.index,
        name: link.name, hardwareType: link.hardwareType, from: Self.time(at)))
  }

  private func change<Object>(
    _ count: Int, _ old: Object?, _ new: Object?, _ host: String, _ since: Double?, _ at: Double,
    isInitial: Bool = false
  ) -> ChangeRow<Object> {
    let fence = evidence.fences.last { $0.time <= Self.time(at) }?.time ?? Self.start
    return ChangeRow(
      number: count + 1, time: Self.time(at),
      change: ObjectChange(
        host: number(host), earliest: since.map(Self.time) ?? fence, old: old, new: new,
        isInitial: isInitial))
  }

  /// `lo` of `host` comes up.
  @discardableResult
  func loUp(on host: String = "lab", since: Double? = nil, at: Double) -> Self {
    link(Self.lo, Self.lo.with(up: true), on: host, since: since, at: at)
  }

  @discardableResult
  func address(
    _ old: Address? = nil, _ new: Address?, on host: String = "lab", since: Double? = nil,
    at: Double
  ) -> Self {
    evidence.addresses.append(change(evidence.addresses.count, old, new, host, since, at))
    return self
  }

  @discardableResult
  func route(
    _ old: Route? = nil, _ new: Route?, on host: String = "lab", since: Double? = nil, at: Double
  ) -> Self {
    evidence.routes.append(change(evidence.routes.count, old, new, host, since, at))
    return self
  }

  @discardableResult
  func neighbour(
    _ old: Neighbour? = nil, _ new: Neighbour?, on host: String = "lab", since: Double? = nil,
    at: Double
  ) -> Self {
    evidence.neighbours.append(change(evidence.neighbours.count, old, new, host, since, at))
    return self
  }

  /// A socket that the last fence showed.
  @discardableResult
  func socket(_ old: Socket? = nil, _ new: Socket?, on host: String = "lab") -> Self {
    guard let fence = evidence.fences.last else { return self }
    evidence.sockets.append(
      SocketRow(
        number: evidence.sockets.count + 1, fence: fence.number, time: fence.time,
        change: SocketChange(host: number(host), old: old, new: new)))
    return self
  }

  /// A counter that the last fence showed.
  @discardableResult
  func counter(
    _ name: String, from old: UInt64, to new: UInt64, on host: String = "lab", interface: Int32 = 0
  ) -> Self {
    guard let fence = evidence.fences.last else { return self }
    evidence.counters.append(
      CounterRow(
        number: evidence.counters.count + 1, fence: fence.number, time: fence.time,
        change: CounterChange(
          host: number(host), interface: interface, name: name, old: old, new: new)))
    return self
  }

  // MARK: - Packets and loss

  @discardableResult
  func packet(
    _ frame: [UInt8], on interface: String = "lo", of host: String = "lab", at: Double,
    _ direction: Packet.Direction = .toHost, clockError: Int64 = 0
  ) -> Self {
    let row = evidence.interfaces.last {
      $0.name == interface && $0.host == number(host) && $0.from <= Self.time(at)
    }
    packets.append(
      PacketRow(
        number: packets.count + 1, host: number(host), interface: row?.number ?? 0,
        direction: direction, hardwareType: row?.hardwareType ?? 1, time: Self.time(at),
        wall: Self.time(at), length: frame.count, bytes: frame, clockError: clockError))
    evidence.packets = StoredPackets(rows: packets)
    return self
  }

  @discardableResult
  func loss(
    _ count: Int, of source: Loss.Source = .capture, on host: String = "lab", from since: Double,
    to time: Double
  ) -> Self {
    evidence.losses.append(
      LossRow(
        number: evidence.losses.count + 1, host: number(host), source: source, count: count,
        since: Self.time(since), time: Self.time(time)))
    return self
  }

  // MARK: - The kernel of a machine

  /// Lines of the kernel's log, a µs apart.
  @discardableResult
  func kernelLog(_ lines: [String], at: Double, level: UInt8 = 4) -> Self {
    let first = evidence.kernelLog.count + 1
    for var row in KernelLogText.rows(lines, from: first, at: Self.time(at)) {
      row.line.level = level
      evidence.kernelLog.append(row)
    }
    return self
  }

  @discardableResult
  func taint(_ value: UInt64, at: Double) -> Self {
    evidence.taints.append(
      TaintRow(number: evidence.taints.count + 1, time: Self.time(at), value: value))
    return self
  }

  // MARK: - Asking

  /// The verdict on a claim as it would stand in a notebook.
  func verdict(_ text: String, fence conditions: [Condition] = []) throws -> Verdict {
    let position = SourcePosition(line: 1, column: 1)
    let parsed = ClaimParser.claim(SourceText(text, position: position))
    guard let claim = parsed.value else { throw UnreadableText(diagnostics: parsed.diagnostics) }
    var planned = PlannedClaim(number: 1, claim: claim, text: text, position: position)
    planned.conditions = conditions
    return try Judge(evidence: evidence).verdict(on: planned)
  }

  func answer(_ text: String) throws -> Verdict.Answer { try verdict(text).answer }

  /// The answer and its reason as a report shows them.
  func sentence(_ text: String) throws -> String {
    let verdict = try verdict(text)
    return "\(verdict.answer.rawValue): \(verdict.reason)"
  }

  /// Whether a block that waits for the moment could end.
  func hasCome(_ text: String) throws -> Bool {
    let parsed = ClaimParser.moment(
      SourceText(text, position: SourcePosition(line: 1, column: 1)))
    guard let moment = parsed.value else { throw UnreadableText(diagnostics: parsed.diagnostics) }
    return try Judge(evidence: evidence).hasCome(moment)
  }
}

/// A test's claim that does not parse.
struct UnreadableText: Error {
  var diagnostics: [Diagnostic]
}

/// Packets in memory.
struct StoredPackets: PacketSource {
  var rows: [PacketRow]

  var count: Int { rows.count }

  func forEach(in times: ClosedRange<Int64>, _ body: (PacketRow) throws -> Bool) throws {
    for row in rows.sorted(by: { ($0.time, $0.number) < ($1.time, $1.number) })
    where times.contains(row.time) {
      guard try body(row) else { return }
    }
  }
}

extension Link {
  func with(up: Bool) -> Link {
    var link = self
    link.flags = up ? flags | 1 : flags & ~1
    return link
  }

  func named(_ name: String) -> Link {
    var link = self
    link.name = name
    return link
  }
}
