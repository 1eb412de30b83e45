import LabEvidence
import LabModel

/// Turns a story's entries into lines, one after another: time, label, text.
///
/// Changes that come together are told together. Unless all is asked for, a step shows at most
/// so many lines of its command and of output, so many packets and so many changes; then a hint says
/// how many more there are.
struct StoryText {
  private static let mostOutputLines = 40
  private static let longestLine = 2000
  private static let mostPackets = 60
  private static let mostChangeLines = 40
  private static let mostCommandLines = 20
  private static let mostLogLines = 40
  private static let timeWidth = 8

  private let names: InterfaceNames
  private let words: ChangeWords
  private let style: TextStyle
  private let options: StoryReport.Options
  private let summarize: (PacketRow) -> String
  private let start: Int64
  private let labelWidth: Int
  private let stepNames: StepNames
  private let lastAttempts: [Int: Int]

  private var initial = InitialState()
  private var burst: ChangeBurst?
  private var step = 0
  private var attempt = 0
  private var shownLines = 0
  private var shownPackets = 0
  private var shownChangeLines = 0
  private var cutChangeLines = 0
  private var cutLines = 0
  private var cutAttempts = 0
  private var cutPackets = 0
  private var counters = 0
  /// The lines of the kernel's log that tell of troubles.
  private let troubled: [ClosedRange<Int>]
  private var shownLogLines = 0
  private var cutLogLines = 0

  init(
    evidence: RunEvidence, style: TextStyle, options: StoryReport.Options,
    summarize: @escaping (PacketRow) -> String
  ) {
    names = InterfaceNames(evidence)
    words = ChangeWords(names: names)
    self.style = style
    self.options = options
    self.summarize = summarize
    start = evidence.run.start
    troubled = KernelHealth(evidence).troubles.map(\.trouble.lines)
    let stepNames = StepNames(evidence.steps)
    self.stepNames = stepNames
    lastAttempts = Dictionary(
      evidence.attempts.map { ($0.step, $0.attempt) }, uniquingKeysWith: max)
    let late = Self.lateSteps(evidence).reduce(0) {
      max($0, TextWidth.columns("  of \(stepNames[$1])"))
    }
    labelWidth = min(20, max(10, names.longestPlace + 2, stepNames.longest, late))
  }

  /// The steps that printed something after they had ended.
  private static func lateSteps(_ evidence: RunEvidence) -> Set<Int> {
    var ends: [Int: Int64] = [:]
    for attempt in evidence.attempts { ends[attempt.step] = attempt.end }
    return Set(evidence.outputs.filter { $0.time > ends[$0.step] ?? .max }.map(\.step))
  }

  /// The lines that `entry` makes, and those that were held back until it came.
  mutating func lines(_ entry: StoryEntry) -> [String] {
    switch entry.body {
    case .change(let change):
      if change.isInitial {
        initial.add(change)
        return []
      }
      return initialLines() + self.change(change, at: entry.time)
    case .hostAdded(let host):
      let lines = flush() + initialLines()
      initial.open(host, at: entry.time)
      return lines
    default:
      return flush() + initialLines() + other(entry)
    }
  }

  /// What was still held back at the end.
  mutating func closingLines() -> [String] {
    var lines = flush() + initialLines() + cutHints()
    if cutLogLines > 0 {
      lines.append(hint("\(Count.of(cutLogLines, "more line")) of the kernel's log (--all)"))
    }
    if counters > 0 {
      lines.append(hint("\(Count.of(counters, "counter change")) (--counters)"))
    }
    return lines
  }

  /// Whether an attempt is between a step's first and last one: these two tell it all.
  private func isPassedOver(_ step: Int, _ attempt: Int) -> Bool {
    !options.isFull && attempt > 1 && attempt < lastAttempts[step] ?? 0
  }

