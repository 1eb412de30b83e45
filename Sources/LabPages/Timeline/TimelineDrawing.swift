import LabEvidence
import LabModel
import LabReport

/// What happened in a stretch of a run's time, on one axis, a lane for each kind.
struct TimelineDrawing {
  private enum Size {
    static let width = 1000.0
    static let left = 150.0
    static let right = 12.0
  }

  private let window: RunWindow
  private let run: RunRow
  private let steps: [StepRow]
  private let links: Links
  /// On the run's own page: lower, without words at its marks.
  private let isSmall: Bool
  private let words: ChangeWords
  private let scale: TimelineScale
  private let laneHeight: Double
  private let mostInterfaces: Int

  init(_ window: RunWindow, run: RunRow, steps: [StepRow], links: Links, isSmall: Bool) {
    self.window = window
    self.run = run
    self.steps = steps
    self.links = links
    self.isSmall = isSmall
    words = ChangeWords(window.evidence)
    scale = TimelineScale(
      times: window.request.times, start: run.start, left: Size.left,
      width: Size.width - Size.left - Size.right)
    laneHeight = isSmall ? 16 : 24
    mostInterfaces = isSmall ? 8 : 40
  }

  /// The drawing, in a box of its own that scrolls where the window is narrow.
  var markup: Markup {
    var lanes = [TimelineLane("steps", stepMarks)]
    lanes += [lane("output", .output, outputMarks)].compactMap { $0 }
    lanes += interfaces
    lanes += changeLanes
    if !window.evidence.losses.isEmpty { lanes.append(TimelineLane("lost", lossMarks)) }
    lanes += [lane("kernel log", .kernelLog, logMarks)].compactMap { $0 }
    let top = 24.0
    let height = top + Double(lanes.count) * laneHeight + 6
    var content = axis(height: height)
    for (index, lane) in lanes.enumerated() {
      content += self.lane(lane, top: top + Double(index) * laneHeight)
    }
    let svg = Markup.element(
      "svg",
      [
        "class": isSmall ? "timeline brief" : "timeline", "xmlns": "http://www.w3.org/2000/svg",
        "width": TimelineScale.coordinate(Size.width),
        "height": TimelineScale.coordinate(height),
        "viewBox": "0 0 \(Int(Size.width)) \(TimelineScale.coordinate(height))", "role": "group",
        "aria-label": "Time line of the run",
      ], content)
    return .element(
      "div",
      ["class": "wide", "tabindex": "0", "role": "group", "aria-label": "Time line, scrolls"],
      svg)
  }

  // MARK: Drawing

  private func axis(height: Double) -> Markup {
    var markup = Markup()
    for tick in scale.ticks {
      let x = TimelineScale.coordinate(scale.x(tick.time + run.start))
      markup += .element(
        "line",
        [
          "class": "grid", "x1": x, "x2": x, "y1": "18", "y2": TimelineScale.coordinate(height),
        ])
      markup += .element("text", ["class": "tick", "x": x, "y": "12"], .text(tick.name))
    }
    return markup
  }

  private func lane(_ lane: TimelineLane, top: Double) -> Markup {
    let middle = top + laneHeight / 2
    var markup = Markup.element(
      "text",
      [
        "class": "lane", "x": TimelineScale.coordinate(Size.left - 8),
        "y": TimelineScale.coordinate(middle + 4),
      ],
      .element("title", [:], .text(lane.name)) + .text(Self.cut(lane.name, 20)))
    markup += .element(
      "line",
      [
        "class": "rule", "x1": TimelineScale.coordinate(Size.left),
        "x2": TimelineScale.coordinate(Size.width - Size.right),
        "y1": TimelineScale.coordinate(top + laneHeight),
        "y2": TimelineScale.coordinate(top + laneHeight),
      ])
    let most = lane.marks.reduce(1) { max($0, $1.count) }
    for (index, mark) in lane.marks.enumerated() {
      markup += self.mark(mark, top: top, most: most)
      guard !isSmall, mark.shape != .bar, let label = mark.label else { continue }
      let next = lane.marks.indices.contains(index + 1) ? lane.marks[index + 1].from : nil
      markup += self.label(
        label, from: scale.x(mark.to), to: next.map(scale.x) ?? Size.width, middle)
    }
    return markup
  }

