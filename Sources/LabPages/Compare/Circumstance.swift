import LabEvidence
import LabModel
import LabReport

/// One thing that two runs ran on or with.
struct Circumstance: Sendable {
  private let name: String
  private let old: String
  private let new: String

  var differs: Bool { old != new }

  /// What a template shows of it.
  var values: [String: Any] {
    [
      "name": VisibleText.of(name), "old": VisibleText.of(old), "new": VisibleText.of(new),
      "differs": differs,
    ]
  }

  /// All of them, in the order in which a reader would ask.
  static func all(
    _ old: RunEvidence, _ before: Provenance, _ new: RunEvidence, _ after: Provenance,
    isSameText: Bool
  ) -> [Circumstance] {
    func pair(_ name: String, _ value: (RunEvidence, Provenance) -> String) -> Circumstance {
      Circumstance(name: name, old: value(old, before), new: value(new, after))
    }
    func machine(_ evidence: RunEvidence) -> String {
      guard let machine = evidence.machine else { return "none" }
      return "\(machine.emulator), \(machine.accelerator.rawValue), "
        + "\(machine.memory >> 20) MiB, \(Count.of(machine.processors, "processor"))"
    }
    var all = [
      pair("Notebook") { evidence, _ in evidence.run.path },
      Circumstance(
        name: "Its text", old: isSameText ? "the same" : "as it was then",
        new: isSameText ? "the same" : "changed"),
      pair("Kernel") { evidence, _ in
        evidence.run.kernelLabel.map { "\($0) (\(evidence.run.kernelRelease))" }
          ?? evidence.run.kernelRelease
      },
      pair("Its build") { _, provenance in provenance.kernel.version },
      pair("Architecture") { _, provenance in provenance.kernel.machine },
      pair("Backend") { evidence, _ in evidence.run.backend },
      pair("Emulated machine") { evidence, _ in machine(evidence) },
      pair("Computer") { _, provenance in
        "\(provenance.hostname), \(Count.of(provenance.processors, "processor"))"
      },
    ]
    let names = Set(old.run.parameters.keys).union(new.run.parameters.keys).sorted()
    for name in names.prefix(100) {
      all.append(
        pair("Parameter \(name)") { evidence, _ in evidence.run.parameters[name] ?? "none" })
    }
    all.append(
      pair("How it ended") { evidence, _ in
        evidence.run.status.rawValue + (evidence.run.reason.map { ": " + $0 } ?? "")
      })
    all.append(
      pair("Capture filter") { evidence, _ in evidence.run.captureFilter ?? "none" })
    return all
  }
}
