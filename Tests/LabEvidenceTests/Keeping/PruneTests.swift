import GRDB
import LabModel
import Testing

@testable import LabEvidence

@Suite struct PruneTests {
  private let fixture: Fixture
  private let store: Store
  private static let day: Int64 = 86_400_000_000_000

  /// Six runs, a day apart, of `one.md` (odd numbers) and `two.md`; the second has a control, the seventh.
  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
    for place in 1...6 {
      try RecordedStore.fill(
        store, title: "t\(place)", path: place.isMultiple(of: 2) ? "two.md" : "one.md")
    }
    try RecordedStore.fill(store, title: "control", path: "two.md")
    try write(
      """
      UPDATE run SET start_wall = number * \(Self.day) WHERE number < 7;
      UPDATE run SET start_wall = 2 * \(Self.day) + 1 WHERE number = 7;
      INSERT INTO control VALUES (7, 2);
      INSERT INTO output SELECT number, 2, 1, 'stdout', 12, zeroblob(50000) FROM run
      """)
  }

  private func write(_ sql: String) throws {
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  @Test(
    arguments: [
      (PruneRule(since: 4 * day), [1, 2, 7, 3]),
      (PruneRule(newest: 1), [1, 2, 7, 3, 4]),
      (PruneRule(newest: 2), [1, 2, 7]),
      (PruneRule(since: 5 * day, newest: 2), [1, 2, 7]),
      (PruneRule(since: 0), []),
      (PruneRule(newest: 0), [1, 2, 7, 3, 4, 5, 6]),
      (PruneRule(newest: 3, mostBytes: 1 << 40), []),
      (PruneRule(mostBytes: 0), [1, 2, 7, 3, 4, 5, 6]),
    ] as [(PruneRule, [Int])])
  func whatGoesIsWhatTheRuleSays(rule: PruneRule, numbers: [Int]) throws {
    let trial = try store.prune(rule, isTrial: true)
    #expect(trial.runs.map(\.number) == numbers)
    #expect(try store.runs(RunFilter(includesControls: true)).count == 7)
    #expect(try store.prune(rule) == trial)
    #expect(try store.runs(RunFilter(includesControls: true)).count == 7 - numbers.count)
    #expect(try store.check().problems == [])
    #expect(try store.prune(rule).runs == [])
    // Nothing is left of them.
    let left = try store.check().counts.filter { $0.rows > 0 }.map(\.table)
    if numbers.count == 7 { #expect(left == []) }
    let notebooks = try store.check().counts.first { $0.table == "notebook" }
    #expect(notebooks?.rows == 7 - numbers.count)
  }

  @Test func theOldestGoUntilTheFileIsSmallEnough() throws {
    let all = try store.prune(PruneRule(since: 0), isTrial: true)
    let most = all.sizeBefore - 60_000
    let trial = try store.prune(PruneRule(mostBytes: most), isTrial: true)
    #expect(trial.runs.map(\.number) == [1, 2, 7])
    #expect(trial.sizeAfter <= most)
    #expect(try store.prune(PruneRule(mostBytes: most)) == trial)
    let sizes = try store.vacuum()
    #expect(sizes.after <= sizes.before)
  }

  @Test func kernelsAndParametersAreCountedApart() throws {
    try write(
      """
      UPDATE run SET kernel_label = '6.1' WHERE number = 1;
      INSERT INTO parameter VALUES (3, 'mtu', '1400')
      """)
    #expect(try store.prune(PruneRule(newest: 1)).runs.map(\.number) == [2, 7, 4])
  }

  @Test func aRunThatIsBeingWrittenStaysWithItsOriginal() throws {
    let journal = try Journal.standing(in: store)
    try journal.commit()
    try write("INSERT INTO control VALUES (\(journal.run), 1)")
    let result = try store.prune(PruneRule(newest: 0))
    #expect(result.runs.map(\.number) == [2, 7, 3, 4, 5, 6])
    #expect(result.runningCount == 1)
    #expect(throws: StoreFailure.self) { try store.vacuum() }
    try journal.finish(.finished)
    #expect(try store.vacuum().after > 0)
  }

  @Test func wordsOfRunsThatAreGoneAreNotFoundInThoseThatTakeTheirNumbers() throws {
    #expect(try store.found("words").count == 7)
    _ = try store.prune(PruneRule(newest: 0))
    #expect(try store.found("words") == [])
    let journal = try Journal.standing(in: store)
    try journal.write(At.event(10, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
    try journal.write(
      At.event(
        11, .output(OutputChunk(step: 1, attempt: 1, stream: .stdout, bytes: Array("other".utf8)))))
    try journal.finish(.finished)
    #expect(journal.run == 1)
    #expect(try store.found("words") == [])
    #expect(try store.found("other") == [1])
  }

  @Test func aDamagedChunkIsFound() throws {
    #expect(try store.check().problems == [])
    try write(
      """
      UPDATE packet_chunk SET content = x'00' WHERE run = 1;
      DELETE FROM packet_chunk WHERE run = 3;
      DELETE FROM packet WHERE run = 4 AND number = 2
      """)
    let problems = try store.check().problems
    #expect(problems.contains("run 1: the bytes of the packets from 1 on cannot be read"))
    #expect(problems.contains("run 3 has packets without bytes: 2"))
    #expect(
      problems.contains("run 4: the bytes of the packets from 1 on are 2, and there are 1 rows"))
    #expect(problems.contains("run 4 has attempts whose packets are not there: 1"))
  }
}
