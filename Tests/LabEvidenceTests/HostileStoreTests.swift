import Foundation
import GRDB
import Glibc
import LabModel
import Testing

@testable import LabEvidence

/// Files from elsewhere that are opened to be read: they can keep themselves from being read, and no more.
@Suite struct HostileStoreTests {
  /// A file with a run, after `sql` was done to it.
  private func source(_ sql: String) throws -> Fixture {
    let fixture = try Fixture()
    let store = try fixture.open()
    try RecordedStore.fill(store)
    try store.indexSteps()
    try store.close()
    try change(fixture, sql)
    return fixture
  }

  private func change(_ fixture: Fixture, _ sql: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: fixture.path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(
        sql: "PRAGMA ignore_check_constraints = ON; PRAGMA legacy_alter_table = ON; " + sql)
      try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try queue.close()
  }

  /// Reads all that can be read; gives the failures.
  @discardableResult
  private func readAll(_ path: String, timeLimit: Duration = .seconds(20)) throws -> [StoreFailure]
  {
    var failures: [StoreFailure] = []
    func attempt(_ body: () throws -> Void) throws {
      do {
        try body()
      } catch let failure as StoreFailure {
        failures.append(failure)
      }
    }
    try attempt {
      let store = try Store.open(path: path, for: .read, timeLimit: timeLimit)
      defer { try? store.close() }
      try attempt { _ = try store.runs(RunFilter(includesControls: true)) }
      try attempt { _ = try store.runs(RunFilter(words: "words echo")) }
      try attempt { _ = try store.resolveRun("last") }
      try attempt { _ = try VerdictStore(store).judgements(ofRun: 1) }
      try attempt { _ = try PacketTranscriptStore(store).latest(ofRun: 1) }
      try attempt { _ = try store.provenance(ofRun: 1) }
      try attempt { _ = try store.notebook(ofRun: 1) }
      try attempt { _ = try RunEvidence.load(run: 1, from: store) }
      try attempt { _ = try store.check() }
    }
    return failures
  }

  @Test func aSoundFileIsReadWithoutAFailure() throws {
    let fixture = try source("SELECT 1")
    #expect(try readAll(fixture.path) == [])
  }

