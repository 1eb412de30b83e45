import LabEvidence
import LabModel

/// What `labbook diff` prints of two runs: both in a line each, what was said otherwise, and the evidence
/// that differs as hunks.
package struct DiffReport: Sendable {
  /// Lines of one section that are shown unless all are asked for.
  private static let mostLines = 40

  private let style: TextStyle
  private let showsAll: Bool

  /// `showsAll` also lists what is unchanged, and shows differences however long.
  package init(style: TextStyle, showsAll: Bool = false) {
    self.style = style
    self.showsAll = showsAll
  }

  /// The lines of one comparison.
  package func lines(_ comparison: RunComparison) -> [String] {
    var lines = heading(comparison)
    if comparison.isEmpty, !showsAll {
      return lines + ["no difference"]
    }
    for change in ChangeClass.allCases where showsAll || change != .unchanged {
      let answers = comparison.answers.all.filter { answer in
        answer.change == change && (showsAll || !comparison.unreached.answers.contains(answer))
          // A published claim is often refuted, and does not count.
          && (showsAll || !(answer.isPublished && change == .stillFailing))
      }
      guard !answers.isEmpty else { continue }
      lines.append("")
      lines.append(style.tinted("\(change.rawValue) (\(answers.count))", .bold, tint(change)))
      lines += answers.flatMap(self.answer)
    }
    if !comparison.unreached.sentences.isEmpty {
      lines += [
        "", style.tinted("not reached (\(comparison.unreached.answers.count))", .bold, .yellow),
      ]
      lines += comparison.unreached.sentences.map { "  ? " + style.escape.line($0) }
    }
    for part in comparison.evidence { lines += [""] + self.part(part) }
    return lines + ["", summary(comparison)]
  }

  /// `1 regression, 2 fixed; evidence differs in 3 steps and outside of steps`.
  package func summary(_ comparison: RunComparison) -> String {
    var parts: [String] = []
    for change in ChangeClass.allCases where change != .unchanged {
      let answers = comparison.answers.all.filter {
        $0.change == change && !($0.isPublished && change == .stillFailing)
          && !comparison.unreached.answers.contains($0)
      }
      guard !answers.isEmpty else { continue }
      let published = answers.count(where: \.isPublished)
      parts.append(
        words(answers.count, change)
          + (published > 0 && change.isWorse ? " (\(published) published, not counted)" : ""))
    }
    let unreached = comparison.unreached.answers.count
    if unreached > 0 { parts.append("\(unreached) not reached") }
    if parts.isEmpty { parts.append("every answer is the same") }
    let steps = comparison.evidence.count { $0.step != nil && $0.step != 0 }
    let rest = comparison.evidence.count - steps
    var text = parts.joined(separator: ", ")
    if steps + rest == 0 { return text + "; no evidence differs" }
    text += "; evidence differs "
    var places: [String] = []
    if steps > 0 { places.append("in " + Count.of(steps, "step")) }
    if rest > 0 { places.append("outside of steps") }
    return text + places.joined(separator: " and ")
  }

  /// `2 regressions`, `3 fixed`.
  private func words(_ count: Int, _ change: ChangeClass) -> String {
    switch change {
    case .regression, .newFailure: Count.of(count, change.rawValue)
    case .fixed, .stillFailing, .appeared, .disappeared, .unchanged: "\(count) \(change.rawValue)"
    }
  }

  // MARK: Heading

  private func heading(_ comparison: RunComparison) -> [String] {
    let title = style.escape.line(comparison.new.title)
    let path = style.escape.line(comparison.new.path)
    var lines = [style.tinted(title, .bold) + style.tinted(style.separator + path, .dim)]
    if comparison.old.path != comparison.new.path {
      lines.append("other notebook: \(style.escape.line(comparison.old.path))")
    }
    lines.append(style.tinted("--- " + run(comparison.old, besides: comparison.new), .red))
    lines.append(style.tinted("+++ " + run(comparison.new, besides: comparison.old), .green))
    if let sentence = comparison.relation.sentence {
      lines.append(style.tinted(sentence, .dim))
    }
    return lines
  }

  /// `run 3 (019a2b3c), kernel 6.12.117, qemu, crashed: no answer for 10 s`.
  private func run(_ run: RunRow, besides other: RunRow) -> String {
    let id = ShortID.of(run.id, between: other.id == run.id ? nil : other.id, and: nil)
    var text =
      "run \(run.number) (\(id)), kernel \(style.escape.line(run.kernelRelease)), "
      + style.escape.line(run.backend)
    if !run.parameters.isEmpty {
      text +=
        ", "
        + run.parameters.sorted { $0.key < $1.key }
        .map { style.escape.line("\($0.key)=\($0.value)") }.joined(separator: " ")
    }
    if run.status != .finished {
      text += ", \(run.status.rawValue)"
      if let reason = run.reason { text += ": \(style.escape.line(reason))" }
    }
    return text
  }

  // MARK: Answers

  private func answer(_ answer: ComparedAnswer) -> [String] {
    let number = answer.new?.number ?? answer.old?.number ?? 0
    let name: String
    switch answer.kind {
    case .step:
      let host = answer.host == HostPlan.lab ? "" : style.escape.line(answer.host ?? "")
      name = "step \(number): \(host)$ "
    case .claim: name = answer.isPublished ? "published: " : ""
    case .packets: name = ""
    }
    let text = answer.text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let sign =
      switch answer.change {
      case .regression, .newFailure, .stillFailing: style.cross
      case .fixed, .appeared: style.checkMark
      case .disappeared: "?"
      case .unchanged: " "
      }
    var lines = wrapped(
      name + style.escape.line(text), first: "  \(sign) ", indent: 4)
    let isSame = answer.old?.answer == answer.new?.answer
    guard answer.change != .unchanged, !(answer.change == .stillFailing && isSame) else {
      return lines
    }
    lines += side("-", answer.old, .red) + side("+", answer.new, .green)
    return lines
  }

  private func side(
    _ sign: String, _ side: ComparedAnswer.Side?, _ tint: TextStyle.Tint
  ) -> [String] {
    var text = side?.answer ?? "not there"
    let reason = side?.reason.split(separator: "\n").first.map(String.init) ?? ""
    if !reason.isEmpty { text += ": " + reason }
    return wrapped(style.escape.line(text), first: "    \(sign) ", indent: 6)
      .map { style.tinted($0, tint) }
  }

  private func wrapped(_ text: String, first: String, indent: Int) -> [String] {
    TextWidth.wrapped(text, to: style.width - indent).enumerated().map { index, line in
      (index == 0 ? first : String(repeating: " ", count: indent)) + line
    }
  }

  // MARK: Evidence

  private func part(_ part: RunComparison.Part) -> [String] {
    var title = part.name
    if let step = part.step, step > 0, title != "step \(step)" { title = "step \(step) (\(title))" }
    if let command = part.command?.split(whereSeparator: \.isNewline).first {
      title += ": $ " + String(command)
    }
    var lines = [
      style.tinted(
        "@@ "
          + style.cut(style.escape.line(title), to: style.width - 6) + " @@", .cyan)
    ]
    for section in part.sections {
      lines.append("  " + style.escape.line(section.title))
      let shown = DifferenceLine.condensed(
        section.lines, limit: showsAll ? Int.max : Self.mostLines)
      lines += shown.map { "  " + self.line($0) }
    }
    return lines
  }

  /// A line is whole, as a difference often is at its end; it is safe to show already.
  private func line(_ line: DifferenceLine) -> String {
    let text = style.usesUnicode ? line.content : style.escape.line(line.content)
    switch line.kind {
    case .same: return "  " + text
    case .missing: return style.tinted("- " + text, .red)
    case .extra: return style.tinted("+ " + text, .green)
    case .omitted: return style.tinted("  \(style.ellipsis) \(text)", .dim)
    }
  }

  private func tint(_ change: ChangeClass) -> TextStyle.Tint {
    switch change {
    case .regression, .newFailure: .red
    case .stillFailing, .disappeared: .yellow
    case .fixed, .appeared: .green
    case .unchanged: .dim
    }
  }
}
