import LabEvidence

/// A run in the form that the kernel's test systems exchange: KCIDB's JSON, version 5.0 of its schema
/// (kcidb.dev, the Python package kcidb-io), which later versions 5 read as well.
///
/// A kernel is a checkout and a build, with the same ids wherever the same kernel was tested. A
/// notebook is a test, and so is each of its steps, packet transcripts and claims. What was never
/// begun has no kernel, so it is not in it.
package struct KCIDBReport: Sendable {
  private let results: [(result: NotebookResult, id: String, facts: RunFacts)]
  /// labbook's own version.
  private let version: String

  /// Reports `results`; `facts` has what the database knows of each run, by its id.
  package init(_ results: [NotebookResult], facts: [String: RunFacts], version: String) {
    self.results = results.compactMap { result in
      guard let id = result.runID, let facts = facts[id] else { return nil }
      return (result, id, facts)
    }
    self.version = version
  }

  /// The document.
  package var text: String { JSONWriter.text(lineDepth: 2) { write(to: &$0) } }

  private func write(to json: inout JSONWriter) {
    let kernels = results.map(\.facts.kernel)
    json.object { json in
      json.object("version") { json in
        json.member("major", 5)
        json.member("minor", 0)
      }
      json.array("checkouts") { json in
        for kernel in Self.first(kernels, of: Self.checkoutID) { checkout(kernel, &json) }
      }
      json.array("builds") { json in
        for kernel in Self.first(kernels, of: Self.buildID) { build(kernel, &json) }
      }
      json.array("tests") { json in
        for (result, id, facts) in results {
          for test in KCIDBTest.all(of: result) { self.test(test, result, id, facts, &json) }
        }
      }
    }
    json.finish()
  }

  private func checkout(_ kernel: KernelRecord, _ json: inout JSONWriter) {
    json.object { json in
      json.member("id", Self.checkoutID(kernel))
      json.member("origin", "labbook")
      json.member("comment", KCIDBText.line("Linux \(kernel.release) \(kernel.version)"))
      json.member("valid", true)
    }
  }

  private func build(_ kernel: KernelRecord, _ json: inout JSONWriter) {
    json.object { json in
      json.member("id", Self.buildID(kernel))
      json.member("checkout_id", Self.checkoutID(kernel))
      json.member("origin", "labbook")
      json.member("architecture", KCIDBText.architecture(kernel.machine))
      if let hash = kernel.configurationHash {
        json.member("config_name", "sha256:" + KCIDBText.idPart(hash))
      }
      json.member("status", KCIDBStatus.pass.rawValue)
      json.object("misc") { json in
        json.member("release", KCIDBText.line(kernel.release))
        json.member("version", KCIDBText.line(kernel.version))
      }
    }
  }

  private func test(
    _ test: KCIDBTest, _ result: NotebookResult, _ id: String, _ facts: RunFacts,
    _ json: inout JSONWriter
  ) {
    let isWhole = test.suffix.isEmpty
    json.object { json in
      json.member("id", "labbook:" + id + test.suffix)
      json.member("build_id", Self.buildID(facts.kernel))
      json.member("origin", "labbook")
      json.member("path", test.path)
      json.member("status", test.status.rawValue)
      json.member("comment", KCIDBText.line(test.comment))
      json.member("start_time", Elapsed.timestamp(wall: facts.started))
      if isWhole { json.member("duration", seconds: result.duration) }
      let log = test.excerpt + (isWhole ? result.health?.crash?.tail ?? [] : [])
      if !log.isEmpty { json.member("log_excerpt", KCIDBText.excerpt(log)) }
      json.object("environment") { json in
        let machine = result.health?.machine
        let words = [facts.backend] + (machine.map { [$0.emulator] } ?? [])
        json.member("comment", KCIDBText.line(words.joined(separator: ", ")))
        json.object("misc") { json in
          json.member("backend", KCIDBText.line(facts.backend))
          json.member("labbook", version)
          if let machine {
            json.member("emulator", KCIDBText.line(machine.emulator))
            json.member("memory", machine.memory)
            json.member("processors", machine.processors)
          }
        }
      }
      json.object("misc") { json in
        json.member("run", id)
        json.member("notebook", KCIDBText.line(result.path))
        if test.line > 0 { json.member("line", test.line) }
        if test.isImplicit { json.member("implicit", true) }
        if test.isPublished { json.member("published", true) }
        if let reason = test.expectedFailure { json.member("xfail", KCIDBText.line(reason)) }
        if !result.parameters.isEmpty {
          json.object("parameters") { json in
            for parameter in result.parameters {
              json.member(KCIDBText.line(parameter.name), KCIDBText.line(parameter.value))
            }
          }
        }
        if let repetition = result.repetition { json.member("repeat", repetition.number) }
      }
    }
  }

  /// The first kernel of each id, in their order.
  private static func first(
    _ kernels: [KernelRecord], of id: (KernelRecord) -> String
  ) -> [KernelRecord] {
    var seen: Set<String> = []
    return kernels.filter { seen.insert(id($0)).inserted }
  }

  private static func checkoutID(_ kernel: KernelRecord) -> String {
    "labbook:" + KCIDBText.idPart(kernel.release + ":" + kernel.version)
  }

  private static func buildID(_ kernel: KernelRecord) -> String {
    checkoutID(kernel) + ":" + KCIDBText.idPart(kernel.machine)
      + (kernel.configurationHash.map { ":" + KCIDBText.idPart($0) } ?? "")
  }
}
