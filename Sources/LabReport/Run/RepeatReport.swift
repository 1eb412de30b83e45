import LabModel

/// What `labbook run --repeat` prints: a part for each notebook with rates, and one line.
package struct RepeatReport: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// The part of one notebook: what kept repeats from running, steps that missed, claims.
  package func group(_ group: RepeatGroup) -> [String] {
    guard let first = group.results.first else { return [] }
    var heading = first
    heading.repetition = nil
    let duration = group.results.reduce(0) { $0 + $1.duration }
    let counts =
      "\(Count.of(group.results.count, "repeat")) in \(Elapsed.seconds(duration)), "
      + "\(group.good) as claimed"
    var lines = [
      style.tinted(style.escape.line(heading.fullTitle), .bold)
        + style.tinted(
          style.separator + style.escape.line(first.path) + style.separator + counts, .dim)
    ]
    lines += endings(group)
    for step in group.misses { lines += miss(step) }
    for claim in group.claims { lines += self.claim(claim, of: group.results.count) }
    return lines
  }

  private func endings(_ group: RepeatGroup) -> [String] {
    var counts: [(text: String, count: Int)] = []
    for result in group.results where result.ending != .finished {
      let text = RunReport.words(result.ending)
      if let index = counts.firstIndex(where: { $0.text == text }) {
        counts[index].count += 1
      } else {
        counts.append((text, 1))
      }
    }
    return counts.flatMap { text, count in
      wrapped(
        "! \(count) of \(group.results.count): " + style.escape.line(text), indent: 2, .yellow)
    }
  }

  private func miss(_ step: RepeatGroup.Step) -> [String] {
    var place = "step \(step.miss.step)"
    if let name = step.miss.name { place += " (\(style.escape.line(name)))" }
    if step.miss.line > 0 { place += ", line \(step.miss.line)" }
    place += ": in \(step.missed.count) of \(Count.of(step.ran, "repeat"))"
    let word = step.isFlaky ? "flaky " : "missed"
    var lines = ["  " + style.tinted("\(style.cross) \(word)", .red) + "  " + place]
    let first = step.miss.reason.split(separator: "\n").first.map(String.init) ?? ""
    lines += wrapped(
      "first in repeat \(step.missed.first ?? 1): " + style.escape.line(first), indent: 6, nil)
    return lines
  }

  private func claim(_ claim: RepeatGroup.Claim, of repeats: Int) -> [String] {
    let published = claim.isPublished ? "published elsewhere, not counted: " : ""
    let (word, tint) = word(claim)
    var lines: [String] = []
    let room = style.width - Self.indent
    for (index, part) in TextWidth.wrapped(
      style.escape.line("\(claim.number): " + published + claim.text)
        + (claim.isImplicit ? " (implicit)" : ""), to: room
    ).enumerated() {
      lines.append(
        index == 0
          ? "  " + style.tinted(TextWidth.padded(word, to: Self.indent - 2), tint) + part
          : String(repeating: " ", count: Self.indent) + part)
    }
    lines += wrapped(counts(claim), indent: Self.indent, .dim)
    if claim.isFlaky, let change = claim.firstChange {
      let run = change.run.map { " (run \($0))" } ?? ""
      lines += wrapped(
        "first otherwise in repeat \(change.repeat)\(run): \(change.verdict.answer.rawValue)"
          + (change.verdict.reason.isEmpty ? "" : ", ") + style.escape.line(change.verdict.reason),
        indent: Self.indent, .dim)
    }
    return lines
  }

  /// Room for sign and word, `not applicable` being the longest.
  private static let indent = 20

  private func word(_ claim: RepeatGroup.Claim) -> (String, TextStyle.Tint) {
    if claim.isFlaky { return ("~ flaky", claim.isPublished ? .cyan : .red) }
    let answer = claim.verdicts.first?.verdict.answer ?? .notApplicable
    let sign = style.sign(answer)
    let isGood = (answer == .holds) == (claim.expectedFailure == nil)
    let tint: TextStyle.Tint =
      switch answer {
      case .inconclusive: .yellow
      case .notApplicable: .dim
      case .holds, .refuted: claim.isPublished ? .cyan : isGood ? .green : .red
      }
    return (sign + " " + answer.rawValue, tint)
  }

  /// `holds in 17 of 20: 85 %, 95 % interval 64 to 95 %; 1 inconclusive`; the share only where repeats
  /// differ.
  private func counts(_ claim: RepeatGroup.Claim) -> String {
    var parts: [String] = []
    let rate = claim.rate
    if rate.trials > 0 {
      let share = claim.isFlaky ? ": \(rate.text)" : ""
      parts.append("holds in \(rate.successes) of \(rate.trials)\(share)")
    }
    for answer in [Verdict.Answer.inconclusive, .notApplicable] where claim.count(answer) > 0 {
      parts.append("\(claim.count(answer)) \(answer.rawValue)")
    }
    if let reason = claim.expectedFailure {
      parts.append("expected to be refuted: \(style.escape.line(reason))")
    }
    return parts.joined(separator: "; ")
  }

  private func wrapped(_ text: String, indent: Int, _ tint: TextStyle.Tint?) -> [String] {
    TextWidth.wrapped(text, to: style.width - indent).map { line in
      String(repeating: " ", count: indent) + (tint.map { style.tinted(line, $0) } ?? line)
    }
  }

  /// `2 notebooks, 40 runs: 38 as claimed, 2 not; flaky: 1 claim, 0 steps`.
  package func total(_ groups: [RepeatGroup], duration: Int64) -> String {
    let runs = groups.reduce(0) { $0 + $1.results.count }
    let good = groups.reduce(0) { $0 + $1.good }
    let claims = groups.reduce(0) { $0 + $1.claims.count(where: \.isFlaky) }
    let steps = groups.reduce(0) { $0 + $1.misses.count(where: \.isFlaky) }
    let transcripts = groups.reduce(0) { $0 + $1.flakyTranscripts }
    var text =
      "\(Count.of(groups.count, "notebook")), \(Count.of(runs, "run")): \(good) as claimed, "
      + "\(runs - good) not"
    text +=
      claims + steps + transcripts == 0
      ? "; nothing flaky"
      : "; flaky: \(Count.of(claims, "claim")), \(Count.of(steps, "step"))"
    if transcripts > 0 { text += ", \(Count.of(transcripts, "packet transcript"))" }
    return text + ", " + Elapsed.seconds(duration)
  }
}

