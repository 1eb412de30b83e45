import GRDB
import Glibc
import LabEvidence
import LabModel
import TestSupport
import Testing

/// Ends of `labbook run` that come from outside: nothing stays, and what was recorded is kept.
@Suite(.serialized) struct InterruptionTests {
  /// Two steps that end, a server, and one that does not end by itself.
  private static let hanging = """
    ---
    labbook: 1
    timeout: 2min
    step-timeout: 2min
    hosts: [far]
    links: ["lab:eth0 10.0.0.1/24 -- far:eth0 10.0.0.2/24"]
    ---

    ```console {#one}
    $ echo one; echo one >&2
    one
    one
    ```

    ```console {#two}
    far$ (while :; do sleep 1; done) & echo two
    two
    ```

    ```console {#three}
    $ echo three; sleep 4321
    ```

    ```claims
    one prints "one"
    three succeeds
    ```
    """

  /// Everything a test of an interrupted run needs.
  private struct Scene {
    let folder: TemporaryFolder
    let work: String
    let database: String
    let machine = MachineState.now

    init() throws {
      folder = try TemporaryFolder()
      work = try folder.folder("work")
      database = folder.path + "/labbook.sqlite"
      try folder.file("hanging.md", InterruptionTests.hanging)
    }

    func start() throws -> LabbookProcess {
      try LabbookProcess(
        ["run", folder.path + "/hanging.md", "--db", database], in: work)
    }

    /// Waits until the third step runs and the first two are in the database.
    func waitForThirdStep(_ labbook: LabbookProcess) throws {
      let isThere = try eventually(within: 20, every: 20_000) {
        let isRunning = ProcessTree.descendants(of: labbook.process).contains {
          ProcessTree.command($0.process) == "sleep 4321"
        }
        return try isRunning && endedSteps() == [1, 2]
      }
      try #require(isThere, "the third step did not begin")
    }

    func endedSteps() throws -> [Int] {
      let store = try Store.open(path: database, for: .read)
      guard let run = try store.runs().first else { return [] }
      return try RunEvidence.load(run: run.number, from: store).attempts
        .filter { $0.end != nil }.map(\.step)
    }

