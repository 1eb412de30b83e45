import LabClaims
import LabModel

/// Where packets may be missing from the record.
struct PacketGaps: Sendable {
  /// One gap: some time from `since` to `time`.
  struct Gap: Sendable {
    var since: Int64
    var time: Int64
    /// How many packets are missing; nil where nobody counted.
    var count: Int?
    var words: String
    var evidence: [EvidenceReference]
  }

  let rows: [Gap]

  /// The gaps that may lie in `windows`; `hosts` are those that the statement looks at, nil is all.
  init(run: JudgedRun, hosts: Set<Int>?, filter: PacketFilter?, windows: [Window]) {
    var gaps = run.losses(.capture, on: hosts).map { loss in
      let host = run.host(loss.host).map { " on \(Quoting.escaped($0.name))" } ?? ""
      let count = loss.count > 0 ? loss.count : nil
      return Gap(
        since: loss.since, time: loss.time, count: count,
        words: "the capture\(host) lost "
          + (count.map { Phrases.count($0, "packet") } ?? "an unknown number of packets"),
        evidence: [EvidenceReference(.loss, loss.number)])
    }
    for host in run.evidence.hosts
    where host.origin == .found && (hosts?.contains(host.number) ?? true) {
      gaps.append(
        Gap(
          since: run.boundaries.fence(before: host.from) ?? run.evidence.run.start,
          time: host.from, count: nil,
          words: "the namespace \(Quoting.escaped(host.name)) was found late",
          evidence: [EvidenceReference(.host, host.number)]))
    }
    // On a host that is recorded no packet can be missing for it.
    if hosts == nil { gaps += Self.unseenNamespaces(run) }
    if let reason = run.incompleteness {
      gaps.append(
        Gap(
          since: run.boundaries.lastFence ?? run.evidence.run.start, time: Int64.max, count: nil,
          words: reason, evidence: []))
    }
    if let narrow = run.evidence.run.captureFilter, !Self.takes(narrow, all: filter) {
      gaps.append(
        Gap(
          since: Int64.min, time: Int64.max, count: nil,
          words: "only packets matching `\(Quoting.escaped(narrow))` were captured",
          evidence: []))
    }
    rows = gaps.filter { gap in windows.contains { $0.mayOverlap(gap.since...gap.time) } }
  }

  var isEmpty: Bool { rows.isEmpty }

  /// How many packets are missing at most; nil where that is unknown.
  var count: Int? {
    rows.reduce(Int?(0)) { sum, gap in
      sum.flatMap { sum in gap.count.map { sum + $0 } }
    }
  }

  /// What is missing, as a clause.
  var words: String {
    let all = rows.map(\.words)
    return all.count <= 2
      ? all.joined(separator: " and ")
      : "\(all[0]), and \(all.count - 1) more gaps"
  }

  var evidence: [EvidenceReference] { rows.flatMap(\.evidence) }

  /// Steps that may have had a network namespace between two fences that nobody recorded.
  private static func unseenNamespaces(_ run: JudgedRun) -> [Gap] {
    run.steps.namespaceChanges.sorted { $0.key < $1.key }.compactMap { number, program in
      let attempts = run.attempts(of: number)
      guard let first = attempts.first, let last = attempts.last else { return nil }
      return Gap(
        since: first.start, time: last.end ?? Int64.max, count: nil,
        words: "step \(number) ran `\(program)`, and a network namespace that is gone before a"
          + " fence leaves no packets",
        evidence: [EvidenceReference(.attempt, last.number)])
    }
  }

  /// Whether a capture that is narrowed to `narrow` has every packet that `filter` takes.
  ///
  /// Nothing proves that in general; it is certain where the narrower filter changes nothing in the
  /// program that libpcap makes of both.
  private static func takes(_ narrow: String, all filter: PacketFilter?) -> Bool {
    guard let filter else { return false }
    if filter.text == narrow { return true }
    for type in LabClaims.LinkType.unknownInterface {
      guard let alone = try? CompiledPacketFilter(filter.text, linkType: type) else { continue }
      guard
        let both = try? CompiledPacketFilter(
          "(\(narrow)) and (\(filter.text))", linkType: type),
        both.instructions == alone.instructions
      else { return false }
    }
    return true
  }
}