extension JSONWriter {
  /// The repeats of one notebook as an object: counts, and the share that holds with its interval.
  package mutating func value(_ group: RepeatGroup) {
    object { writer in
      writer.member("path", group.results.first?.path)
      writer.object("parameters") { writer in
        for parameter in group.results.first?.parameters ?? [] {
          writer.member(parameter.name, parameter.value)
        }
      }
      writer.member("repeats", group.results.count)
      writer.member("as_claimed", group.good)
      writer.array("missed") { writer in
        for step in group.misses {
          writer.object { writer in
            writer.member("step", step.miss.step)
            writer.member("line", step.miss.line == 0 ? nil : step.miss.line)
            writer.member("missed", step.missed.count)
            writer.member("ran", step.ran)
            writer.member("flaky", step.isFlaky)
          }
        }
      }
      writer.array("claims") { writer in
        for claim in group.claims { writer.value(claim) }
      }
    }
  }

  private mutating func value(_ claim: RepeatGroup.Claim) {
    object { writer in
      writer.member("number", claim.number)
      writer.member("text", claim.text)
      writer.member("published", claim.isPublished)
      writer.member("implicit", claim.isImplicit)
      writer.member("holds", claim.count(.holds))
      writer.member("refuted", claim.count(.refuted))
      writer.member("inconclusive", claim.count(.inconclusive))
      writer.member("not_applicable", claim.count(.notApplicable))
      writer.member("rate", fraction: claim.rate.share)
      writer.member("low", fraction: claim.rate.interval?.lowerBound)
      writer.member("high", fraction: claim.rate.interval?.upperBound)
      writer.member("flaky", claim.isFlaky)
    }
  }
}