  private func mark(_ mark: TimelineMark, top: Double, most: Int) -> Markup {
    let (x1, x2) = (scale.x(mark.from), scale.x(mark.to))
    let room = laneHeight - 4
    var (y, height) = (top + 2, room)
    switch mark.shape {
    case .bar: break
    case .amount:
      height = max(2, room * Double(mark.count) / Double(most))
      y = top + 2 + room - height
    case .upper: height = room / 2 - 0.5
    case .lower:
      y = top + 2 + room / 2 + 0.5
      height = room / 2 - 0.5
    }
    var content = Markup.element("title", [:], .text(mark.title))
    let rectangle = Markup.element(
      "rect",
      [
        "class": mark.kind, "x": TimelineScale.coordinate(x1),
        "y": TimelineScale.coordinate(y),
        "width": TimelineScale.coordinate(max(mark.shape == .bar ? 3 : 1.6, x2 - x1)),
        "height": TimelineScale.coordinate(height),
      ])
    content += rectangle
    if mark.shape == .bar, let number = mark.label, x2 - x1 > 7 * Double(number.count) {
      content += .element(
        "text",
        [
          "class": "bar", "x": TimelineScale.coordinate((x1 + x2) / 2),
          "y": TimelineScale.coordinate(top + laneHeight / 2 + 4),
        ], .text(number))
    }
    guard let href = mark.href else { return .element("g", [:], content) }
    // The table has the same links, one after the other: nobody has to walk through every mark.
    return mark.shape == .bar
      ? .element("a", ["href": href, "aria-label": mark.title], content)
      : .element("a", ["href": href, "tabindex": "-1", "aria-label": mark.title], content)
  }

  /// A mark's words, as far as there is room before the next mark.
  private func label(
    _ text: String, from x: Double, to end: Double, _ middle: Double
  ) -> Markup {
    let room = Int((end - x - 10) / 6.4)
    guard room >= min(text.count, 12) else { return Markup() }
    return .element(
      "text",
      [
        "class": "word", "x": TimelineScale.coordinate(x + 5),
        "y": TimelineScale.coordinate(middle + 4),
      ], .text(Self.cut(text, min(room, 60))))
  }

  private static func cut(_ text: String, _ most: Int) -> String {
    text.count > most ? text.prefix(most - 1) + "…" : text
  }

  // MARK: Lanes