  private mutating func other(_ entry: StoryEntry) -> [String] {
    switch entry.body {
    case .stepStarted(let row, let attempt) where isPassedOver(row.number, attempt.attempt):
      (step, self.attempt) = (row.number, attempt.attempt)
      cutAttempts += 1
      return []
    case .output(let row) where isPassedOver(row.step, row.attempt): return []
    case .stepEnded(let row, let attempt) where isPassedOver(row.number, attempt.attempt):
      return []
    case .stepStarted(let row, let attempt):
      return cutHints() + started(row, attempt, at: entry.time)
    case .output(let row): return output(row)
    case .outputCut(let row):
      return [
        line(
          entry.time, style.tinted(label("  " + row.stream.name), .red),
          "\(Count.of(row.bytes, "byte")) over the limit, not kept")
      ]
    case .stepEnded(let row, let attempt): return ended(row, attempt, at: entry.time)
    case .packet(let row): return packet(row)
    case .loss(let row):
      let what = row.source == .capture ? "packet" : "netlink message"
      let count = row.count == 0 ? "an unknown number of \(what)s" : Count.of(row.count, what)
      return [
        line(
          entry.time, label(names.host(row.host)),
          style.tinted("lost \(count) since \(clock(row.since)) s", .red))
      ]
    case .hostRemoved(let host):
      return [line(entry.time, label(host.name), style.tinted("is gone", .yellow))]
    case .kernelLog(let row): return kernelLog(row)
    case .taint(let row, let old):
      // A sound start is nothing to tell of.
      guard options.isFull || row.value != old ?? 0 else { return [] }
      return [
        line(
          entry.time, style.tinted(label("kernel"), .red),
          style.escape.line(TroubleWords.taint(row.value, old: old)))
      ]
    case .crash(let crash):
      return [
        line(
          entry.time, style.tinted(label("machine"), .red),
          style.tinted(cut(style.escape.line(crash.sentence)), .red))
      ]
    case .hostAdded, .change: return []
    }
  }

  /// A line of the kernel's log: those of troubles always, warnings while steps run, all where all
  /// is asked for.
  private mutating func kernelLog(_ row: KernelLogRow) -> [String] {
    let isTroubled = troubled.contains { $0.contains(row.number) }
    let isTold =
      isTroubled
      ? shownLogLines < Self.mostLogLines : row.line.level <= 4 && row.time >= start
    guard options.isFull || isTold else {
      cutLogLines += 1
      return []
    }
    if isTroubled { shownLogLines += 1 }
    let text = style.escape.line(row.line.text)
    return [
      line(
        row.time, style.tinted(label("kernel"), row.line.level <= 4 ? .red : .dim),
        options.isFull ? text : cut(text))
    ]
  }

  // MARK: Steps

  private mutating func started(
    _ row: StepRow, _ attempt: AttemptRow, at time: Int64
  ) -> [String] {
    step = row.number
    self.attempt = attempt.attempt
    (shownLines, shownPackets, shownChangeLines) = (0, 0, 0)
    shownLogLines = 0
    let prompt = row.host == HostPlan.lab ? "$ " : style.escape.line(row.host) + "$ "
    let commands = style.escape.lines(Array(row.command.utf8)).lines
    var texts = commands.enumerated().flatMap { index, text in
      TextWidth.folded((index == 0 ? prompt : "> ") + text, to: textWidth)
    }
    if !options.isFull, texts.count > Self.mostCommandLines {
      cutLines += texts.count - Self.mostCommandLines
      texts.removeLast(texts.count - Self.mostCommandLines)
    }
    if attempt.attempt > 1 { texts[texts.count - 1] += "  (attempt \(attempt.attempt))" }
    return texts.enumerated().map { index, text in
      let text = style.tinted(text, .bold)
      return index == 0
        ? line(time, style.tinted(label(stepNames[row]), .bold), text) : continuation(text)
    }
  }

  private mutating func output(_ row: OutputRow) -> [String] {
    var name = "  " + row.stream.name
    if row.step != step || row.attempt != attempt { name = "  of \(stepNames[row.step])" }
    let tint: TextStyle.Tint = row.stream == .stderr ? .red : .green
    let room = options.isFull ? Int.max : Self.mostOutputLines - shownLines
    let (head, more) = OutputHead.of(row.bytes, lines: room)
    cutLines += more
    let (texts, endsWithNewline) = style.escape.lines(head)
    shownLines += texts.count
    var lines: [String] = []
    for (index, text) in texts.enumerated() {
      let isLast = index == texts.count - 1
      let end =
        isLast && !endsWithNewline ? style.tinted(" (no line feed)", .dim) : ""
      let shown = options.isFull ? text : cut(text)
      lines.append(
        index == 0
          ? line(row.time, style.tinted(label(name), tint), shown + end)
          : continuation(shown + end))
    }
    return lines
  }

  private func ended(_ row: StepRow, _ attempt: AttemptRow, at time: Int64) -> [String] {
    var facts: [String] = []
    switch attempt.ending {
    case .exited?, nil:
      if let status = attempt.status, status != 0 { facts.append("exits \(status)") }
    case .shellEnded?: facts.append("ended its shell, status \(attempt.status ?? 0)")
    case .timedOut?: facts.append("timed out")
    case .hostMissing?: facts.append("host \(row.host) is not there")
    }
    if attempt.settled == .limit { facts.append("had not settled at its limit") }
    if attempt.leaks > 0 { facts.append("left \(Count.of(attempt.leaks, "process", "processes"))") }
    var lines: [String] = []
    if !facts.isEmpty {
      let name = row.number == step ? "  ends" : "  \(stepNames[row]) ends"
      lines.append(
        line(
          time, style.tinted(label(name), .magenta),
          style.escape.line(facts.joined(separator: ", "))))
    }
    if attempt.met == false {
      let miss = attempt.miss.flatMap { $0.split(separator: "\n").first }.map(String.init)
      lines.append(
        line(
          time, style.tinted(label("  \(style.cross) missed"), .red),
          cut(style.escape.line(miss ?? "its expectation"))))
    }
    return lines
  }