  /// Nothing that a statement could do besides reading is let through, whatever made it run.
  @Test(arguments: [
    "DELETE FROM run", "UPDATE run SET title = 'x'", "CREATE TABLE more (x)",
    "CREATE TEMP TABLE more (x)",
    "ATTACH '/tmp/labbook-hostile' AS more", "PRAGMA writable_schema = ON",
    "PRAGMA journal_mode = DELETE",
    "VACUUM INTO '/tmp/labbook-hostile'", "SELECT load_extension('x')", "DROP TABLE run",
    "PRAGMA trusted_schema = ON", "SELECT fts3_tokenizer('x')", "ANALYZE", "REINDEX",
  ])
  func aReaderOnlyReads(sql: String) throws {
    let fixture = try source("SELECT 1")
    let before = bytes(fixture.path)
    let store = try Store.open(path: fixture.path, for: .read)
    let failure = #expect(throws: StoreFailure.self) {
      try store.use(to: "try") { connection throws(StoreFailure) in try connection.execute(sql) }
    }
    #expect(failure != nil)
    #expect(try store.runs().count == 1)
    try store.close()
    #expect(bytes(fixture.path) == before)
    #expect(access("/tmp/labbook-hostile", F_OK) != 0)
  }

  @Test(arguments: [
    "CREATE TRIGGER t AFTER INSERT ON run BEGIN SELECT load_extension('x'); END",
    "CREATE VIEW more AS SELECT load_extension('x')",
    "DROP TABLE taint; CREATE VIEW taint AS SELECT 1 AS run, 1 AS number, 1 AS time, load_extension('x') AS value",
    "DROP TABLE taint; CREATE VIEW taint AS SELECT 1 AS run, 1 AS number, 1 AS time, writefile('/tmp/labbook-hostile', 'x') AS value",
    "ALTER TABLE run ADD COLUMN more TEXT GENERATED ALWAYS AS (length(hex(zeroblob(400000000))))",
    "DROP TABLE taint; CREATE TABLE taint (run, number, time, value GENERATED ALWAYS AS (hex(zeroblob(60000000))))",
    "DROP TABLE verdict; CREATE VIEW verdict AS SELECT * FROM claim",
    "DROP TABLE step_text; CREATE VIRTUAL TABLE step_text USING rtree(a, b, c)",
    "DROP TABLE step_text; CREATE TABLE step_text (content)",
    "DROP TABLE packet", "DROP TABLE run", "DROP TABLE notebook",
    "CREATE TABLE x AS SELECT * FROM step; DROP TABLE step; ALTER TABLE x RENAME TO step",
  ])
  func aSchemaOfSomebodyElseDoesNothing(sql: String) throws {
    let fixture = try source(sql)
    let before = bytes(fixture.path)
    try readAll(fixture.path)
    #expect(bytes(fixture.path) == before)
    #expect(access("/tmp/labbook-hostile", F_OK) != 0)
  }

  @Test func aQueryThatHasNoEndIsGivenUp() throws {
    let fixture = try source("SELECT 1")
    let store = try Store.open(path: fixture.path, for: .read, timeLimit: .milliseconds(300))
    let failure = #expect(throws: StoreFailure.self) {
      try store.use(to: "try") { connection throws(StoreFailure) in
        try connection.number(
          """
          WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n
          """)
      }
    }
    #expect(failure?.message.contains("takes longer") == true)
  }

  @Test func aValueThatIsTooLongIsNotRead() throws {
    let fixture = try source("UPDATE output SET content = zeroblob(100000000)")
    let failures = try readAll(fixture.path)
    #expect(failures.contains { $0.message.contains("too big") })
  }

  private static let oddValues = [
    "9223372036854775807", "-9223372036854775808", "-1", "0", "1e308", "NULL", "'text'", "x'ff00'",
    "zeroblob(1000)", "'{\"a\": 1'",
  ]

  /// Each column of each table as something else than it is; `LABBOOK_FUZZ` has each as everything.
  @Test(arguments: 0..<oddValues.count)
  func valuesThatCannotBeAreReadOrRefused(part: Int) throws {
    let fixture = try source("SELECT 1")
    let sound = try #require(bytes(fixture.path))
    let rows = try DatabaseQueue(path: fixture.path).read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT list.name AS name, info.name AS column
          FROM pragma_table_list AS list, pragma_table_info(list.name) AS info
          WHERE list.schema = 'main' AND list.type = 'table' AND list.name NOT LIKE 'sqlite_%'
          ORDER BY list.name, info.cid
          """)
    }
    let isFull = getenv("LABBOOK_FUZZ") != nil
    for (place, row) in rows.enumerated() where isFull || place % Self.oddValues.count == part {
      let table = row["name"] as String
      let value = Self.oddValues[
        isFull ? part : (place / Self.oddValues.count + part) % Self.oddValues.count]
      let list = rows.filter { $0["name"] == table }.map { other -> String in
        let name = other["column"] as String
        return name == row["column"] ? "\(value) AS \"\(name)\"" : "\"\(name)\""
      }
      try write(sound, to: fixture.path)
      // Without the types and checks of the schema.
      try change(
        fixture,
        """
        CREATE TABLE x AS SELECT \(list.joined(separator: ", ")) FROM "\(table)";
        DROP TABLE "\(table)"; ALTER TABLE x RENAME TO "\(table)"
        """)
      try readAll(fixture.path)
    }
  }

  @Test func aDamagedFileIsReadInPart() throws {
    let fixture = try source("SELECT 1")
    let sound = try #require(bytes(fixture.path))
    for place in stride(from: 100, to: sound.count - 512, by: 2048) {
      var damaged = sound
      for offset in 0..<512 { damaged[place + offset] = UInt8(truncatingIfNeeded: offset &* 37) }
      try write(damaged, to: fixture.path)
      try readAll(fixture.path)
    }
    try write(Array(sound.prefix(10_000)), to: fixture.path)
    try #expect(!readAll(fixture.path).isEmpty)
  }

  @Test func whatIsNoFileIsRefused() throws {
    let fixture = try Fixture()
    func message() -> String? {
      do {
        _ = try Store.open(path: fixture.path, for: .read)
        return nil
      } catch {
        return (error as? StoreFailure)?.message
      }
    }
    mkfifo(fixture.path, 0o600)
    #expect(message() == "it is not a regular file")
    unlink(fixture.path)
    mkdir(fixture.path, 0o700)
    #expect(message() == "it is not a regular file")
    rmdir(fixture.path)
    symlink(fixture.path, fixture.path)
    #expect(message() == "Too many levels of symbolic links")
    unlink(fixture.path)
    try write(Array("SQLite format 3\0and nothing more".utf8), to: fixture.path)
    #expect(message() != nil)
  }

  @Test func anOlderFileSaysWhatToDo() throws {
    let fixture = try source("PRAGMA user_version = 3")
    let failure = #expect(throws: StoreFailure.self) {
      try Store.open(path: fixture.path, for: .read)
    }
    #expect(failure?.message.contains("schema version 3") == true)
    #expect(failure?.remedy?.contains("db vacuum") == true)
  }

  /// What another program puts in the file's place is noticed.
  @Test func aStoreKnowsWhetherItsFileIsStillThere() throws {
    let fixture = try source("SELECT 1")
    let store = try Store.open(path: fixture.path, for: .read)
    #expect(store.isCurrent)
    let other = try source("SELECT 1")
    #expect(rename(other.path, fixture.path) == 0)
    #expect(!store.isCurrent)
    unlink(fixture.path)
    #expect(!store.isCurrent)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everything"))
  func aFileInAFolderThatMayNotBeWrittenIsRead() throws {
    let fixture = try source("SELECT 1")
    for suffix in ["-wal", "-shm"] { unlink(fixture.path + suffix) }
    chmod(fixture.folder, 0o555)
    defer { chmod(fixture.folder, 0o755) }
    #expect(try readAll(fixture.path) == [])
    #expect(access(fixture.path + "-shm", F_OK) != 0)
  }
}
