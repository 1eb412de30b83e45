/// An expectation and an output, both made ready to be compared.
struct ComparedOutput {
  private let expectation: Expectation
  let patterns: [LinePattern]
  let streams: [OutputLines]
  private let arrival: [LinePlace]

  init(_ expectation: Expectation, _ output: StepOutput, variables: [String: String]) {
    self.expectation = expectation
    patterns = expectation.lines.map {
      LinePattern($0, foldingBlanks: expectation.foldsBlanks, variables: variables)
    }
    let sources: [OutputStream?] =
      switch expectation.comparison {
      case .either where output.pieces.contains(where: { $0.stream == .merged }): [nil]
      case .either: [.stdout, .stderr]
      case .merged, .none: [nil]
      case .only(let stream): [stream]
      }
    streams = sources.map {
      OutputLines(output.bytes(of: $0), foldingBlanks: expectation.foldsBlanks)
    }
    arrival =
      streams.count == 1
      ? (0..<streams[0].count).map { LinePlace(stream: 0, index: $0) }
      : Self.arrival(of: output)
  }

  /// The lines of stdout and stderr in the order in which their first bytes came.
  private static func arrival(of output: StepOutput) -> [LinePlace] {
    var places: [LinePlace] = []
    var counts = [0, 0]
    var isOpen = [false, false]
    for piece in output.pieces {
      let stream = piece.stream == .stderr ? 1 : 0
      for byte in piece.bytes {
        if !isOpen[stream] {
          places.append(LinePlace(stream: stream, index: counts[stream]))
          counts[stream] += 1
        }
        isOpen[stream] = byte != UInt8(ascii: "\n")
      }
    }
    return places
  }

  func match() -> MergeMatch.Result {
    let traces = patterns.contains { !$0.groups.isEmpty }
    if expectation.ignoresOrder {
      let assignment = UnorderedMatch(patterns, streams).run()
      return assignment.isComplete ? .matched(assignment.taken) : .differs
    }
    let filled = streams.indices.filter { streams[$0].count > 0 }
    guard filled.count == 2 else {
      let stream = filled.first ?? 0
      guard let taken = SequenceMatch(patterns, streams[stream]).run(traces: traces) else {
        return .differs
      }
      return .matched(
        taken.map { TakenLine(pattern: $0.pattern, stream: stream, line: $0.line) })
    }
    return MergeMatch(patterns, streams[0], streams[1]).run(traces: traces)
  }

  func alignment() -> [AlignmentPart] {
    guard expectation.ignoresOrder else {
      return LineAlignment(patterns, streams, arrival: arrival).run()
    }
    let assignment = UnorderedMatch(patterns, streams).run()
    let lines = Dictionary(grouping: assignment.taken, by: \.pattern)
    let unmet = Set(assignment.unmet)
    let leftOver = Set(assignment.leftOver)
    return patterns.indices.map { pattern in
      unmet.contains(pattern)
        ? .missing(pattern: pattern)
        : .kept(
          pattern: pattern,
          lines: (lines[pattern] ?? []).map { LinePlace(stream: $0.stream, index: $0.line) })
    } + arrival.filter(leftOver.contains).map { .extra($0) }
  }

  func captures(of taken: [TakenLine]) -> [EnvironmentVariable] {
    var captured: [EnvironmentVariable] = []
    for place in taken {
      for variable in patterns[place.pattern].captures(in: streams[place.stream], place.line) {
        captured.removeAll { $0.name == variable.name }
        captured.append(variable)
      }
    }
    return captured
  }

  func captures(of parts: [AlignmentPart]) -> [EnvironmentVariable] {
    captures(
      of: parts.flatMap { part -> [TakenLine] in
        guard case .kept(let pattern, let lines) = part else { return [] }
        return lines.map { TakenLine(pattern: pattern, stream: $0.stream, line: $0.index) }
      })
  }

  // MARK: In words

  /// The line without the blanks that are not compared.
  func bytes(of place: LinePlace) -> ArraySlice<UInt8> { streams[place.stream][place.index] }

  func hasNewline(_ place: LinePlace) -> Bool { streams[place.stream].hasNewline(place.index) }

  func reason(for parts: [AlignmentPart]) -> String {
    let words = MissWords(subject: expectation.subject)
    let lines = expectation.lines
    if arrival.isEmpty { return words.nothingCame(expected: lines.count) }
    if lines.isEmpty { return words.nothingWasExpected(came: arrival.count) }
    var missing: [Int] = []
    var extra: [LinePlace] = []
    for part in parts {
      switch part {
      case .missing(let pattern): missing.append(pattern)
      case .extra(let place): extra.append(place)
      case .kept: break
      }
    }
    if let first = missing.first {
      return words.missing(
        Self.shortened(lines[first].sourceText), others: missing.count - 1)
    }
    if let first = extra.first {
      return words.extra(Self.shortened(shown(first)), others: extra.count - 1)
    }
    return words.otherOrder
  }

  func difference(for parts: [AlignmentPart]) -> [DifferenceLine] {
    var difference: [DifferenceLine] = []
    for part in parts {
      switch part {
      case .kept(let pattern, _) where patterns[pattern].isAnything:
        difference.append(DifferenceLine(.same, "..."))
      case .kept(_, let places):
        difference += places.map { DifferenceLine(.same, Self.shortened(shown($0), to: 400)) }
      case .missing(let pattern):
        difference.append(
          DifferenceLine(
            .missing, Self.shortened(expectation.lines[pattern].sourceText, to: 400)))
      case .extra(let place):
        difference.append(DifferenceLine(.extra, Self.shortened(shown(place), to: 400)))
      }
    }
    return DifferenceLine.condensed(difference)
  }

  private func shown(_ place: LinePlace) -> String {
    let text = VisibleText.of(bytes: bytes(of: place))
    return hasNewline(place) ? text : text + " (no-eol)"
  }

  private static func shortened(_ text: String, to limit: Int = 80) -> String {
    let visible = VisibleText.of(text)
    guard visible.unicodeScalars.count > limit else { return visible }
    return String(String.UnicodeScalarView(visible.unicodeScalars.prefix(limit))) + "…"
  }
}
