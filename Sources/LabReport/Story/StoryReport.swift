package import LabEvidence
import LabModel

/// A run's story as text: a line for each thing that happened, on one clock.
package struct StoryReport: Sendable {
  /// What is shown of a run.
  package struct Options: Sendable, Hashable {
    /// Counters that changed, at each fence; otherwise they are only counted.
    package var showsCounters = false
    /// The reasons of all claims, otherwise only of those that do not hold.
    package var showsReasons = false
    /// Everything, however long; otherwise long output and many packets are cut with a hint.
    package var isFull = false

    package init() {}
  }

  private let style: TextStyle
  private let options: Options
  private let summarize: @Sendable (PacketRow) -> String

  /// Makes a report whose packets read as `summarize` has them (they are escaped here).
  package init(
    style: TextStyle, options: Options = Options(),
    summarize: @escaping @Sendable (PacketRow) -> String
  ) {
    self.style = style
    self.options = options
    self.summarize = summarize
  }

  /// The heading of a run: what ran, when, where and how it ended.
  package func header(_ run: RunRow) -> [String] {
    let separator = style.separator
    let label = run.kernelLabel.map { style.escape.line($0) }
    let release = style.escape.line(run.kernelRelease)
    let kernel = label.map { $0 == release ? release : "\($0) (\(release))" } ?? release
    var facts = ["kernel \(kernel)", run.backend]
    facts.append(Elapsed.date(wall: run.startWall))
    if let end = run.end { facts.append(Elapsed.seconds(end - run.start)) }
    facts.append(run.status.rawValue)
    var lines = [
      style.tinted(style.escape.line(run.title), .bold)
        + style.tinted(separator + style.escape.line(run.path), .dim),
      style.tinted("run \(run.number)\(separator)\(run.id)", .dim),
      style.tinted(facts.joined(separator: separator), .dim),
    ]
    if !run.parameters.isEmpty {
      lines.append(
        "parameters: "
          + run.parameters.sorted { $0.key < $1.key }
          .map { style.escape.line("\($0.key)=\($0.value)") }.joined(separator: ", "))
    }
    if let reason = run.reason {
      lines.append(style.tinted("\(run.status.rawValue): \(style.escape.line(reason))", .yellow))
    }
    return lines
  }

  /// How the kernel fared, for a run in a machine; empty for others.
  package func health(_ evidence: RunEvidence) -> [String] {
    guard evidence.run.backend != "namespaces" else { return [] }
    return HealthReport(style: style).lines(
      KernelHealth(evidence), id: evidence.run.id, withRelease: false)
  }

  /// Writes the story line by line until `line` returns false.
  ///
  /// - Throws: what reading the packets throws.
  package func write(_ evidence: RunEvidence, line: (String) -> Bool) throws {
    var text = StoryText(
      evidence: evidence, style: style, options: options, summarize: summarize)
    var joined = evidence
    joined.outputs = OutputJoin.joined(evidence.outputs)
    try Story(joined).forEach { entry in
      for written in text.lines(entry) where !line(written) { return false }
      return true
    }
    for written in text.closingLines() where !line(written) { return }
  }

  /// The part with the claims: each with the rows that decided it, and with its reason where it does
  /// not hold or all are asked for.
  package func claims(_ claims: [ClaimVerdict]) -> [String] {
    let detail: ClaimReport.Detail =
      options.showsReasons || options.isFull ? .everything : .evidence
    let report = ClaimReport(style: style, detail: detail, for: claims)
    let parts = [
      ("claims", claims.filter { !$0.isPublished }),
      ("published elsewhere, not counted", claims.filter(\.isPublished)),
    ]
    return parts.flatMap { title, claims in
      claims.isEmpty ? [] : [style.tinted(title, .bold)] + claims.flatMap(report.lines)
    }
  }

  /// The part with the packet transcripts, each with its reason and the difference.
  package func packetTranscripts(_ outcomes: [PacketTranscriptOutcome]) -> [String] {
    guard !outcomes.isEmpty else { return [] }
    return [style.tinted("packet transcripts", .bold)]
      + PacketTranscriptReport(style: style).lines(outcomes, withAll: true)
  }
}
