import LabEvidence
import LabModel

/// A run's evidence in the form in which runs are compared.
///
/// What every run has anew is named by `NormalForm`; what hangs on timing is put so that it does not
/// (`PacketDigest`, `NetworkDigest`).
struct EvidenceDigest {
  /// By the step's number; 0 is before the first step.
  private(set) var steps: [Int: [EvidenceSection]] = [:]
  /// What is compared over the whole run.
  private(set) var run: [EvidenceSection] = []
  /// Until when packets were read, where there are more than were asked for.
  private(set) var packetsEnd: Int64

  /// - Parameters:
  ///   - evidence: the run's.
  ///   - commands: commands of both runs; what stands in them is no name of this run alone.
  ///   - scopes: the other run's numbers of the steps.
  ///   - mostPackets: how many packets are read at most.
  /// - Throws: what reading the packets throws.
  init(
    _ evidence: RunEvidence, commands: [String], scopes: [Int: Int] = [:],
    mostPackets: Int = Int.max
  ) throws {
    let clock = StepClock(evidence, scopes: scopes)
    let names = InterfaceNames(evidence)
    var form = NormalForm(NormalNames(evidence, commands: commands))
    let packets = try PacketDigest(evidence, clock, &form, limit: mostPackets)
    packetsEnd = packets.end
    let network = NetworkDigest(evidence, clock, names, &form.names)
    let outputs = Self.outputs(evidence)
    // While the kernel booted there was no step yet.
    let logs = Dictionary(grouping: evidence.kernelLog.filter { $0.line.level <= Self.warning }) {
      $0.time < evidence.run.start ? 0 : clock.step(at: $0.time)
    }
    var last: [Int: AttemptRow] = [:]
    for attempt in evidence.attempts { last[attempt.step] = attempt }
    for step in [0] + evidence.steps.map(\.number) {
      form.names.scope = clock.scope(of: step)
      var sections: [EvidenceSection] = []
      if let ending = last[step].flatMap(Self.ending) { sections.append(ending) }
      for (stream, bytes) in outputs[step] ?? [] {
        sections.append(Self.section(stream, bytes, &form))
      }
      sections += packets.sections(step, names, &form) + network.sections(step)
      if let log = logs[step] { sections.append(Self.section(log, &form)) }
      steps[step] = sections.filter { !$0.lines.isEmpty }
    }
    run = Self.counters(evidence, names)
  }

  // MARK: Steps

  private static func ending(_ attempt: AttemptRow) -> EvidenceSection? {
    let words: String
    switch attempt.ending {
    case .exited?: words = "exits \(attempt.status ?? 0)"
    case .shellEnded?: words = "ends its shell with \(attempt.status ?? 0)"
    case .timedOut?: words = "is stopped at its time limit"
    case .hostMissing?: words = "finds no such host"
    case nil: words = "does not end"
    }
    return EvidenceSection("ending", [words])
  }

  /// What each step's last attempt printed, a stream each.
  private static func outputs(_ evidence: RunEvidence) -> [Int: [(OutputStream, [UInt8])]] {
    let last = Dictionary(evidence.attempts.map { ($0.step, $0.attempt) }) { max($0, $1) }
    var bytes: [Int: [OutputStream: [UInt8]]] = [:]
    for row in evidence.outputs where last[row.step] == row.attempt {
      bytes[row.step, default: [:]][row.stream, default: []] += row.bytes
    }
    return bytes.mapValues { streams in
      OutputStream.allCases.compactMap { stream in streams[stream].map { (stream, $0) } }
    }
  }

  private static func section(
    _ stream: OutputStream, _ bytes: [UInt8], _ form: inout NormalForm
  ) -> EvidenceSection {
    // Escaped at once: what is no text differs as what is text does.
    let escaped = TerminalEscape().lines(bytes)
    var lines = escaped.lines.map { form.of($0) }
    if !escaped.endsWithNewline { lines.append("(no line feed at the end)") }
    return EvidenceSection(stream.name, Self.withSortedSockets(lines), isOrdered: true)
  }

  /// First words of the lines of ss(8) and netstat(8).
  private static let socketWords: Set<Substring> = [
    "tcp", "tcp6", "udp", "udp6", "raw", "raw6", "LISTEN", "UNCONN", "ESTAB", "SYN-SENT",
    "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSE-WAIT", "LAST-ACK", "CLOSING",
  ]

  /// `lines` with each list of sockets sorted: the kernel lists them by a hash that each boot has anew.
  private static func withSortedSockets(_ lines: [String]) -> [String] {
    var sorted: [String] = []
    var sockets: [String] = []
    for line in lines {
      if let word = line.split(separator: " ", maxSplits: 1).first, socketWords.contains(word) {
        sockets.append(line)
      } else {
        sorted += sockets.sorted() + [line]
        sockets = []
      }
    }
    return sorted + sockets.sorted()
  }

  /// The title of the section of a kernel's log.
  static let kernelLog = "kernel log"

  /// A level of the kernel log, KERN_WARNING of syslog(2): what is less hangs on timing.
  private static let warning: UInt8 = 4

  /// What a kernel logged, each line once: how often it says a thing hangs on timing, too.
  private static func section(
    _ rows: [KernelLogRow], _ form: inout NormalForm
  ) -> EvidenceSection {
    var lines: [String] = []
    for row in rows {
      let line = form.of(row.line.text, .kernelLog)
      if !lines.contains(line) { lines.append(line) }
    }
    return EvidenceSection(kernelLog, lines)
  }

  // MARK: The whole run

  /// Words of the names of counters that count what went wrong; how much went well hangs on timing.
  private static let wrongs = [
    "Drop", "drop", "Err", "error", "Fail", "Discard", "Unreach", "NoRoute", "Overflow", "Reject",
    "NoPort", "Filter", "missed", "Retrans",
  ]

  /// Which counters of things gone wrong counted anything at all.
  private static func counters(
    _ evidence: RunEvidence, _ names: InterfaceNames
  ) -> [EvidenceSection] {
    var facts: [String: [String]] = [:]
    for row in evidence.counters {
      let change = row.change
      guard wrongs.contains(where: { change.name.contains($0) }), change.new > change.old else {
        continue
      }
      let place =
        change.interface == 0
        ? ""
        : names.interface(host: change.host, index: change.interface, at: row.time) + " "
      let fact = "\(place)\(change.name) is above 0"
      let host = names.host(change.host)
      if facts[host]?.contains(fact) != true { facts[host, default: []].append(fact) }
    }
    return facts.sorted { $0.key < $1.key }.map { host, facts in
      EvidenceSection("counters of \(host)", facts.sorted())
    }
  }
}
