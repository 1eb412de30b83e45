import LabModel

extension ExaminedPacket {
  /// How much is read to find copies of a packet: 20,000 packets, 16 MiB, 100 ms.
  package static let usualLimits = ReadingLimits(
    packets: 20_000, bytes: 16 << 20, time: 100_000_000)
  /// How long before and after its step copies of a packet are looked for, in ns.
  private static let margin: Int64 = 1_000_000_000
  /// How many packets are searched on each side for the next one of the same flow.
  private static let flowReach = 20_000

  /// Examines the packet with `number` of the run with the number `run`; nil where there is none.
  ///
  /// Its path is looked for among the packets that came during its step and a second before and after,
  /// within `limits`.
  /// - Throws: `StoreFailure` of kind `unknownRun` where the store has no such run; else what reading
  ///   packets throws.
  package static func read(
    _ number: Int, ofRun run: Int, from store: Store, limits: ReadingLimits = usualLimits
  ) throws -> ExaminedPacket? {
    var evidence = try RunEvidence.packetContext(run: run, from: store, network: true)
    guard let packets = evidence.packets as? StoredPackets, let row = try packets.packet(number)
    else { return nil }
    let moment = moment(of: row, in: evidence)
    let window = try PacketWindow(
      around: row, in: times(around: row, moment, in: evidence), of: packets, limits: limits)
    evidence.packets = window
    let hosts = Dictionary(evidence.hosts.map { ($0.number, $0.name) }) { first, _ in first }
    let names = Dictionary(evidence.interfaces.map { ($0.number, $0.name) }) { first, _ in first }
    var origins = try SequenceOrigins(packets, of: [row])
    let origin = try origins.origin(of: row)
    let knowsVXLAN = evidence.links.contains { $0.change.new?.kind == "vxlan" }
    let (previous, next) = try packets.neighbours(of: row, within: flowReach)
    return ExaminedPacket(
      run: evidence.run, row: row, host: hosts[row.host] ?? "?",
      interface: names[row.interface] ?? "?",
      line: PacketSummary.line(for: row, relativeTo: origin),
      layers: PacketLayer.layers(of: row, relativeTo: origin, knowsVXLAN: knowsVXLAN),
      moment: moment, total: packets.count, flowPrevious: previous, flowNext: next,
      claims: try VerdictStore(store).claims(
        restingOn: EvidenceReference(.packet, number), of: run),
      path: try path(of: row, in: evidence, window), outline: evidence)
  }

  private static func path(
    of row: PacketRow, in evidence: RunEvidence, _ window: PacketWindow
  ) throws -> PacketPath {
    let paths = try PacketPaths(evidence: evidence)
    let journey =
      paths.journey(ofPacket: row.number).map { paths.journey($0) }
      ?? PacketJourney(hops: [], certainty: .certain)
    let numbers = window.rows.map(\.number)
    let times = window.rows.map(\.time)
    return PacketPath(
      journey: journey, ends: journey.ends(in: window, evidence),
      looked: (numbers.min() ?? row.number)...(numbers.max() ?? row.number), count: window.count,
      times: (times.min() ?? row.time)...(times.max() ?? row.time), isCut: window.isCut)
  }

  /// The step during which a packet came, or after which.
  private static func moment(of row: PacketRow, in evidence: RunEvidence) -> Moment? {
    var attempt = evidence.attempts.first { $0.packets?.contains(row.number) == true }
    let isDuring = attempt != nil
    attempt =
      attempt
      ?? evidence.attempts.filter { $0.start <= row.time }.max { $0.start < $1.start }
    guard let attempt, let step = evidence.steps.first(where: { $0.number == attempt.step }) else {
      return nil
    }
    return Moment(step: step, attempt: attempt.attempt, isAfter: !isDuring && attempt.end != nil)
  }

  /// The time of the packet's step with a margin on both sides.
  private static func times(
    around row: PacketRow, _ moment: Moment?, in evidence: RunEvidence
  ) -> ClosedRange<Int64> {
    let attempt = moment.flatMap { moment in
      evidence.attempts.first { $0.step == moment.step.number && $0.attempt == moment.attempt }
    }
    let isDuring = moment?.isAfter == false
    let start = isDuring ? min(attempt?.start ?? row.time, row.time) : row.time
    let end = isDuring ? max(attempt?.end ?? row.time, row.time) : row.time
    return start - margin...end + margin
  }
}
