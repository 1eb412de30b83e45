import GRDB
import Testing

@testable import LabEvidence

@Suite struct TableGraphTests {
  private func graph(_ sql: String = "") throws -> (TableGraph, tables: Set<String>) {
    let fixture = try Fixture()
    let store = try fixture.open()
    return try store.use(to: "read") { connection throws(StoreFailure) in
      try connection.execute(sql)
      return (try TableGraph(connection), Set(try TableShape.all(of: connection).keys))
    }
  }

  @Test func everyTableIsOfRunsOrShared() throws {
    let (graph, tables) = try graph()
    let known =
      ["run"] + graph.runTables.map(\.name) + graph.sharedTables.map(\.name) + TableGraph.indexes
    #expect(Set(known) == tables)
    #expect(known.count == tables.count)
    #expect(Set(graph.sharedTables.map(\.name)) == ["kernel", "notebook", "program"])
    for table in graph.runTables {
      #expect(table.columns.contains { $0.name == "run" && $0.meaning == .ownRun }, "\(table.name)")
    }
    let control = try #require(graph.runTables.first { $0.name == "control" })
    #expect(control.columns.map(\.meaning) == [.ownRun, .otherRun])
  }

  @Test func aNewTableOfRunsIsHandledWithoutMore() throws {
    let (graph, _) = try graph(
      """
      CREATE TABLE more (run INTEGER, step INTEGER, program INTEGER REFERENCES program (number),
        FOREIGN KEY (run, step) REFERENCES step (run, number))
      """)
    let more = try #require(graph.runTables.firstIndex { $0.name == "more" })
    let step = try #require(graph.runTables.firstIndex { $0.name == "step" })
    #expect(step < more)
    #expect(
      graph.runTables[more].columns.map(\.meaning) == [.ownRun, .plain, .shared(table: "program")])
  }

  @Test(arguments: [
    "CREATE TABLE more (run INTEGER, x)", "CREATE TABLE more (x)",
    "CREATE VIRTUAL TABLE more USING fts5 (x)",
    "CREATE TABLE more (x INTEGER PRIMARY KEY); CREATE TABLE m (run REFERENCES run (number), x REFERENCES more (x))",
  ])
  func aNewTableThatNothingIsKnownOfIsAFailure(sql: String) throws {
    #expect(throws: StoreFailure.self) { try graph(sql) }
  }
}
