import Foundation
import GRDB
import LabModel
import Testing

@testable import LabEvidence

@Suite struct MergeTests {
  /// SHA-256 of nothing.
  private static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  private func copy(_ from: Fixture) throws -> Fixture {
    let copy = try Fixture()
    try FileManager.default.copyItem(atPath: from.path, toPath: copy.path)
    return copy
  }

  private func write(_ fixture: Fixture, _ sql: String) throws {
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  /// Three files: two runs; these and one more, of which one was judged again; another one and its control.
  private func sources() throws -> [Fixture] {
    let a = try Fixture()
    var store = try a.open()
    let shared = try RecordedStore.fill(store, title: "shared")
    try RecordedStore.fill(store, title: "second", path: "two.md")
    try store.close()
    let b = try copy(a)
    store = try a.open()
    try RecordedStore.judge(shared, in: store, at: 30, answer: .refuted)
    try store.close()
    store = try b.open()
    try RecordedStore.judge(shared, in: store, at: 20, answer: .inconclusive)
    try RecordedStore.fill(store, title: "third")
    try store.indexSteps()
    try store.close()
    let c = try Fixture()
    store = try c.open()
    let control = try RecordedStore.fill(store, title: "fourth")
    let original = try RecordedStore.fill(store, title: "fourth")
    try store.close()
    try write(c, "INSERT INTO control VALUES (\(control), \(original))")
    return [a, b, c]
  }

  @Test func filesMergedInAnyOrderHaveTheSameContent() throws {
    let files = try sources()
    var contents: [[String]] = []
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      let target = try Fixture()
      let store = try target.open()
      for place in order { _ = try store.merge(files[place].path) }
      #expect(try store.check().problems == [])
      #expect(try store.runs(RunFilter(includesControls: true)).count == 5)
      #expect(try store.found("words").count == 5)
      let before = try RecordedStore.content(of: target.path)
      for place in order {
        let again = try store.merge(files[place].path)
        #expect(again.added == [] && again.judgementCount == 0 && again.leftOut == [])
      }
      contents.append(try RecordedStore.content(of: target.path))
      #expect(contents.last == before)
    }
    #expect(Set(contents).count == 1)
    #expect(contents[0].count > 80)
  }

  @Test func aRunIsReadFromTheMergedFileAsFromItsOwn() throws {
    let source = try Fixture()
    let store = try source.open()
    try RecordedStore.fill(store, title: "a")
    let run = try RecordedStore.fill(store, title: "b")
    let original = try RunEvidence.load(run: run, from: store)
    let target = try Fixture()
    let merged = try target.open()
    try RecordedStore.fill(merged, title: "before")
    #expect(try merged.merge(source.path).added.count == 2)
    let number = try merged.resolveRun(original.run.id)
    #expect(number == 3)
    let copy = try RunEvidence.load(run: number, from: merged)
    #expect(copy.outputs == original.outputs)
    #expect(copy.links == original.links)
    #expect(try copy.packets.all() == original.packets.all())
    #expect(try merged.provenance(ofRun: number) == store.provenance(ofRun: run))
    #expect(try merged.notebook(ofRun: number) == store.notebook(ofRun: run))
  }

  @Test func judgementsOfOneRunAreJoinedByTheirInstants() throws {
    let files = try sources()
    let store = try files[0].open()
    let result = try store.merge(files[1].path)
    #expect(result.judgementCount == 2)
    #expect(result.presentCount == 2)
    let judgements = try VerdictStore(store).judgements(ofRun: 1)
    #expect(judgements.map(\.wall) == [1, 20, 30])
    #expect(judgements.map(\.number) == [1, 2, 3])
    #expect(judgements[1].verdicts.map(\.verdict.answer) == [.inconclusive])
    #expect(try VerdictStore(store).latest(ofRun: 1).map(\.verdict.answer) == [.refuted])
    #expect(try PacketTranscriptStore(store).latest(ofRun: 1).map(\.reason) == ["all 30"])
  }

