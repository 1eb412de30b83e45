import LabEvidence
import LabModel

/// What the rows of a ladder diagram say, unescaped.
struct LadderWords {
  let names: InterfaceNames
  private let changes: ChangeWords
  private let steps: StepNames
  private let stepRows: [Int: StepRow]
  private let start: Int64
  private let summarize: (PacketRow) -> String

  init(_ evidence: RunEvidence, summarize: @escaping (PacketRow) -> String) {
    names = InterfaceNames(evidence)
    changes = ChangeWords(names: names)
    steps = StepNames(evidence.steps)
    stepRows = Dictionary(
      evidence.steps.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    start = evidence.run.start
    self.summarize = summarize
  }

  /// One line for `row`.
  func text(_ row: LadderRow) -> String {
    switch row.body {
    case .packet(let packet, _): return summarize(packet)
    case .change(let change): return text(change, row)
    case .stepStarted(let step, let attempt):
      let again = attempt.attempt > 1 ? " (attempt \(attempt.attempt))" : ""
      let prompt = step.host == HostPlan.lab ? "$" : "\(step.host)$"
      return "\(steps[step])\(again) \(prompt) \(Self.oneLine(step.command))"
    case .stepEnded(let step, let attempt): return "\(steps[step]) \(Self.ending(attempt))"
    case .output(let output):
      let text = String(decoding: output.bytes, as: UTF8.self)
      let lines = text.split(whereSeparator: \.isNewline)
      let more = lines.count > 1 ? " (and \(Count.of(lines.count - 1, "more line")))" : ""
      return "\(steps[output.step]) \(output.stream.name): \(lines.first ?? "")\(more)"
    case .outputCut(let cut):
      return "\(steps[cut.step]) \(cut.stream.name): \(Count.of(cut.bytes, "byte")) not kept"
    case .host(let host, let isGone): return "host \(host.name) \(isGone ? "is gone" : "is there")"
    case .loss(let loss):
      let what = loss.source == .capture ? "packet" : "netlink message"
      let count = loss.count == 0 ? "an unknown number of \(what)s" : Count.of(loss.count, what)
      return "lost \(count) since \(Elapsed.instant(loss.since - start))"
    case .kernelLog(let row): return "kernel: \(row.line.text)"
    case .taint(let row, let old): return TroubleWords.taint(row.value, old: old)
    case .crash(let crash): return crash.sentence
    case .fence: return "everything drained, tables compared"
    case .gap(let packets, let others):
      var parts: [String] = []
      if packets > 0 { parts.append(Count.of(packets, "packet")) }
      if others > 0 { parts.append(Count.of(others, "other row")) }
      return parts.joined(separator: ", ")
    }
  }

  /// A change that decided says since when it can have happened: order may hang on it.
  private func text(_ change: StoryChange, _ row: LadderRow) -> String {
    var text: String
    if change.isInitial, case .link(let link) = change, let new = link.change.new {
      text = "\(new.name) is \(new.isUp ? "up" : "down") from the start"
    } else {
      text = changes.sentence(change)?.text ?? "something of its own changed"
      if change.isInitial { text += " from the start" }
    }
    if row.isDeciding, !change.isInitial, let earliest = change.earliest, earliest < row.time {
      text += " (after \(Self.fine(earliest - start)), by \(Self.fine(row.time - start)))"
    }
    return text
  }

  /// `+0.412345 s`: microseconds count where order is too close to tell.
  private static func fine(_ nanoseconds: Int64) -> String {
    let micros = nanoseconds.magnitude / 1000
    let places = String(micros % 1_000_000)
    let sign = nanoseconds < 0 ? "-" : "+"
    return "\(sign)\(micros / 1_000_000)." + String(repeating: "0", count: 6 - places.count)
      + places + " s"
  }

  /// A command's lines one after another, blanks at their beginnings and continuations left out.
  private static func oneLine(_ command: String) -> String {
    var text = ""
    for line in command.split(whereSeparator: \.isNewline) {
      if text.last == "\\" {
        text.removeLast()
        text += line.drop { $0 == " " || $0 == "\t" }
      } else {
        text += (text.isEmpty ? "" : " ; ") + line
      }
    }
    return text
  }

  private static func ending(_ attempt: AttemptRow) -> String {
    switch attempt.ending {
    case .exited?: "exits \(attempt.status ?? 0)"
    case .shellEnded?: "ends its shell, status \(attempt.status ?? 0)"
    case .timedOut?: "is timed out"
    case .hostMissing?: "finds no host"
    case nil: "did not end"
    }
  }
}
