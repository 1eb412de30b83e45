import GRDB
import Glibc
import LabEvidence
import LabModel
import Testing

@Suite struct InterruptedRunTests {
  /// A process that sleeps until it is killed.
  private final class Sleeper {
    let process: pid_t

    init() throws {
      var process: pid_t = 0
      var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("600"), nil]
      defer { for argument in arguments { free(argument) } }
      guard posix_spawnp(&process, "sleep", nil, nil, &arguments, environ) == 0 else {
        throw Fixture.FixtureError()
      }
      self.process = process
    }

    /// Field 22 of proc_pid_stat(5).
    func start() throws -> Int {
      let content = try #require(bytes("/proc/\(process)/stat"))
      let text = String(decoding: content, as: UTF8.self)
      return try #require(Int(text.split(separator: " ")[21]))
    }

    func kill() {
      Glibc.kill(process, SIGKILL)
    }

    func reap() {
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }

    deinit {
      kill()
      reap()
    }
  }

  /// A run that `sleeper` seems to write.
  private func run(in store: Store, path: String, writer sleeper: Sleeper) throws -> Int {
    let journal = try Journal.standing(in: store)
    try journal.write(At.event(1, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
    try journal.write(
      At.event(2, .output(OutputChunk(step: 1, attempt: 1, stream: .stdout, bytes: [65]))))
    try journal.commit()
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(
        sql: "UPDATE run SET writer_process = ?, writer_start = ?",
        arguments: [sleeper.process, try sleeper.start()])
    }
    return journal.run
  }

  @Test func aRunWhoseWriterWasKilledShowsAsInterruptedWithItsEvidence() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let sleeper = try Sleeper()
    let run = try run(in: store, path: fixture.path, writer: sleeper)
    #expect(try store.runs().map(\.status) == [.running])
    #expect(try store.markInterruptedRuns() == 0)
    sleeper.kill()
    // Also before its parent has reaped it, once the kernel has ended it.
    for _ in 0..<1000 where try store.runs().first?.status == .running { usleep(1000) }
    #expect(try store.runs().map(\.status) == [.interrupted])
    let evidence = try RunEvidence.load(run: run, from: store)
    #expect(evidence.run.status == .interrupted)
    #expect(evidence.run.reason == "labbook was killed while it ran")
    #expect(evidence.run.end == nil)
    #expect(evidence.outputs.map(\.bytes) == [[65]])
    #expect(evidence.attempts.map(\.ending) == [nil])
    #expect(try store.runs(RunFilter(statuses: [.interrupted])).count == 1)
    #expect(try store.runs(RunFilter(statuses: [.running])).count == 0)
  }

  @Test func markingWritesItDown() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let sleeper = try Sleeper()
    _ = try run(in: store, path: fixture.path, writer: sleeper)
    sleeper.kill()
    sleeper.reap()
    #expect(try store.markInterruptedRuns() == 1)
    #expect(try store.markInterruptedRuns() == 0)
    let queue = try DatabaseQueue(path: fixture.path)
    let status = try queue.read { try String.fetchOne($0, sql: "SELECT status FROM run") }
    #expect(status == "interrupted")
  }

  @Test func anotherProcessWithTheSameNumberIsNotTheWriter() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let sleeper = try Sleeper()
    _ = try run(in: store, path: fixture.path, writer: sleeper)
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write { try $0.execute(sql: "UPDATE run SET writer_start = writer_start - 1") }
    #expect(try store.runs().map(\.status) == [.interrupted])
  }

  @Test func aWriterBeforeAnotherBootIsGoneAndOneOfAnotherNamespaceMayLive() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let sleeper = try Sleeper()
    _ = try run(in: store, path: fixture.path, writer: sleeper)
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write {
      try $0.execute(sql: "UPDATE run SET writer_namespace = 1, writer_process = 4194304")
    }
    #expect(try store.runs().map(\.status) == [.running])
    try queue.write { try $0.execute(sql: "UPDATE run SET writer_boot = 'another'") }
    #expect(try store.runs().map(\.status) == [.interrupted])
  }
}
