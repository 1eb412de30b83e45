import Glibc
import LabEvidence
import LabModel
import LabNotebook
import LabRun
import LabSandbox
import Testing

/// Control runs of a real notebook: steps left out, findings, and what the store keeps.
struct ControlSeriesTests {
  private static let notebook = """
    ---
    labbook: 1
    ---
    # A file appears

    ```console {#look}
    $ cat here
    cat: here: No such file or directory
    [1]
    ```

    ```console {#make .required}
    $ echo made > here
    $ ip link set dev lo up
    ```

    ```console {#later}
    $ cat here
    made
    $ true
    ```

    ```claims
    cat fails until #make
    `cat here` prints "made" after lo is up
    true succeeds after #make
    lo is down before lo is up
    cat succeeds after lo is down
    #later.1 prints "made"
    ```
    """

  @Test func claimsAreAskedAgainWithoutWhatTheyNameAsTheirMoment() throws {
    let folder = try makeFolder()
    defer { removeFolder(folder) }
    let store = try Store.open(path: folder + "/x.sqlite")
    let read = NotebookReader.read(path: "x.md", bytes: Array(Self.notebook.utf8))
    let plan = try #require(read.plan, "\(read.diagnostics)")
    let request = RunRequest(
      plan: plan, bench: NamespaceBench(agentPath: NamespaceBench.installedAgent), store: store,
      version: "test")
    let original = try Conductor(request).run()
    try #require(original.status == .finished, "\(original.reason ?? "")")
    #expect(
      original.outcomes.map(\.verdict.answer) == [.holds, .holds, .holds, .holds, .refuted, .holds])

    let findings = try ControlSeries(request).run(of: original)
    #expect(findings.map(\.claim) == [1, 2, 3, 4])
    #expect(findings.map(\.steps) == [[2, 3], [3], [2, 3], [3]])
    let depends = findings.map { finding in
      switch finding.dependence {
      case .depends: "yes"
      case .independent: "no"
      case .unknown(let reason): reason
      }
    }
    // The file is made by the step before, whether lo comes up or not.
    #expect(depends == ["yes", "no", "no", "yes"])
    // Claims that leave the same steps out share a run.
    #expect(findings[0].run == findings[2].run)
    #expect(findings[1].run == findings[3].run)

    #expect(try store.runs().map(\.id) == [original.id])
    #expect(try store.resolveRun("last") == original.number)
    let all = try store.runs(RunFilter(includesControls: true))
    #expect(all.count == 3)
    #expect(all.compactMap(\.original) == [original.id, original.id])
    let control = try #require(findings[0].run)
    let evidence = try RunEvidence.load(run: store.resolveRun(control), from: store)
    #expect(
      evidence.steps.map { $0.skipped?.hasPrefix("left out: this is a control of run") ?? false }
        == [false, true, true, false, false])
    #expect(evidence.steps.allSatisfy { !$0.isPassedOver })
    // What hangs on what was left out runs all the same, and misses.
    #expect(evidence.attempts.map(\.met) == [true, false, true])
    #expect(try VerdictStore(store).latest(ofRun: store.resolveRun(control)).isEmpty)
  }

  @Test func aRunWithoutMomentsHasNoControls() throws {
    let folder = try makeFolder()
    defer { removeFolder(folder) }
    let store = try Store.open(path: folder + "/x.sqlite")
    let text = Self.notebook.prefix { $0 != "`" } + "```console\n$ true\n```\n"
    let read = NotebookReader.read(path: "x.md", bytes: Array(text.utf8))
    let request = RunRequest(
      plan: try #require(read.plan, "\(read.diagnostics)"),
      bench: NamespaceBench(agentPath: NamespaceBench.installedAgent), store: store,
      version: "test")
    let original = try Conductor(request).run()
    #expect(try ControlSeries(request).run(of: original).isEmpty)
    let series = ControlSeries(request)
    series.interrupt()
    #expect(try series.run(of: original).isEmpty)
    #expect(try store.runs(RunFilter(includesControls: true)).count == 1)
  }

  private func makeFolder() throws -> String {
    var template = Array("/tmp/labbook-control-XXXXXX".utf8CString)
    let path = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    return try #require(path)
  }

  private func removeFolder(_ path: String) {
    for name in ["x.sqlite", "x.sqlite-wal", "x.sqlite-shm"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
