import Foundation
import GRDB
import Testing

@testable import LabEvidence

@Suite struct SchemaPageTests {
  private let path = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs/schema.md")

  @Test func thePageIsTheOneThatTheSchemaMakes() throws {
    let fixture = try Fixture()
    _ = try fixture.open()
    let page = try DatabaseQueue(path: fixture.path).read { try SchemaPage($0) }
    #expect(page.unsaid.isEmpty, "SchemaWords says nothing of them")
    #expect(page.unknown.isEmpty, "the schema does not have them")
    if ProcessInfo.processInfo.environment["LABBOOK_WRITE_SCHEMA"] != nil {
      try Data(page.text.utf8).write(to: path)
    }
    let stored = String(decoding: try Data(contentsOf: path), as: UTF8.self)
    #expect(stored == page.text, "docs/schema.md is stale: make schema")
  }

  @Test func everyViewGivesRowsOfARealRun() throws {
    let fixture = try Fixture()
    let run = try RecordedStore.fill(fixture.open(), title: "views")
    try DatabaseQueue(path: fixture.path).read { database in
      let packet = try #require(
        try Row.fetchOne(database, sql: "SELECT * FROM packets WHERE run = ?", arguments: [run]))
      #expect(packet["source"] == "10.0.0.1")
      #expect(packet["destination_port"] == 5000)
      #expect(packet["host"] == "lab")
      #expect(packet["direction"] == "leaving")
      #expect(packet["step"] == 1)
      let route = try #require(try Row.fetchOne(database, sql: "SELECT * FROM routes"))
      #expect(route["via"] == "10.0.0.254")
      #expect(route["interface"] == "eth0")
      #expect(route["type"] == "unicast")
      let link = try #require(try Row.fetchOne(database, sql: "SELECT * FROM links"))
      #expect(link["address"] == "02:00:00:00:00:01")
      #expect(link["name"] == "eth0")
      #expect(link["up"] == 1)
      let claim = try #require(try Row.fetchOne(database, sql: "SELECT * FROM claims"))
      #expect(claim["answer"] == "holds")
      #expect(claim["evidence"] == "packet 1; attempt 1")
      #expect(try String.fetchOne(database, sql: "SELECT text FROM outputs") == "words \(run)\n")
    }
  }
}
