import GRDB
import Testing

@testable import LabEvidence

@Suite struct StoreQueryTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture()
    let store = try fixture.open()
    try RecordedStore.fill(store)
    try store.indexSteps()
    try store.close()
  }

  private func rows(
    _ sql: String, within time: Duration = .seconds(10)
  ) throws -> [[StoreQuery.Value]] {
    let query = try StoreQuery(path: fixture.path)
    _ = try query.prepare(sql)
    var rows: [[StoreQuery.Value]] = []
    try query.forEachRow(within: time) { row in
      rows.append(row)
      return true
    }
    return rows
  }

  @Test func valuesComeAsTheyAre() throws {
    #expect(
      try rows("SELECT 1, 1.5, 'a', x'00ff', NULL, CAST(x'ff' AS TEXT) -- and so on\n ; ")
        == [[.integer(1), .real(1.5), .text([0x61]), .blob([0, 0xff]), .null, .text([0xff])]])
    #expect(try StoreQuery(path: fixture.path).prepare("SELECT 1 AS one") == ["one"])
  }

  @Test(arguments: [
    "SELECT count(*) FROM runs", "SELECT count(*) FROM step_text WHERE step_text MATCH 'words'",
    "SELECT count(*) FROM pragma_table_info('run') WHERE name = 'id'",
    "SELECT count(*) FROM sqlite_schema WHERE name = 'runs'",
    "SELECT value FROM json_each('[1]')",
    "WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x LIMIT 9) SELECT min(i) FROM x",
  ])
  func readingIsAllowed(sql: String) throws {
    #expect(try rows(sql) == [[.integer(1)]])
  }

  @Test(arguments: [
    "DELETE FROM run", "UPDATE run SET title = ''", "INSERT INTO taint VALUES (1, 1, 1, 1)",
    "DROP VIEW runs", "CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)", "ATTACH ':memory:' AS x",
    "PRAGMA writable_schema = 1", "PRAGMA user_version = 3", "PRAGMA journal_mode = DELETE",
    "PRAGMA trusted_schema = ON", "VACUUM INTO '/tmp/x'", "BEGIN", "REINDEX", "ANALYZE",
    "SELECT load_extension('x')", "SELECT fts3_tokenizer('x')", "SELECT 1; SELECT 2", "", ";",
    "SELECT ?1", "SELECT 'a\0b'", "INSERT INTO step_text (step_text) VALUES ('delete-all')",
  ])
  func anythingElseIsNot(sql: String) throws {
    #expect(throws: StoreQuery.Mistake.self) { try rows(sql) }
    #expect(try rows("SELECT count(*) FROM runs") == [[.integer(1)]])
  }

  @Test func aQueryEndsWhenItsTimeIsOver() throws {
    let failure = #expect(throws: StoreFailure.self) {
      try rows(
        "WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x) SELECT count(*) FROM x",
        within: .milliseconds(50))
    }
    #expect(failure?.message.contains("longer than") == true)
  }

  @Test func aQueryEndsWhenItTakesTooMuchMemory() throws {
    #expect(throws: StoreFailure.self) {
      try rows(
        """
        WITH RECURSIVE x(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x)
        SELECT group_concat(zeroblob(1000000)) FROM x
        """)
    }
  }

  @Test func aViewOfTheFilesOwnCanDoNoHarm() throws {
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write {
      try $0.execute(
        sql: "DROP VIEW runs; CREATE VIEW runs AS SELECT load_extension('/tmp/x.so') AS number")
    }
    try queue.close()
    #expect(throws: StoreQuery.Mistake.self) { try rows("SELECT * FROM runs") }
  }

  @Test func aMisspeltTableIsNamed() throws {
    let mistake = #expect(throws: StoreQuery.Mistake.self) { try rows("SELECT * FROM packtes") }
    #expect(mistake?.remedy == "did you mean `packets`?")
  }
}
