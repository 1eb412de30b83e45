import LabEvidence
import LabModel
import LabReport

/// How the kernel of a run's machine fared.
struct HealthMarkup {
  let run: RunRow
  let links: Links
  /// More troubles than this are only counted.
  private static let mostTroubles = 30

  /// A part with its heading.
  func markup(_ health: KernelHealth) -> Markup {
    var content = Markup.element("h2", ["id": "kernel"], .text("The kernel of its machine"))
    let counted = health.counted.count
    content += .element(
      "p", [:],
      counted == 0 && health.crash == nil
        ? AnswerBadge.badge(.holds, "✓ nothing to report")
        : AnswerBadge.badge(.refuted, "✗ \(Count.of(counted, "trouble"))"))
    if let crash = health.crash { content += self.crash(crash, health.crashTrouble) }
    if !health.troubles.isEmpty {
      var items = Markup()
      for placed in health.troubles.prefix(Self.mostTroubles) { items += trouble(placed) }
      content += .element("ul", ["class": "troubles"], items)
      let rest = health.troubles.count - Self.mostTroubles
      if rest > 0 {
        content += .element("p", ["class": "cut"], .text("… \(Count.of(rest, "more trouble"))"))
      }
    }
    for change in health.taintChanges.prefix(Self.mostTroubles)
    where change.added & TaintBits.illness != 0 {
      let place = change.step.map { " during step \($0)" } ?? ""
      content += .element(
        "p", [:], .text("! \(TroubleWords.taint(change.new, old: change.old))\(place)"))
    }
    if let dropped = health.droppedAt.first {
      content += .element("p", [:], .text("! \(dropped.line.text)"))
    }
    return .element("section", ["class": "health", "aria-labelledby": "kernel"], content)
  }

  private func trouble(_ placed: KernelHealth.PlacedTrouble) -> Markup {
    let trouble = placed.trouble
    var content = Markup.element("strong", [:], .text(trouble.title))
    if let step = placed.step {
      content += .text(", ") + .element("a", ["href": "#step-\(step)"], .text("step \(step)"))
    } else {
      content += .text(placed.isFromBoot ? ", while it booted" : ", between steps")
    }
    content += .text(" [\(trouble.fingerprint)]")
    if let reason = placed.ignored { content += .text(", ignored: \(reason)") }
    let around: Int64 = 5_000_000
    let time = trouble.time - run.start
    content += .blank
    content += .link(
      .text("time line"),
      links.href(.timeline(run.id), TimelineQuery.query(time - around...time + around)))
    content += .element("pre", ["class": "text"], .text(trouble.headline))
    return .element("li", [:], content)
  }

  private func crash(_ crash: MachineCrash, _ trouble: KernelTrouble?) -> Markup {
    var content = Markup.element("p", [:], .text("! \(crash.sentence)"))
    if let trouble {
      content += .element("p", [:], .text("It died of \(trouble.title) [\(trouble.fingerprint)]."))
    }
    if !crash.tail.isEmpty {
      content += .element("p", [:], .text("The last lines of its console:"))
      content += .element(
        "pre", ["class": "output"], .lines(crash.tail.suffix(200).joined(separator: "\n")))
    }
    return content
  }
}
