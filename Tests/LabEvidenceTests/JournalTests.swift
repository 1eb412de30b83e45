import GRDB
import LabEvidence
import LabModel
import Testing

@Suite struct JournalTests {
  @Test func aRunThatHasBegunShowsAsRunningWithItsSteps() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    var plan = Plans.plan(["ip link", "curl localhost"], id: "try")
    plan.parameters = ["mtu": "1500", "kind": "veth"]
    let journal = try Journal.begin(
      plan, in: store, backend: "namespaces", provenance: Plans.provenance, labbook: "0.1.0")
    let evidence = try RunEvidence.load(run: journal.run, from: store)
    #expect(evidence.run.id == journal.id)
    #expect(evidence.run.status == .running)
    #expect(evidence.run.end == nil)
    #expect(evidence.run.path == "experiments/one.md")
    #expect(evidence.run.title == "One")
    #expect(evidence.run.backend == "namespaces")
    #expect(evidence.run.kernelRelease == "6.18.0")
    #expect(evidence.run.kernelOptions?.contains("VETH") == true)
    #expect(evidence.run.kernelOptions?.contains("VET") == false)
    #expect(evidence.run.parameters == plan.parameters)
    #expect(
      evidence.steps == [
        StepRow(
          number: 1, block: 1, blockID: "try", indexInBlock: 1, host: "lab", command: "ip link"),
        StepRow(
          number: 2, block: 1, blockID: "try", indexInBlock: 2, host: "lab",
          command: "curl localhost"),
      ])
    #expect(try store.notebook(ofRun: journal.run) == plan.source)
  }

  @Test func aRunsIdIsAUUIDOfVersion7() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let ids = try (0..<50).map { _ in try Journal.standing(in: store).id }
    for id in ids {
      #expect(
        id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/)
          != nil)
    }
    #expect(Set(ids).count == 50)
    #expect(ids.map { $0.prefix(13) } == ids.map { $0.prefix(13) }.sorted())
  }

  @Test func stepsWithTheirOutputComeBackAsTheyWere() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.standing(Plans.plan(["nc -l 1 &", "curl x", "late"]), in: store)
    let hostile: [UInt8] = [0, 0xff, 0xfe, 0x1b, 0x5b, 0x31, 0x6d, 0xc3, 0x28, 0, 10]
    let end = StepEnd(
      step: 1, attempt: 1, ending: .exited, status: 0, exitTime: At.start + 150, settled: .idle,
      leaks: 2, userTime: 12, systemTime: 34)
    try journal.write(At.event(100, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
    try journal.write(
      At.event(120, .output(OutputChunk(step: 1, attempt: 1, stream: .stdout, bytes: hostile))))
    try journal.write(
      At.event(130, .output(OutputChunk(step: 1, attempt: 1, stream: .stderr, bytes: []))))
    try journal.write(At.event(200, .stepEnded(end)))
    journal.recordOutcome(step: 1, attempt: 1, met: false, miss: "line 1 differs")
    try journal.write(At.event(210, .fence(Fence(step: 1, attempt: 1))))
    try journal.commit()
    // Two attempts; during the second the first step's background process prints.
    try journal.write(At.event(300, .stepStarted(StepStart(step: 2, attempt: 1, host: 0))))
    var missing = end
    missing.step = 2
    missing.ending = .hostMissing
    missing.status = 127
    missing.settled = .limit
    try journal.write(At.event(310, .stepEnded(missing)))
    try journal.commit()
    try journal.write(At.event(320, .stepStarted(StepStart(step: 2, attempt: 2, host: 1))))
    try journal.write(
      At.event(330, .output(OutputChunk(step: 1, attempt: 1, stream: .merged, bytes: [65]))))
    try journal.write(
      At.event(340, .outputCut(OutputCut(step: 2, attempt: 2, stream: .stderr, bytes: 1 << 40))))
    try journal.commit()
    journal.recordSkip(step: 3, reason: "when=\"param x = 1\"", isPassedOver: true)
    try journal.finish(.interrupted, reason: "^C")

    let evidence = try RunEvidence.load(run: journal.run, from: store)
    #expect(evidence.run.status == .interrupted)
    #expect(evidence.run.reason == "^C")
    #expect(evidence.run.start == At.start)
    #expect(evidence.run.startWall == At.startWall)
    #expect(evidence.run.end == At.start + 340)
    #expect(
      evidence.attempts == [
        AttemptRow(
          number: 1, step: 1, attempt: 1, start: At.start + 100, exit: At.start + 150,
          end: At.start + 200, ending: .exited, status: 0, settled: .idle, leaks: 2, met: false,
          miss: "line 1 differs", host: 1, userTime: 12, systemTime: 34),
        AttemptRow(
          number: 2, step: 2, attempt: 1, start: At.start + 300, exit: At.start + 150,
          end: At.start + 310, ending: .hostMissing, status: 127, settled: .limit, leaks: 2,
          host: 0, userTime: 12, systemTime: 34),
        AttemptRow(number: 3, step: 2, attempt: 2, start: At.start + 320, host: 1),
      ])
    #expect(
      evidence.outputs == [
        OutputRow(number: 1, step: 1, stream: .stdout, time: At.start + 120, bytes: hostile),
        OutputRow(number: 2, step: 1, stream: .stderr, time: At.start + 130, bytes: []),
        OutputRow(number: 3, step: 1, stream: .merged, time: At.start + 330, bytes: [65]),
      ])
    #expect(
      evidence.outputCuts == [
        OutputCutRow(step: 2, attempt: 2, stream: .stderr, time: At.start + 340, bytes: 1 << 40)
      ])
    #expect(
      evidence.fences == [FenceRow(number: 1, step: 1, attempt: 1, time: At.start + 210)])
    #expect(evidence.steps.map(\.skipped) == [nil, nil, "when=\"param x = 1\""])
    #expect(evidence.steps.map(\.isPassedOver) == [false, false, true])
    #expect(
      evidence.hosts == [
        HostRow(number: 1, name: "lab", origin: .planned, from: At.start - 1000)
      ])
    #expect(try store.integrityProblems() == [])
  }

  @Test func howTheSandboxWasMadeIsKept() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.begin(
      Plans.plan(), in: store, backend: "qemu", provenance: Plans.provenance, labbook: "0.1.0")
    try journal.commit()
    #expect(try store.sandbox(ofRun: journal.run) == nil)
    var record = Plans.sandbox
    record.kernelRelease = "5.10.0"
    try journal.write(At.event(0, .ready(record)))
    try journal.write(At.event(9, .ended(SandboxEnd(killed: 3))))
    try journal.finish(.finished)
    #expect(try store.sandbox(ofRun: journal.run) == record)
    // The kernel that the sandbox ran on is another one here, whose options nobody knows.
    let run = try RunEvidence.load(run: journal.run, from: store).run
    #expect(run.kernelRelease == "5.10.0")
    #expect(run.kernelOptions == nil)
    #expect(run.end == At.start + 9)
  }

  @Test func aRunWhoseSandboxNeverStoodKeepsWhatIsKnown() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.begin(
      Plans.plan(), in: store, backend: "namespaces", provenance: Plans.provenance, labbook: "x")
    try journal.write(At.lab)
    try journal.finish(.crashed, reason: "mount proc on /proc: Operation not permitted")
    let evidence = try RunEvidence.load(run: journal.run, from: store)
    #expect(evidence.run.status == .crashed)
    #expect(evidence.run.reason == "mount proc on /proc: Operation not permitted")
    #expect(evidence.hosts.map(\.from) == [At.start - 1000])
  }

  @Test func outputOfAStepThatNeverBeganIsAFailure() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.standing(in: store)
    try journal.write(
      At.event(1, .output(OutputChunk(step: 1, attempt: 1, stream: .stdout, bytes: [1]))))
    #expect(throws: StoreFailure.self) { try journal.commit() }
    #expect(try store.runs().count == 1)
  }

  @Test func whatIsNotCommittedWaitsAndALotIsWrittenByItself() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.standing(in: store)
    try journal.write(At.event(1, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
    let chunk = OutputChunk(
      step: 1, attempt: 1, stream: .stdout, bytes: [UInt8](repeating: 7, count: 1 << 16))
    try journal.write(At.event(2, .output(chunk)))
    #expect(try RunEvidence.load(run: journal.run, from: store).outputs.isEmpty)
    for place in 0..<40 { try journal.write(At.event(3 + Int64(place), .output(chunk))) }
    #expect(try RunEvidence.load(run: journal.run, from: store).outputs.count >= 32)
    try journal.finish(.finished)
    #expect(try RunEvidence.load(run: journal.run, from: store).outputs.count == 41)
  }

  @Test func nothingIsWrittenAfterTheEnd() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.standing(in: store)
    try journal.finish(.finished)
    try journal.finish(.crashed, reason: "too late")
    #expect(throws: StoreFailure.self) {
      try journal.write(At.event(1, .fence(Fence(step: 0, attempt: 0))))
    }
    #expect(try store.runs().map(\.status) == [.finished])
  }

  @Test func oneTextIsKeptOnceHoweverOftenItRuns() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    for _ in 0..<3 { try Journal.standing(in: store).finish(.finished) }
    let queue = try DatabaseQueue(path: fixture.path)
    let counts = try queue.read { database in
      try ["notebook", "kernel", "run"].map {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)")
      }
    }
    #expect(counts == [1, 1, 3])
  }
}
