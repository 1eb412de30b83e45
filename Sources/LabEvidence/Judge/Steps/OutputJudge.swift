import LabClaims
import LabModel

/// Judges what a verb says of an attempt's output.
struct OutputJudge {
  let run: JudgedRun
  let verb: StepVerb
  /// Compiled once for all attempts.
  private let matcher: TextMatcher?

  /// - Throws: `PatternFailure` where the verb's pattern is no regular expression.
  init(run: JudgedRun, verb: StepVerb) throws(PatternFailure) {
    self.run = run
    self.verb = verb
    let pattern: TextPattern? =
      switch verb {
      case .prints(let print): print.pattern
      case .printsLines(_, let pattern): pattern
      default: nil
      }
    var matcher: TextMatcher?
    if let pattern { matcher = try TextMatcher(pattern) }
    self.matcher = matcher
  }

  private var stream: OutputStream? {
    switch verb {
    case .prints(let print): print.stream
    case .printsNothing(let stream): stream
    default: nil
    }
  }

  /// Whether the verb is true of what `attempt` printed in `windows`: only where that is so by every
  /// reading of what lies in them.
  func finding(_ attempt: AttemptRow, in windows: [Window]) -> Finding {
    let slice = OutputSlice(run: run, attempt: attempt, stream: stream, windows: windows)
    let missing = missing(slice, windows)
    // A run that was cut short may have cut any stream short.
    let open =
      slice.cutBytes == 0 && missing != nil ? Set(OutputStream.allCases) : slice.cutStreams
    let reference = EvidenceReference(.attempt, attempt.number)
    var first: Finding?
    for variant in slice.variants {
      let finding = finding(variant, missing, open, attempt)
      guard let known = first else {
        first = finding
        continue
      }
      if known.truth != finding.truth {
        return Finding(
          .unclear, "\(known.words) or \(finding.words): too close to tell",
          known.evidence + finding.evidence + [reference])
      }
    }
    guard var finding = first else { return Finding(.unclear, "printed nothing known") }
    finding.evidence.append(reference)
    return finding
  }

  /// Why there may have been more output than is known; nil where there was not.
  private func missing(_ slice: OutputSlice, _ windows: [Window]) -> String? {
    if slice.cutBytes > 0 { return "\(slice.cutBytes) bytes of its output were dropped" }
    return windows.isOpenEnded ? run.incompleteness : nil
  }

  /// `open` are the streams that may go on after what is known of them.
  private func finding(
    _ output: OutputSlice.Variant, _ missing: String?, _ open: Set<OutputStream>,
    _ attempt: AttemptRow
  ) -> Finding {
    switch verb {
    case .prints(let print): prints(output, print, missing, open)
    case .printsNothing: printsNothing(output, missing)
    case .printsLines(let count, _): lines(output, count, missing, open)
    case .printsSame(let other):
      OutputComparison(run: run, attempt: attempt, other: other).finding(output, missing)
    default: Finding(.unclear, "printed nothing known")
    }
  }

  private func prints(
    _ output: OutputSlice.Variant, _ print: PrintVerb, _ missing: String?,
    _ open: Set<OutputStream>
  ) -> Finding {
    var uncertain: Finding?
    for stream in OutputStream.allCases {
      let bytes = output.bytes(stream)
      let isOpen = open.contains(stream)
      guard let (match, isCertain) = match(in: bytes, isOpen: isOpen, print.comparand) else {
        continue
      }
      let row = output.row(holding: match.range.lowerBound, of: stream)
      let rows = row.map { [EvidenceReference(.output, $0.number)] } ?? []
      let when = row.map { " at \(run.clock.relative($0.time))" } ?? ""
      let words = "printed \(Quoting.output(Array(bytes[match.range])))\(when)"
      if let wanted = print.stream, stream != wanted {
        return Finding(.unclear, "\(words) \(Self.onEither)", rows)
      }
      if let missing, !isCertain {
        uncertain = uncertain ?? Finding(.unclear, "\(words), but \(missing)", rows)
        continue
      }
      return Finding(print.isNegated ? .no : .yes, words, rows)
    }
    if let uncertain { return uncertain }
    if let missing {
      return Finding(.unclear, "\(output.words), but \(missing)", output.references)
    }
    return Finding(print.isNegated ? .yes : .no, output.words, output.references)
  }

  private static let onEither = "on stdout or stderr, which were recorded as one"

  /// The first match that counts, and whether it would be there whatever came after `bytes`.
  private func match(
    in bytes: [UInt8], isOpen: Bool, _ comparand: PrintVerb.Comparand?
  ) -> (match: TextMatch, isCertain: Bool)? {
    guard let matcher, !bytes.isEmpty else { return nil }
    let match: TextMatch?
    if let comparand {
      match = matcher.matches(in: bytes).first { match in
        match.number(of: comparand.name)
          .map { comparand.comparison.holds($0, comparand.number) } ?? false
      }
    } else {
      match = matcher.firstMatch(in: bytes)
    }
    guard let match else { return nil }
    return (match, !isOpen || OpenEnd(of: bytes).keeps(match, of: matcher.pattern))
  }

  private func printsNothing(_ output: OutputSlice.Variant, _ missing: String?) -> Finding {
    if output.rows.allSatisfy(\.bytes.isEmpty) {
      guard let missing else { return Finding(.yes, output.words) }
      return Finding(.unclear, "\(output.words), but \(missing)")
    }
    if stream != nil, output.isMerged {
      return Finding(.unclear, "\(output.words) \(Self.onEither)", output.references)
    }
    return Finding(.no, output.words, output.references)
  }

  private func lines(
    _ output: OutputSlice.Variant, _ count: CountRange, _ missing: String?,
    _ open: Set<OutputStream>
  ) -> Finding {
    var found = 0
    var certain = 0
    for stream in OutputStream.allCases {
      let bytes = output.bytes(stream)
      let lines = matcher.map { $0.matchingLines(in: bytes) } ?? TextMatcher.lines(in: bytes)
      found += lines.count
      certain += lines.count
      if let last = lines.last, open.contains(stream), mayChange(last, of: bytes) { certain -= 1 }
    }
    let matching = matcher.map { " matching \(TextWords.pattern($0.pattern))" } ?? ""
    let words = "printed \(Phrases.count(found, "line"))\(matching)"
    let truth = count.holds(from: certain, to: missing == nil ? found : nil)
    guard truth == .unclear, let missing else {
      return Finding(truth, words, output.references)
    }
    return Finding(.unclear, "\(words), but \(missing)", output.references)
  }

  /// Whether a line that counts might not, if more came after `bytes`: only the last one, where it
  /// has no line feed yet, and not where any line counts.
  private func mayChange(_ line: Range<Int>, of bytes: [UInt8]) -> Bool {
    guard let matcher, line.upperBound == bytes.count else { return false }
    let line = Array(bytes[line])
    guard let match = matcher.firstMatch(in: line) else { return false }
    return !OpenEnd(of: line).keeps(match, of: matcher.pattern)
  }
}

extension OutputSlice.Variant {
  /// `printed "BAM!\n"`.
  var words: String {
    guard let first = streams.first else { return "printed nothing" }
    return "printed " + Quoting.output(first)
      + (streams.count > 1 ? " and more on another stream" : "")
  }

  var references: [EvidenceReference] {
    rows.prefix(Verdict.mostReferences).map { EvidenceReference(.output, $0.number) }
  }
}
