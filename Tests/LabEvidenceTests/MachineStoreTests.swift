import GRDB
import LabModel
import Testing

@testable import LabEvidence

/// What a machine tells, written down and read back.
@Suite struct MachineStoreTests {
  static let machine = MachineRecord(
    accelerator: .tcg, emulator: "QEMU emulator version 7.2.22", memory: 512 << 20, processors: 1,
    isResumed: true, startDuration: 321_000_000)

  static func line(
    _ text: String, level: UInt8 = 6, stamp: Int64 = 7, _ source: KernelLogLine.Source = .record
  ) -> Event.Body {
    .kernelLog(KernelLogLine(source: source, stamp: stamp, level: level, text: text))
  }

  /// Begins a run on the kernel that its user calls `6.12`.
  static func journal(_ plan: Plan = Plans.plan(), in store: Store) throws -> Journal {
    var provenance = Plans.provenance
    provenance.kernelLabel = "6.12"
    return try Journal.begin(
      plan, in: store, backend: "qemu", provenance: provenance, labbook: "0.1.0")
  }

  @Test func whatAMachineTellsComesBackAsItWas() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Self.journal(in: store)
    // This machine's clock has nothing to do with the guest's.
    try journal.write(
      Event(time: EventTime(monotonic: 1, wall: 2), body: .machine(Self.machine)))
    try journal.write(At.event(-2_000_000, Self.line("Linux version 6.12", level: 5, stamp: 0)))
    try journal.write(At.event(-1_000_000, .taint(0)))
    try journal.write(At.lab)
    try journal.write(At.ready)
    try journal.write(At.event(3_000_000, Self.line("odd \u{1B}[2J \u{0} text\u{FFFD}", level: 4)))
    try journal.write(At.event(4_000_000, .taint(1 << 63 | 512)))
    try journal.write(At.event(5_000_000, Self.line("last", .console)))
    let crash = MachineCrash(
      kind: .panic, message: "Kernel panic - not syncing: \u{7}", tail: ["a", "", "b\u{1B}"])
    try journal.write(
      Event(time: EventTime(monotonic: Int64.max, wall: 0), body: .crashed(crash)))
    try journal.finish(.crashed, reason: crash.sentence)
    #expect(try store.integrityProblems() == [])

    let evidence = try RunEvidence.load(run: journal.run, from: store)
    #expect(evidence.machine == Self.machine)
    #expect(
      evidence.kernelLog.map(\.line.text)
        == ["Linux version 6.12", "odd \u{1B}[2J \u{0} text\u{FFFD}", "last"])
    #expect(evidence.kernelLog.map { $0.time - At.start } == [-2_000_000, 3_000_000, 5_000_000])
    #expect(evidence.kernelLog.map(\.line.source) == [.record, .record, .console])
    #expect(evidence.kernelLog.map(\.line.level) == [5, 4, 6])
    #expect(evidence.taints.map(\.value) == [0, 1 << 63 | 512])
    #expect(evidence.taints.map { $0.time - At.start } == [-1_000_000, 4_000_000])
    #expect(evidence.crash == crash)
    #expect(evidence.run.start == At.start)
    #expect(evidence.run.end == At.start + 5_000_000)
    #expect(evidence.run.kernelLabel == "6.12")
    #expect(try store.runs().map(\.kernelLabel) == ["6.12"])
    #expect(try store.provenance(ofRun: journal.run).kernelLabel == "6.12")
  }

  @Test func aMachineThatNeverGotReadyLeavesItsLog() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Self.journal(in: store)
    try journal.write(At.event(0, .machine(Self.machine)))
    for number in 1...3 {
      try journal.write(At.event(-Int64(number), Self.line("line \(number)", .console)))
    }
    try journal.commit()
    let crash = MachineCrash(kind: .bootTimeout, message: "no answer for 30 s", tail: [])
    try journal.write(At.event(0, .crashed(crash)))
    try journal.finish(.crashed, reason: crash.sentence)
    let evidence = try RunEvidence.load(run: journal.run, from: store)
    #expect(evidence.kernelLog.map(\.line.text) == ["line 1", "line 2", "line 3"])
    #expect(evidence.kernelLog.allSatisfy { $0.time == evidence.run.start })
    #expect(evidence.crash == crash)
    #expect(evidence.run.end == evidence.run.start)
  }

  @Test func aNotebooksIgnoredTroublesAreKeptWithItsRun() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    var plan = Plans.plan()
    plan.kernel.ignoredTroubles = ["0123456789ab", "/net_rx/", "/a\\/b/i"].compactMap {
      IgnoredTrouble($0)
    }
    #expect(plan.kernel.ignoredTroubles.count == 3)
    let journal = try Self.journal(plan, in: store)
    try journal.finish(.finished)
    let evidence = try RunEvidence.load(run: journal.run, from: store)
    #expect(evidence.ignoredTroubles == plan.kernel.ignoredTroubles)
  }

  @Test func aFileOfVersionThreeGoesOnWithEverythingInIt() throws {
    let fixture = try Fixture()
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write { database in
      for migration in Schema.migrations.prefix(3) { try database.execute(sql: migration) }
      try database.execute(
        sql: """
          PRAGMA application_id = \(Schema.application);
          PRAGMA user_version = 3;
          INSERT INTO notebook VALUES ('\(String(repeating: "a", count: 64))', x'00');
          INSERT INTO kernel (release, version, machine) VALUES ('6.1', '#1', 'x86_64');
          INSERT INTO run (number, id, notebook, path, title, labbook, backend, kernel, hostname,
            processors, status, start, start_wall, duration, writer_process, writer_start,
            writer_boot, writer_namespace)
          VALUES (1, '0190b6f0-0000-7000-8000-000000000000', '\(String(repeating: "a", count: 64))',
            'a.md', 'A', '0', 'namespaces', 1, 'h', 1, 'finished', 5, 6, 7, 1, 1, 'b', 1);
          INSERT INTO kernel_log (run, number, time, level, text) VALUES (1, 1, 9, 4, 'old');
          INSERT INTO claim VALUES (1, 1, 'x', 'lo is up', 0, NULL);
          INSERT INTO verdict VALUES (1, 1, 1, 8, 1, 1, 3, 'holds', 'so');
          INSERT INTO evidence VALUES (1, 1, 1, 'packet', 42);
          INSERT INTO evidence VALUES (1, 1, 2, 'link_event', 2);
          """)
    }
    try queue.close()
    let store = try fixture.open()
    #expect(try store.integrityProblems() == [])
    let evidence = try RunEvidence.load(run: 1, from: store)
    #expect(evidence.run.kernelLabel == nil)
    #expect(evidence.machine == nil)
    #expect(
      evidence.kernelLog == [
        KernelLogRow(
          number: 1, time: 14,
          line: KernelLogLine(source: .record, stamp: 0, level: 4, text: "old"))
      ])
    let verdicts = try VerdictStore(store).latest(ofRun: 1)
    #expect(verdicts.map(\.isImplicit) == [false])
    #expect(
      verdicts.map(\.verdict.evidence) == [
        [EvidenceReference(.packet, 42), EvidenceReference(.link, 2)]
      ])
    // New verdicts may rest on the new tables.
    let verdict = ClaimVerdict(
      number: 1, identity: "k", text: "kernel log has no warnings", line: 0, isImplicit: true,
      verdict: Verdict(
        .refuted, "w", evidence: [EvidenceReference(.kernelLog, 1), EvidenceReference(.taint, 1)]))
    try VerdictStore(store).record([verdict], ofRun: 1, at: 9)
    #expect(try VerdictStore(store).latest(ofRun: 1) == [verdict])
  }
}
