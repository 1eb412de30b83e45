import LabEvidence
import LabModel
import LabReport

/// What a run ran on, with what, and when, for a list of names and values.
struct RunFactList {
  /// A name and what it is, with a link where it leads somewhere.
  typealias Fact = [String: Any]

  let article: RunArticle
  let links: Links

  private var run: RunRow { article.outline.run }

  /// What most readers ask for.
  var short: [Fact] {
    let kernel = article.provenance.kernel
    let label = run.kernelLabel.flatMap { $0 == kernel.release ? nil : "\($0): " } ?? ""
    var facts = [fact("Kernel", "\(label)\(kernel.release) (\(kernel.machine))")]
    if let machine = article.outline.machine { facts.append(fact("Machine", Self.words(machine))) }
    facts.append(fact("Backend", run.backend))
    if !run.parameters.isEmpty {
      let values = run.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      facts.append(fact("Parameters", values.joined(separator: ", ")))
    }
    facts.append(fact("Started", Elapsed.date(wall: run.startWall)))
    facts.append(fact("Duration", run.end.map { Elapsed.seconds($0 - run.start) } ?? "unknown"))
    if let original = article.background.original {
      facts.append(fact("Control of", original, links.href(.run(original))))
    }
    return facts
  }

  /// The rest.
  var long: [Fact] {
    let kernel = article.provenance.kernel
    var facts = [
      fact("Run", run.id), fact("Notebook", run.path),
      fact("Its SHA-256", article.background.notebookHash),
      fact("labbook", article.background.labbook),
      fact("Kernel's version", kernel.version),
    ]
    if let hash = kernel.configurationHash { facts.append(fact("Kernel's configuration", hash)) }
    facts.append(fact("Host name", article.provenance.hostname))
    facts.append(fact("Processors", String(article.provenance.processors)))
    if let seed = article.background.seed { facts.append(fact("Seed", String(seed))) }
    if let filter = run.captureFilter { facts.append(fact("Captured", filter)) }
    if let sandbox = article.sandbox {
      facts.append(fact("Shell", sandbox.shell))
      facts.append(fact("User ids", sandbox.identifiers))
      for limit in sandbox.limits { facts.append(fact("Limit of \(limit.name)", limit.value)) }
      for note in sandbox.notes { facts.append(fact("Note", note)) }
    }
    return facts
  }

  /// The programs that it used, with their files.
  var tools: [Fact] {
    article.provenance.tools.map { tool in
      [
        "name": VisibleText.of(tool.name), "path": VisibleText.of(tool.path),
        "hash": VisibleText.of(tool.hash ?? "unknown"),
      ]
    }
      + article.provenance.missing.map {
        ["name": VisibleText.of($0), "path": "not on PATH", "hash": ""]
      }
  }

  private func fact(_ name: String, _ value: String, _ href: String? = nil) -> Fact {
    var fact: Fact = ["name": VisibleText.of(name), "value": VisibleText.of(value)]
    fact["href"] = href
    return fact
  }

  private static func words(_ machine: MachineRecord) -> String {
    let name =
      switch machine.accelerator {
      case .kvm: "KVM"
      case .tcg: "TCG"
      case .uml: "user-mode Linux"
      }
    return "\(name), \(Count.of(machine.processors, "processor")), \(machine.memory >> 20) MiB, "
      + "\(machine.isResumed ? "resumed" : "booted") in "
      + "\(Elapsed.seconds(machine.startDuration)); \(machine.emulator)"
  }
}
