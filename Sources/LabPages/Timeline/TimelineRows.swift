import LabEvidence
import LabModel
import LabReport

/// The rows of a time line's table in words.
struct TimelineRows {
  let run: RunRow
  let links: Links
  private let words: ChangeWords
  private let steps: StepNames
  /// Longer texts are cut.
  private static let mostCharacters = 200

  init(_ evidence: RunEvidence, _ links: Links) {
    run = evidence.run
    self.links = links
    words = ChangeWords(evidence)
    steps = StepNames(evidence.steps)
  }

  /// When, where and what, for the template; nil where an entry tells a reader nothing.
  func row(_ entry: StoryEntry, _ summarizer: PacketSummarizer) -> [String: Any]? {
    guard let (place, text, href) = parts(entry.body, summarizer) else { return nil }
    let shown = VisibleText.of(text)
    var row: [String: Any] = [
      "time": Elapsed.microseconds(entry.time - run.start), "place": VisibleText.of(place),
      "text": shown.count > Self.mostCharacters
        ? shown.prefix(Self.mostCharacters) + "…" : shown,
    ]
    row["href"] = href
    return row
  }

  private typealias Parts = (place: String, text: String, href: String?)

  private func parts(_ body: StoryEntry.Body, _ summarizer: PacketSummarizer) -> Parts? {
    switch body {
    case .hostAdded(let host):
      return (host.name, "the host begins", links.href(.topology(run.id)))
    case .hostRemoved(let host): return (host.name, "the host is gone", nil)
    case .stepStarted(let step, let attempt):
      let again = attempt.attempt > 1 ? " (attempt \(attempt.attempt))" : ""
      return (
        steps[step], "$ " + step.command.split(separator: "\n").joined(separator: " ↵ ") + again,
        href(step.number)
      )
    case .output(let row):
      var bytes = row.bytes[...]
      if bytes.last == 0x0A { bytes.removeLast() }
      let text = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        .map { VisibleText.of(bytes: $0) }.joined(separator: " ↵ ")
      // A link has to have a name.
      let shown = text.allSatisfy { $0 == " " } ? "an empty line" : text
      return ("\(steps[row.step]) \(row.stream.name)", shown, href(row.step))
    case .outputCut(let row):
      return (
        "\(steps[row.step]) \(row.stream.name)",
        "\(Count.of(row.bytes, "byte")) over the limit, not kept", href(row.step)
      )
    case .stepEnded(let step, let attempt):
      var text = attempt.ending.map(StoryJSON.word) ?? "ended"
      if attempt.ending == .exited, let status = attempt.status { text = "exited \(status)" }
      if let met = attempt.met { text += met ? ", ✓ met" : ", ✗ missed" }
      return (steps[step], text, href(step.number))
    case .change(let change):
      guard !change.isInitial, let sentence = words.sentence(change) else { return nil }
      return (words.names.host(change.host), sentence.text, nil)
    case .packet(let row):
      let way = row.direction.isLeaving ? "leaving" : "entering"
      return (
        "\(words.names.place(row: row.interface)), \(way)",
        PacketText.brief(summarizer.line(for: row)),
        links.href(.packet(run: run.id, number: row.number))
      )
    case .loss(let row):
      let what = row.source == .capture ? "packet" : "netlink message"
      let count = row.count == 0 ? "an unknown number of \(what)s" : Count.of(row.count, what)
      return (
        words.names.host(row.host),
        "lost \(count) since \(Elapsed.instant(row.since - run.start))", nil
      )
    case .kernelLog(let row): return ("kernel", row.line.text, nil)
    case .taint(let row, let old):
      guard row.value != old ?? 0 else { return nil }
      return ("kernel", TroubleWords.taint(row.value, old: old), nil)
    case .crash(let crash): return ("machine", crash.sentence, nil)
    }
  }

  private func href(_ step: Int) -> String? {
    links.href(PageAddress(.run(run.id), fragment: "step-\(step)"))
  }
}
