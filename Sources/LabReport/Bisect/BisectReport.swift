import LabModel

/// A bisection as text: a line for each kernel as it is tested, then what was found.
package struct BisectReport: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// What is searched, and how long it takes.
  ///
  /// - Parameters:
  ///   - result: the search, before its first test.
  ///   - tests: the most tests that are needed where none is skipped.
  /// - Returns: Its lines.
  package func head(_ result: BisectResult, tests: Int) -> [String] {
    let escape = style.escape
    var lines = [style.tinted(escape.line(result.title), .bold) + "  " + escape.line(result.path)]
    for claim in result.claims { lines.append("  claim: " + escape.line(claim)) }
    let ends = "\(name(0, result)) (good) to \(name(result.kernels.count - 1, result)) (bad)"
    lines.append(
      "\(Count.of(result.kernels.count, "kernel")), \(ends): about \(Count.of(tests, "test"))"
        + (result.repeats > 1 ? " of \(result.repeats) runs each" : ""))
    if result.isReversed {
      lines.append("good is newer than bad: the first good kernel after the bad ones is looked for")
    }
    return lines
  }

  /// One kernel's line, and why it is not good.
  package func lines(_ trial: BisectTrial, of result: BisectResult) -> [String] {
    let width = result.kernels.reduce(0) { max($0, TextWidth.columns(style.escape.line($1))) }
    let kernel = TextWidth.padded(style.escape.line(trial.kernel), to: min(width, 50))
    let counts = trial.counts
    var line =
      "  " + style.tinted(TextWidth.padded(word(trial.verdict), to: 11), tint(trial.verdict))
    line += "  " + kernel
    if result.repeats > 1 || counts.runs > 1 {
      line += "  \(counts.bad) of \(counts.runs) bad"
      if counts.skipped > 0 { line += ", \(counts.skipped) cannot tell" }
    }
    line += "  " + Elapsed.seconds(trial.duration)
    if let id = trial.telling?.id { line += "  " + style.tinted(id, .dim) }
    return [line] + reason(trial).map { String(repeating: " ", count: 15) + style.tinted($0, .dim) }
  }

  /// What was found, and how to look closer.
  package func outcome(_ result: BisectResult) -> [String] {
    var lines: [String] = []
    switch result.outcome {
    case .found(let good, let bad):
      lines.append(
        style.tinted(
          result.isReversed
            ? "first good: \(name(good, result)) (bad: \(name(bad, result)))"
            : "first bad: \(name(bad, result)) (good: \(name(good, result)))", .bold))
    case .undecided(let good, let bad):
      let word = result.isReversed ? "last bad" : "first bad"
      lines.append(
        style.tinted("undecided: the \(word) kernel is one of these", .bold)
          + " (good: \(name(good, result)))")
      for place in good + 1...bad {
        lines.append("  " + name(place, result) + (place == bad ? "" : "  (cannot tell)"))
      }
    case .wrongEnd(let place):
      let trial = result.trial(at: place)
      let said = place == 0 ? "good" : "bad"
      let found =
        switch trial?.verdict {
        case .good: "is good"
        case .bad: "is bad"
        case .skip, nil: "cannot be told"
        }
      lines.append(
        style.tinted(
          "nothing to search: \(name(place, result)), which --\(said) names, \(found)", .bold))
    case .interrupted: lines.append("interrupted: what was run is kept")
    }
    if let odds = result.falseGood, odds > 0, case .found = result.outcome {
      lines.append(
        "  a kernel as bad as \(name(result.kernels.count - 1, result)) passes all of its runs in"
          + " \(percent(odds)) of all cases: --repeat makes that rarer")
    }
    if let runs = result.neighbours {
      lines.append("  labbook diff \(runs.good) \(runs.bad)")
    }
    return lines
  }

  private func name(_ place: Int, _ result: BisectResult) -> String {
    style.escape.line(result.kernels[place])
  }

  /// Not the first sentence alone: a crash's has what the kernel said.
  private func reason(_ trial: BisectTrial) -> [String] {
    guard let reason = trial.reason else { return [] }
    return TextWidth.wrapped(style.escape.line(reason), to: style.width - 15)
  }

  private func word(_ verdict: KernelVerdict) -> String {
    verdict == .skip ? "cannot tell" : verdict.rawValue
  }

  private func tint(_ verdict: KernelVerdict) -> TextStyle.Tint {
    switch verdict {
    case .good: .green
    case .bad: .red
    case .skip: .yellow
    }
  }

  /// `2.8 %`; what is less than a tenth of a percent is said so.
  private func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths == 0 ? "less than 0.1 %" : "\(tenths / 10).\(tenths % 10) %"
  }
}