    /// The run shows as interrupted with what it had recorded, in a sound file.
    func expectKeptEvidence(sourceLocation: SourceLocation = #_sourceLocation) throws {
      let store = try Store.open(path: database, for: .read)
      #expect(try store.integrityProblems() == [], sourceLocation: sourceLocation)
      let run = try #require(try store.runs().first)
      #expect(run.status == .interrupted, sourceLocation: sourceLocation)
      let evidence = try RunEvidence.load(run: run.number, from: store)
      #expect(
        evidence.attempts.filter { $0.end != nil }.map(\.step) == [1, 2],
        sourceLocation: sourceLocation)
      let output = evidence.outputs.filter { $0.step <= 2 }.flatMap(\.bytes)
      #expect(
        String(decoding: output, as: UTF8.self).split(separator: "\n").sorted()
          == ["one", "one", "two"], sourceLocation: sourceLocation)
      #expect(evidence.hosts.map(\.name) == ["lab", "far"], sourceLocation: sourceLocation)
    }

    func expectNoTrace(_ traces: Traces, sourceLocation: SourceLocation = #_sourceLocation) {
      #expect(!traces.isEmpty, sourceLocation: sourceLocation)
      traces.expectToVanish(sourceLocation: sourceLocation)
      #expect(MachineState.now == machine, sourceLocation: sourceLocation)
      let names = folder.contents.filter { !$0.hasPrefix("labbook.sqlite") }
      #expect(names == ["hanging.md", "work"], sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalEndsTheRunAndKeepsTheEvidence(_ signal: Int32) throws {
    let scene = try Scene()
    let labbook = try scene.start()
    try scene.waitForThirdStep(labbook)
    let traces = Traces(below: labbook.process)
    labbook.signal(signal)
    let ending = try labbook.end(within: 5)
    #expect(ending.status == 130)
    #expect(ending.stdout.contains("interrupted"))
    scene.expectNoTrace(traces)
    try scene.expectKeptEvidence()
    // The verdicts rest on what there is.
    let judged = try LabbookProcess.run(["judge", "last", "--json", "--db", scene.database])
    #expect(judged.status == 4)
    #expect(
      try judged.document(JudgeDocument.self).claims.map(\.verdict) == ["holds", "inconclusive"])
    let shown = try LabbookProcess.run(["show", "last", "--db", scene.database])
    #expect(shown.status == 0)
    #expect(shown.stdout.contains("interrupted"))
    let listed = try LabbookProcess.run(["list", "--db", scene.database])
    #expect(listed.stdout.contains("interrupted"))
  }

  @Test func ctrlCAtTheTerminalInterruptsAtAnyMoment() throws {
    let scene = try Scene()
    for _ in 0..<12 {
      let moment = Double.random(in: 0..<0.4)
      let labbook = try scene.start()
      usleep(UInt32(moment * 1e6))
      labbook.signalGroup(SIGINT)
      let ending = try labbook.end(within: 5)
      // Nil: it had not got as far as listening to signals.
      #expect(ending.status == 130 || ending.status == nil, "after \(moment) s")
      #expect(!ending.stdout.contains("crashed"), "after \(moment) s: \(ending.stdout)")
    }
    let runs = try Store.open(path: scene.database).runs()
    #expect(runs.allSatisfy { $0.status == .interrupted })
    #expect(MachineState.now == scene.machine)
  }

  @Test func aSecondCtrlCLeavesAtOnce() throws {
    let scene = try Scene()
    let labbook = try scene.start()
    try scene.waitForThirdStep(labbook)
    let traces = Traces(below: labbook.process)
    // Somebody else writes the database and does not end: the run cannot be finished in it.
    let other = try DatabaseQueue(path: scene.database)
    try other.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      defer { try? database.execute(sql: "ROLLBACK") }
      labbook.signal(SIGINT)
      usleep(500_000)
      #expect(!labbook.hasEnded)
      labbook.signal(SIGINT)
      #expect(try labbook.end(within: 2).status == 130)
    }
    try other.close()
    scene.expectNoTrace(traces)
    try scene.expectKeptEvidence()
  }

  @Test func killingItKeepsTheEvidence() throws {
    let scene = try Scene()
    let labbook = try scene.start()
    try scene.waitForThirdStep(labbook)
    let traces = Traces.kill(labbook)
    #expect(try labbook.end().status == nil)
    scene.expectNoTrace(traces)
    try scene.expectKeptEvidence()
  }

  @Test func killingTheAgentEndsTheRunAsAFailure() throws {
    let scene = try Scene()
    let labbook = try scene.start()
    try scene.waitForThirdStep(labbook)
    let traces = Traces(below: labbook.process)
    let agent = try #require(
      ProcessTree.descendants(of: labbook.process).first {
        ProcessTree.entry($0.process)?.parent == labbook.process
      })
    kill(agent.process, SIGKILL)
    #expect(try labbook.end(within: 5).status == 5)
    scene.expectNoTrace(traces)
    let store = try Store.open(path: scene.database, for: .read)
    #expect(try store.runs().map(\.status) == [.crashed])
  }

  @Test func killingItAtAnyMomentLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let work = try folder.folder("work")
    let database = folder.path + "/labbook.sqlite"
    let machine = MachineState.now
    let arguments = ["run", Repository.experiments, "--db", database, "--jobs", "2"]
    var killed: [pid_t] = []
    let whole = min(3, Double(try Experiments.get().document.duration) / 1e9)
    // Five at a time into one database, each with a moment of its own: a hundred in all where every
    // fault is tried at its full size.
    for _ in 0..<(getenv("LABBOOK_FAULTS").map { String(cString: $0) } == "all" ? 20 : 4) {
      let moments = (0..<5).map { _ in Double.random(in: 0..<whole) }.sorted()
      let start = ContinuousClock.now
      let labbooks = try moments.map { _ in try LabbookProcess(arguments, in: work) }
      let traces = zip(labbooks, moments).map { labbook, moment in
        _ = eventually(within: max(0, moment - (ContinuousClock.now - start) / .seconds(1))) {
          labbook.hasEnded
        }
        return Traces.kill(labbook)
      }
      killed += labbooks.map(\.process)
      for (labbook, traces) in zip(labbooks, traces) {
        _ = try labbook.end()
        traces.expectToVanish("kills after \(moments) s")
      }
    }
    #expect(MachineState.now == machine)
    #expect(
      folder.contents.filter { !$0.hasPrefix("labbook.sqlite") } == ["work"])

    let store = try Store.open(path: database)
    #expect(try store.integrityProblems() == [])
    // An empty cgroup cannot go by itself: the next sandbox takes it away.
    _ = try ConductedNotebook("```console\n$ true\n```")
    #expect(MachineState.cgroups(of: killed) == [])
    let runs = try store.runs()
    #expect(runs.allSatisfy { $0.status == .interrupted || $0.status == .finished })
    #expect(runs.contains { $0.status == .interrupted })
    #expect(try store.markInterruptedRuns() == runs.count { $0.status == .interrupted })
    for run in runs where run.status == .interrupted {
      let evidence = try RunEvidence.load(run: run.number, from: store)
      // All that was there at the last fence before: steps in order, every one of them whole.
      let attempts = evidence.attempts
      #expect(attempts.map(\.step) == attempts.map(\.step).sorted())
      #expect(attempts.dropLast().allSatisfy { $0.end != nil && $0.status != nil })
      #expect(evidence.steps.count > 5)
    }
    try store.close()
  }
}
