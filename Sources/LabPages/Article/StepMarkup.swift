import LabEvidence
import LabModel
import LabReport

/// A step with what it really printed.
struct StepMarkup {
  let article: RunArticle
  let links: Links
  private let attempts: [Int: [AttemptRow]]
  private let names: StepNames

  init(_ article: RunArticle, _ links: Links) {
    self.article = article
    self.links = links
    attempts = article.attempts
    names = StepNames(article.outline.steps)
  }

  private var id: String { article.outline.run.id }
  private var start: Int64 { article.outline.run.start }

  /// Whether the step's last attempt met its expectation; nil where nobody can say.
  func isMet(_ step: StepRow) -> Bool? { attempts[step.number]?.last?.met }

  /// The step: its command, each attempt with output and outcome, and how it missed.
  func markup(_ step: StepRow, isScript: Bool) -> Markup {
    let own = attempts[step.number] ?? []
    var content = command(step, isScript: isScript)
    if let reason = step.skipped {
      content += .element(
        "p", ["class": "result"],
        AnswerBadge.badge(.notApplicable, step.isPassedOver ? "– passed over" : "– not run")
          + .text(" \(reason)"))
    } else if own.isEmpty {
      content += .element(
        "p", ["class": "result"], AnswerBadge.badge(.inconclusive, "? never started"))
    }
    for (index, attempt) in own.enumerated() {
      if index > 0, attempt.attempt > own[index - 1].attempt + 1 {
        content += .element(
          "p", ["class": "result"],
          .text("… attempts \(own[index - 1].attempt + 1) to \(attempt.attempt - 1)"))
      }
      content += self.attempt(attempt, of: step, isOnly: own.count == 1)
    }
    let isMissed = own.last?.met == false
    return .element(
      "section",
      [
        "class": isMissed ? "step missed" : "step", "id": "step-\(step.number)",
        "aria-label": "Step \(step.number)", "data-row": "",
      ], content)
  }

  private func command(_ step: StepRow, isScript: Bool) -> Markup {
    var content = Markup()
    for (index, line) in step.command.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if index > 0 { content += Markup(trusted: "\n") }
      let prompt =
        isScript
        ? "" : index > 0 ? "> " : step.host == HostPlan.lab ? "$ " : "\(step.host)$ "
      if !prompt.isEmpty { content += .element("span", ["class": "prompt"], .text(prompt)) }
      content += .lines(String(line))
    }
    let anchor = Markup.element(
      "a", ["class": "name", "href": "#step-\(step.number)"], .text(label(step)))
    return .element(
      "div", ["class": "top"],
      .element("pre", ["class": "command"], .element("code", [:], content)) + anchor)
  }

  /// `step 3`, `step 3 (serve)`, with the host of a script.
  private func label(_ step: StepRow) -> String {
    let name = names[step]
    var text = "step \(step.number)"
    if name != text { text += " (\(name))" }
    return step.host == HostPlan.lab ? text : text + " on \(step.host)"
  }

  // MARK: Attempts

  private func attempt(_ attempt: AttemptRow, of step: StepRow, isOnly: Bool) -> Markup {
    let excerpt = article.output[attempt]
    let miss = attempt.miss.map(RecordedMiss.init)
    var content = OutputMarkup(excerpt, miss: miss).lines(of: attempt, start: start)
    content += rest(excerpt, of: attempt)
    content += outcome(attempt, isOnly: isOnly)
    if let miss, attempt.met == false { content += miss.markup }
    return .element(
      "div", ["class": "attempt", "id": "attempt-\(step.number)-\(attempt.attempt)"], content)
  }

  /// What is said of output that does not stand here.
  private func rest(_ excerpt: OutputExcerpt, of attempt: AttemptRow) -> Markup {
    var markup = Markup()
    if !excerpt.isWhole {
      let text =
        excerpt.isIncomplete
        ? "… the output goes on: all of it"
        : "… \(Count.of(excerpt.size - excerpt.shown, "byte")) more: all \(excerpt.size) bytes"
      let parts = (excerpt.size + OutputBytes.mostBytes - 1) / OutputBytes.mostBytes
      var links: [Markup] = []
      for part in 0..<max(1, min(parts, 20)) {
        let query =
          part == 0
          ? PageQuery() : PageQuery([.init("from", String(part * OutputBytes.mostBytes))])
        links.append(
          .link(
            .text(part == 0 ? text : "part \(part + 1)"),
            self.links.href(
              .output(run: id, step: attempt.step, attempt: attempt.attempt), query)))
      }
      markup += .element("p", ["class": "cut"], .joined(links, .text(", ")))
    }
    if excerpt.dropped > 0 {
      markup += .element(
        "p", ["class": "cut"],
        .text("\(Count.of(excerpt.dropped, "byte")) over the output limit, not kept"))
    }
    return markup
  }

  /// `✓ met at +0.412 s, exited 7 after 0.004 s, 3 packets`.
  private func outcome(_ attempt: AttemptRow, isOnly: Bool) -> Markup {
    var content = Markup()
    if !isOnly { content += .text("attempt \(attempt.attempt) ") }
    if let met = attempt.met { content += AnswerBadge.met(met) + .blank }
    content += .element("span", [:], .text(Self.ending(attempt)))
    var facts: [Markup] = [
      .link(
        .text("at \(Elapsed.instant(attempt.start - start))"),
        links.href(.timeline(id), TimelineQuery.query(around(attempt))))
    ]
    if let packets = attempt.packets {
      facts.append(
        .link(
          .text(Count.of(packets.count, "packet")),
          links.href(.packets(id), PageQuery([.init("step", String(attempt.step))]))))
    }
    if attempt.leaks > 0 {
      facts.append(.text(Count.of(attempt.leaks, "process", "processes") + " left behind"))
    }
    if article.output[attempt].size > 0,
      let raw = links.href(.output(run: id, step: attempt.step, attempt: attempt.attempt))
    {
      facts.append(.link(.text("raw"), raw))
    }
    return .element(
      "p", ["class": "result"], content + .text(" · ") + .joined(facts, .text(" · ")))
  }

  /// The attempt's time with some before and after, in ns on the run's clock.
  private func around(_ attempt: AttemptRow) -> ClosedRange<Int64> {
    let end = attempt.end ?? attempt.exit ?? attempt.start
    let margin = max(1_000_000, (end - attempt.start) / 10)
    return attempt.start - start - margin...max(end, attempt.start) - start + margin
  }

  private static func ending(_ attempt: AttemptRow) -> String {
    let time = attempt.exit.map { " after \(Elapsed.seconds($0 - attempt.start))" } ?? ""
    let status = attempt.status.map(String.init) ?? "?"
    switch attempt.ending {
    case .exited: return "exited \(status)\(time)"
    case .shellEnded: return "exited \(status)\(time) and ended its shell"
    case .timedOut: return "timed out\(time)"
    case .hostMissing: return "its host was not there"
    case nil: return "did not end"
    }
  }
}
