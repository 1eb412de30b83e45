import LabEvidence
import LabModel

/// How a machine's kernel fared, as text.
struct HealthReport {
  private static let mostTroubles = 10
  private static let tailLines = 20

  private let style: TextStyle

  init(style: TextStyle) { self.style = style }

  /// The machine, the kernel's troubles, its taint, and the last words of one that crashed.
  ///
  /// `id` is the run's, for hints; without `withRelease` the kernel is named elsewhere.
  func lines(_ health: KernelHealth, id: String?, withRelease: Bool = true) -> [String] {
    var lines = machine(health, withRelease: withRelease)
    lines += health.troubles.prefix(Self.mostTroubles).flatMap(trouble)
    let rest = health.troubles.count - Self.mostTroubles
    if rest > 0 {
      lines.append(
        "  "
          + style.tinted(
            "\(style.ellipsis) \(Count.of(rest, "more trouble")); `labbook show` has all", .dim))
    }
    for change in health.taintChanges where change.added & TaintBits.illness != 0 {
      let place = change.step.map { " during step \($0)" } ?? ""
      lines.append(
        "  " + style.tinted("! \(TroubleWords.taint(change.new, old: change.old))\(place)", .yellow)
      )
    }
    if let dropped = health.droppedAt.first {
      lines.append("  " + style.tinted("! \(style.escape.line(dropped.line.text))", .yellow))
    }
    if let crash = health.crash { lines += self.crash(crash, health.crashTrouble) }
    return lines
  }

  private func machine(_ health: KernelHealth, withRelease: Bool) -> [String] {
    var facts: [String] = []
    if withRelease {
      let release = style.escape.line(health.release)
      let label = health.label.map { style.escape.line($0) } ?? release
      facts.append("kernel " + (label == release ? release : "\(label) (\(release))"))
    }
    if let machine = health.machine {
      let name =
        switch machine.accelerator {
        case .kvm: "KVM"
        case .tcg: "TCG"
        case .uml: "user-mode Linux"
        }
      facts.append(
        "\(name), \(machine.isResumed ? "resumed" : "booted") in "
          + Elapsed.seconds(machine.startDuration))
      if !withRelease { facts.append(style.escape.line(machine.emulator)) }
    }
    guard !facts.isEmpty else { return [] }
    return [
      (withRelease ? "  " : "") + style.tinted(facts.joined(separator: style.separator), .dim)
    ]
  }

  private func trouble(_ placed: KernelHealth.PlacedTrouble) -> [String] {
    let trouble = placed.trouble
    let place =
      placed.step.map { "step \($0)" } ?? (placed.isFromBoot ? "while it booted" : "between steps")
    let title = "\(style.escape.line(trouble.title)), \(place)"
    let note = placed.ignored.map { ", ignored: \(style.escape.line($0))" } ?? ""
    let head = TextWidth.wrapped("\(title) [\(trouble.fingerprint)]\(note)", to: style.width - 4)
    let tint: TextStyle.Tint = placed.ignored == nil ? .red : .dim
    return head.enumerated().map { index, line in
      (index == 0 ? "  " : "    ") + style.tinted((index == 0 ? "! " : "") + line, tint)
    } + [
      "      "
        + style.tinted(style.cut(style.escape.line(trouble.headline), to: style.width - 6), .dim)
    ]
  }

  private func crash(_ crash: MachineCrash, _ trouble: KernelTrouble?) -> [String] {
    var lines: [String] = []
    if let trouble {
      lines.append(
        "  "
          + style.tinted(
            "! it died of \(style.escape.line(trouble.title)) [\(trouble.fingerprint)]", .red))
    }
    guard !crash.tail.isEmpty else { return lines }
    lines.append("    the last lines of its console:")
    return lines
      + crash.tail.suffix(Self.tailLines).map { line in
        "    " + style.bar + " "
          + style.cut(style.escape.line(line), to: style.width - 6)
      }
  }
}
