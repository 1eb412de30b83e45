import Foundation
import GRDB
import LabEvidence
import LabModel
import Testing

@Suite struct RunExtractTests {
  /// Cuts a run out into a file of its own.
  private func extract(_ run: Int, of fixture: Fixture) throws -> Fixture {
    let copy = try Fixture()
    close(Glibc.open(copy.path, O_CREAT | O_EXCL | O_RDWR, 0o600))
    let store = try Store.open(path: fixture.path, for: .read)
    defer { try? store.close() }
    try store.extract(run: run, into: copy.path) {}
    return copy
  }

  /// A row for each of two runs in every table there is, whatever its columns are called: numbers are
  /// the run's own, and so refer to each other.
  private func fill(_ fixture: Fixture) throws -> [String] {
    try fixture.open().close()
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let database = try DatabaseQueue(path: fixture.path, configuration: configuration)
    defer { try? database.close() }
    return try database.inDatabase { database in
      try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
      let tables = try String.fetchAll(
        database,
        sql: """
          SELECT name FROM pragma_table_list
          WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          """)
      for table in tables {
        let columns = try Row.fetchAll(
          database, sql: "SELECT name, type FROM pragma_table_info(?)", arguments: [table])
        for run in 1...2 {
          let values: [any DatabaseValueConvertible] = columns.map { column in
            let type: String = column["type"]
            switch type {
            case "INTEGER": return run
            case "TEXT": return "text \(run)"
            default: return [UInt8(run)].withUnsafeBytes { Data($0) }
            }
          }
          let marks = columns.map { _ in "?" }.joined(separator: ", ")
          try database.execute(
            sql: "INSERT INTO \"\(table)\" VALUES (\(marks))", arguments: StatementArguments(values)
          )
        }
      }
      return tables
    }
  }

  /// What comes into a table with a later migration comes along, or this fails.
  @Test func everyTableOfTheSchemaIsCopied() throws {
    let fixture = try Fixture()
    let tables = try fill(fixture)
    #expect(tables.count > 30)
    let cut = try extract(1, of: fixture)
    let copy = try DatabaseQueue(path: cut.path)
    try copy.inDatabase { database in
      for table in tables {
        let columns = try String.fetchAll(
          database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
        let rows = try Row.fetchAll(database, sql: "SELECT * FROM \"\(table)\"")
        #expect(rows.count == 1, "\(table) has \(rows.count) rows")
        guard let row = rows.first else { continue }
        for column in columns {
          let value: DatabaseValue = row[column]
          let isRight =
            value == 1.databaseValue || value == "text 1".databaseValue
            || value == Data([1]).databaseValue
          #expect(isRight, "\(table).\(column) is \(value)")
        }
      }
    }
    try copy.close()
  }

  @Test func aRunComesWithWhatItNeedsAndIsFoundByItsWords() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    for word in ["alpha", "beta"] {
      let journal = try Journal.standing(Plans.plan(["echo \(word)"]), in: store)
      try journal.write(At.event(10, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
      try journal.write(
        At.event(
          20,
          .output(
            OutputChunk(
              step: 1, attempt: 1, stream: .stdout, bytes: Array("\(word) said\n".utf8)))))
      try journal.finish(.finished)
    }
    try store.close()
    let cut = try extract(2, of: fixture)
    let copy = try Store.open(path: cut.path, for: .read)
    #expect(try copy.integrityProblems() == [])
    #expect(try copy.runs().map(\.number) == [2])
    #expect(try copy.found("beta") == [2])
    #expect(try copy.found("alpha") == [])
    #expect(try copy.notebook(ofRun: 2) == Plans.plan(["echo beta"]).source)
    try copy.close()
    // It can be written like any other: the next run goes into it too.
    let written = try cut.open()
    _ = try Journal.standing(in: written)
    #expect(try written.runs().count == 2)
    try written.close()
  }

  @Test func aRunThatGoesOnIsInterruptedInTheCopy() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.standing(in: store)
    let cut = try extract(1, of: fixture)
    let copy = try Store.open(path: cut.path, for: .read)
    let run = try #require(try copy.runs().first)
    #expect(run.status == .interrupted)
    #expect(run.reason == "it was exported while it ran")
    try copy.close()
    #expect(try store.runs().first?.status == .running)
    _ = journal
  }

  @Test func aRunThatIsNotThereIsSaid() throws {
    let fixture = try Fixture()
    try fixture.open().close()
    #expect { try extract(9, of: fixture) } throws: { error in
      (error as? StoreFailure)?.kind == .unknownRun
    }
  }

  @Test func aViewInPlaceOfATableIsRefused() throws {
    let fixture = try Fixture()
    try fixture.open().close()
    let database = try DatabaseQueue(path: fixture.path)
    try database.inDatabase { database in
      try database.execute(
        sql: "DROP TABLE taint; CREATE VIEW taint AS SELECT 1 AS run, 1 AS number, 1 AS value")
    }
    try database.close()
    #expect { try extract(1, of: fixture) } throws: { error in
      (error as? StoreFailure)?.kind == .foreign
    }
  }
}