  @Test func aRunThatIsBeingWrittenIsLeftOutUntilItsWriterIsGone() throws {
    let source = try Fixture()
    let store = try source.open()
    let journal = try Journal.standing(in: store)
    try journal.commit()
    let target = try Fixture()
    let merged = try target.open()
    let result = try merged.merge(source.path)
    #expect(result.added == [])
    #expect(result.leftOut.map(\.reason) == ["it is still running"])
    try write(source, "UPDATE run SET writer_start = writer_start + 1")
    #expect(try merged.merge(source.path).added.count == 1)
    #expect(try merged.row(ofRun: 1).status == .interrupted)
    #expect(try merged.row(ofRun: 1).reason == InterruptedRuns.reason)
    #expect(try merged.merge(source.path).presentCount == 1)
    // It was only another machine's: once it has ended, all of it is taken.
    try RecordedStore.fill(merged)
    try journal.write(At.event(5, .fence(Fence(step: 0, attempt: 0))))
    try journal.finish(.finished)
    #expect(try merged.merge(source.path).added.count == 1)
    let whole = try RunEvidence.load(run: 1, from: merged)
    #expect(whole.run.status == .finished)
    #expect(whole.fences.count == 1)
    #expect(try merged.runs().count == 2)
    #expect(try merged.merge(source.path).presentCount == 1)
  }

  @Test func whatOneFileKnowsOfAKernelTheOtherOneLearns() throws {
    let (source, target) = (try Fixture(), try Fixture())
    var store = try source.open()
    try RecordedStore.fill(store)
    try store.close()
    store = try target.open()
    try RecordedStore.fill(store)
    try store.close()
    try write(target, "UPDATE kernel SET configuration_sha256 = NULL, options = NULL")
    let merged = try target.open()
    #expect(try merged.merge(source.path).added.count == 1)
    #expect(try merged.provenance(ofRun: 1).kernel.options == Plans.provenance.kernel.options)
    try write(
      source, "UPDATE kernel SET options = 'OTHER'; UPDATE run SET id = replace(id, '0', '1')")
    let other = try merged.merge(source.path)
    #expect(other.added == [])
    #expect(other.leftOut.first?.reason.contains("each with another content") == true)
    #expect(try merged.runs().count == 2)
  }

  @Test func anOlderFileIsMergedThroughACopy() throws {
    let source = try Fixture()
    let queue = try DatabaseQueue(path: source.path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL")
      for migration in Schema.migrations[..<3] { try database.execute(sql: migration) }
      try database.execute(
        sql: """
          PRAGMA application_id = \(Schema.application); PRAGMA user_version = 3;
          INSERT INTO notebook VALUES ('\(Self.emptyHash)', x'');
          INSERT INTO kernel (release, version, machine) VALUES ('6.1', '#1', 'x86_64');
          INSERT INTO run (id, notebook, path, title, labbook, backend, kernel, hostname, processors,
            status, start, start_wall, writer_process, writer_start, writer_boot, writer_namespace)
          VALUES ('01999999-0000-7000-8000-000000000001', '\(Self.emptyHash)', 'old.md', 'Old',
            '0.1.0', 'namespaces', 1, 'there', 1, 'finished', 1, 2, 3, 4, 'x', 5);
          INSERT INTO claim VALUES (1, 1, 'c', 'c', 0, NULL);
          INSERT INTO verdict VALUES (1, 1, 1, 9, 1, 1, 2, 'holds', 'so');
          INSERT INTO evidence VALUES (1, 1, 1, 'packet', 7);
          """)
    }
    try queue.close()
    let before = try Data(contentsOf: URL(filePath: source.path))
    let target = try Fixture()
    let store = try target.open()
    #expect(try store.merge(source.path).added == ["01999999-0000-7000-8000-000000000001"])
    #expect(try VerdictStore(store).latest(ofRun: 1).map(\.verdict.evidence.count) == [1])
    #expect(try Data(contentsOf: URL(filePath: source.path)) == before)
  }

  @Test func aStoppedMergeKeepsWholeRunsOnly() throws {
    let source = try Fixture()
    let store = try source.open()
    for _ in 0..<3 { try RecordedStore.fill(store) }
    let target = try Fixture()
    let merged = try target.open()
    var questions = 0
    let result = try merged.merge(source.path) {
      questions += 1
      return questions > 2
    }
    #expect(result.wasStopped)
    #expect(result.added.count == 2)
    #expect(try merged.check().problems == [])
    #expect(try merged.merge(source.path).added.count == 1)
  }
}
