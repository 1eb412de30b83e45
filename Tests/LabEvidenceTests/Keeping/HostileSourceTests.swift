import Foundation
import GRDB
import Testing

@testable import LabEvidence

@Suite struct HostileSourceTests {
  private let fixture: Fixture
  private let target: Store

  init() throws {
    fixture = try Fixture()
    target = try fixture.open()
  }

  /// A file with a run, after `sql` was done to it.
  private func source(_ sql: String) throws -> Fixture {
    let fixture = try Fixture()
    let store = try fixture.open()
    try RecordedStore.fill(store)
    try store.close()
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: fixture.path, configuration: configuration)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
    return fixture
  }

  private func merge(_ fixture: Fixture) throws -> (MergeResult?, StoreFailure?) {
    do {
      return (try target.merge(fixture.path), nil)
    } catch let failure as StoreFailure {
      return (nil, failure)
    }
  }

  @Test(arguments: [
    "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM run; END",
    "CREATE TABLE more (x)", "CREATE VIEW more AS SELECT load_extension('x')",
    "ALTER TABLE step ADD COLUMN more TEXT", "DROP TABLE taint",
    "DROP TABLE taint; CREATE VIEW taint AS SELECT 1 AS run, 1 AS number, 1 AS time, 1 AS value",
    "CREATE INDEX more ON step (command)",
  ])
  func aFileWhoseSchemaIsNotOursIsRefused(sql: String) throws {
    let (_, failure) = try merge(source(sql))
    #expect(failure?.kind == .foreign)
    #expect(try target.runs().isEmpty)
  }

  @Test func aNewerFileIsRefused() throws {
    let (_, failure) = try merge(source("PRAGMA user_version = 99"))
    #expect(failure?.kind == .newer(version: 99))
  }

  @Test func whatIsNoDatabaseIsRefused() throws {
    let fixture = try Fixture()
    for bytes in [Data(), Data("no database, only a text that is long enough".utf8)] {
      try bytes.write(to: URL(filePath: fixture.path))
      #expect(try merge(fixture).1 != nil)
    }
    #expect(throws: StoreFailure.self) { try target.merge("/nonexistent") }
  }

  @Test(arguments: [
    "UPDATE notebook SET content = x'00'", "UPDATE run SET id = substr('\u{1b}[31m' || id, 1, 36)",
    "DELETE FROM kernel", "DELETE FROM host",
  ])
  func aRunWhoseRowsDoNotFitIsNotTaken(sql: String) throws {
    let (result, failure) = try merge(source(sql))
    #expect(failure != nil || result?.leftOut.count == 1)
    #expect(try target.runs().isEmpty)
    #expect(try target.check().problems == [])
    #expect(try target.check().counts.allSatisfy { $0.rows == 0 })
  }

  @Test func aDamagedFileIsRefusedOrReadInPart() throws {
    for place in stride(from: 4096, to: 120_000, by: 8192) {
      let fixture = try source("SELECT 1")
      let file = try FileHandle(forWritingTo: URL(filePath: fixture.path))
      try file.seek(toOffset: UInt64(place))
      try file.write(contentsOf: Data(repeating: 0xff, count: 512))
      try file.close()
      _ = try merge(fixture)
      #expect(try target.check().problems == [])
    }
  }
}