  // MARK: Packets and changes

  private mutating func packet(_ row: PacketRow) -> [String] {
    // Also of packets that are not shown: later ones are told relative to them.
    let summary = summarize(row)
    guard options.isFull || shownPackets < Self.mostPackets else {
      cutPackets += 1
      return []
    }
    shownPackets += 1
    let place = names.place(row: row.interface)
    // Loopback's one copy both leaves and enters.
    let isLoopback = row.hardwareType == 772
    let sign =
      isLoopback
      ? ""
      : row.direction.isLeaving
        ? (style.usesUnicode ? " →" : " >") : style.usesUnicode ? " ←" : " <"
    let text = style.escape.line(options.isFull ? summary : PacketText.brief(summary))
    return [
      line(row.time, style.tinted(label(place + sign), .cyan), options.isFull ? text : cut(text))
    ]
  }

  private mutating func change(_ change: StoryChange, at time: Int64) -> [String] {
    if case .counter = change, !options.showsCounters {
      counters += 1
      return []
    }
    guard let sentence = words.sentence(change) else { return [] }
    if burst?.add(sentence, host: change.host, time: time) == true { return [] }
    let lines = flush()
    burst = ChangeBurst(sentence, host: change.host, time: time)
    return lines
  }

  private mutating func flush() -> [String] {
    guard let burst else { return [] }
    self.burst = nil
    let lines = burst.texts(isFull: options.isFull).flatMap { text in
      changeLines(text, label: names.host(burst.host), at: burst.time)
    }
    let room = options.isFull ? lines.count : max(0, Self.mostChangeLines - shownChangeLines)
    shownChangeLines += lines.count
    cutChangeLines += max(0, lines.count - room)
    return Array(lines.prefix(room))
  }

  private func changeLines(_ text: String, label name: String, at time: Int64) -> [String] {
    TextWidth.wrapped(style.escape.line(text), to: textWidth).enumerated().map { index, part in
      index == 0
        ? line(time, label(name), style.tinted(part, .yellow))
        : continuation(style.tinted(part, .yellow))
    }
  }

  private mutating func initialLines() -> [String] {
    initial.take().flatMap { host, time, objects in
      changeLines(host.opening(objects), label: host.name, at: time)
    }
  }

  // MARK: Layout

  private var textWidth: Int { style.width - Self.timeWidth - 2 - labelWidth - 2 }

  private mutating func cutHints() -> [String] {
    var parts: [String] = []
    if cutAttempts > 0 { parts.append(Count.of(cutAttempts, "more attempt")) }
    if cutLines > 0 { parts.append(Count.of(cutLines, "more line")) }
    if cutPackets > 0 { parts.append(Count.of(cutPackets, "more packet")) }
    if cutChangeLines > 0 { parts.append("\(Count.of(cutChangeLines, "more line")) of changes") }
    (cutAttempts, cutLines, cutPackets, cutChangeLines) = (0, 0, 0, 0)
    guard !parts.isEmpty else { return [] }
    return [hint(parts.joined(separator: ", ") + " (--all)")]
  }

  private func hint(_ text: String) -> String {
    continuation(style.tinted(cut("\(style.ellipsis) \(text)"), .dim))
  }

  private func cut(_ text: String) -> String {
    guard !style.cutsLines else { return style.cut(text, to: textWidth) }
    // In a pipe lines stay whole, but for such as no reader follows to their end.
    return options.isFull ? text : TextWidth.cut(text, to: Self.longestLine, mark: style.ellipsis)
  }

  private func label(_ text: String) -> String {
    TextWidth.padded(style.cut(style.escape.line(text), to: labelWidth), to: labelWidth)
  }

  private func clock(_ time: Int64) -> String { Elapsed.reading(time - start) }

  private func line(_ time: Int64, _ label: String, _ text: String) -> String {
    style.tinted(TextWidth.rightAligned(clock(time), to: Self.timeWidth), .dim)
      + "  \(label)  \(text)"
  }

  private func continuation(_ text: String) -> String {
    text.isEmpty ? "" : String(repeating: " ", count: Self.timeWidth + 2 + labelWidth + 2) + text
  }
}