  private var stepMarks: [TimelineMark] {
    let steps = Dictionary(
      self.steps.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    return window.evidence.attempts.compactMap { attempt in
      let end = attempt.end ?? attempt.exit ?? window.request.times.upperBound
      guard end >= window.request.times.lowerBound,
        attempt.start <= window.request.times.upperBound
      else { return nil }
      let command = steps[attempt.step]?.command.split(separator: "\n").first.map(String.init)
      let outcome = attempt.met.map { $0 ? ", met" : ", missed" } ?? ""
      var mark = TimelineMark(
        from: attempt.start, to: max(attempt.start, end),
        kind: attempt.met == false ? "mark-step missed" : "mark-step",
        title: "step \(attempt.step)\(outcome): \(command ?? "")")
      mark.shape = .bar
      mark.label = (attempt.met == false ? "✗" : "") + "\(attempt.step)"
      mark.href = href(step: attempt.step)
      return mark
    }
  }

  private func href(step: Int) -> String? {
    isSmall
      ? "#step-\(step)" : links.href(PageAddress(.run(run.id), fragment: "step-\(step)"))
  }

  /// A lane with `marks`, or with how much there is of it where that is too much for marks; nil where
  /// there is nothing.
  private func lane(_ name: String, _ table: TimedTable, _ marks: [TimelineMark]) -> TimelineLane? {
    if let counts = window.counts[table] {
      let kind =
        switch table {
        case .output: "mark-output"
        case .kernelLog: "mark-log"
        default: "mark-change"
        }
      return TimelineLane(name, amounts(counts, kind: kind, noun: name))
    }
    return marks.isEmpty ? nil : TimelineLane(name, marks)
  }

  private func amounts(
    _ counts: [Int], kind: String, noun: String, isEstimate: Bool = false
  ) -> [TimelineMark] {
    let times = window.request.times
    let part = (times.upperBound - times.lowerBound) / Int64(max(1, counts.count))
    return counts.enumerated().compactMap { index, count in
      guard count > 0 else { return nil }
      let from = times.lowerBound + part * Int64(index)
      var mark = TimelineMark(
        from: from, to: from + part, kind: kind,
        title: (isEstimate ? "about " : "") + "\(count) × \(noun)")
      mark.shape = .amount
      mark.count = count
      if !isSmall, part > 2 {
        mark.href = links.href(
          .timeline(run.id), TimelineQuery.query(from - run.start...from + part - run.start))
      }
      return mark
    }
  }

  private var outputMarks: [TimelineMark] {
    window.evidence.outputs.map { row in
      var mark = TimelineMark(
        from: row.time, to: row.time,
        kind: row.stream == .stderr ? "mark-output stderr" : "mark-output",
        title: "step \(row.step), \(row.stream.name): "
          + Self.cut(VisibleText.of(bytes: row.bytes.prefix { $0 != 0x0A }.prefix(200)), 80))
      mark.shape = row.stream == .stderr ? .lower : .upper
      mark.href = isSmall ? nil : href(step: row.step)
      return mark
    }
  }

  private var interfaces: [TimelineLane] {
    let numbers = window.packets.counts.keys.sorted()
    let marks = Dictionary(grouping: window.packets.marks, by: \.interface)
    return numbers.prefix(mostInterfaces).map { number in
      let name = words.names.place(row: number)
      guard let own = marks[number] else {
        return TimelineLane(
          name,
          amounts(
            window.packets.counts[number] ?? [], kind: "mark-packet", noun: "packet",
            isEstimate: window.packets.isEstimate))
      }
      return TimelineLane(
        name,
        own.map { packet in
          let isLeaving = packet.direction.isLeaving
          var mark = TimelineMark(
            from: packet.time, to: packet.time,
            kind: isLeaving ? "mark-packet leaving" : "mark-packet",
            title: "packet \(packet.number), \(isLeaving ? "leaving" : "entering") \(name), "
              + Elapsed.instant(packet.time - run.start))
          mark.shape = isLeaving ? .upper : .lower
          mark.href = isSmall ? nil : links.href(.packet(run: run.id, number: packet.number))
          return mark
        })
    }
  }

  private var changeLanes: [TimelineLane] {
    let evidence = window.evidence
    return [
      lane("links", .link, evidence.links.compactMap { change(.link($0), $0) }),
      lane("addresses", .address, evidence.addresses.compactMap { change(.address($0), $0) }),
      lane("routes", .route, evidence.routes.compactMap { change(.route($0), $0) }),
      lane(
        "neighbours", .neighbour, evidence.neighbours.compactMap { change(.neighbour($0), $0) }),
      lane("rules", .rule, evidence.rules.compactMap { change(.rule($0), $0) }),
    ].compactMap { $0 }
  }

  private func change<Object>(
    _ change: StoryChange, _ row: ChangeRow<Object>
  ) -> TimelineMark? {
    guard !change.isInitial, let sentence = words.sentence(change) else { return nil }
    let host = words.names.host(change.host)
    let text = host == HostPlan.lab ? sentence.text : "\(host): \(sentence.text)"
    var mark = TimelineMark(
      from: row.time, to: row.time, kind: "mark-change",
      title: "\(text), between \(Elapsed.instant(row.change.earliest - run.start)) and "
        + Elapsed.instant(row.time - run.start))
    mark.label = text
    return mark
  }

  private var lossMarks: [TimelineMark] {
    window.evidence.losses.map { row in
      let what = row.source == .capture ? "packet" : "netlink message"
      let count = row.count == 0 ? "an unknown number of \(what)s" : Count.of(row.count, what)
      var mark = TimelineMark(
        from: row.since, to: max(row.since, row.time), kind: "mark-loss",
        title: "\(words.names.host(row.host)) lost \(count)")
      mark.label = "lost \(count)"
      return mark
    }
  }

  private var logMarks: [TimelineMark] {
    window.evidence.kernelLog.map { row in
      var mark = TimelineMark(
        from: row.time, to: row.time,
        kind: row.line.level <= 4 ? "mark-log warning" : "mark-log",
        title: Self.cut(row.line.text, 160))
      if row.line.level <= 4 { mark.label = row.line.text }
      return mark
    }
  }
}
