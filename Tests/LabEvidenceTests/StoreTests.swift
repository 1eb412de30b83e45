import GRDB
import Glibc
import LabEvidence
import Testing

@Suite struct StoreTests {
  @Test func aNewFileIsMarkedAsLabbooksAndLogsWritesAhead() throws {
    let fixture = try Fixture()
    try fixture.open().close()
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.read { database in
      try #expect(Int.fetchOne(database, sql: "PRAGMA application_id") == 0x6c62_626b)
      try #expect(Int.fetchOne(database, sql: "PRAGMA user_version") == 6)
      try #expect(String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal")
    }
  }

  @Test func everyTableIsStrictAndHasASingularName() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    defer { withExtendedLifetime(store) {} }
    let queue = try DatabaseQueue(path: fixture.path)
    let tables = try queue.read { database in
      try Row.fetchAll(
        database, sql: "SELECT name, type, strict FROM pragma_table_list WHERE schema = 'main'")
    }
    let names = tables.filter { $0["type"] == "table" }.map { $0["name"] as String }
      .filter { !$0.hasPrefix("sqlite_") }
    #expect(names.count > 25)
    for name in names {
      #expect(!name.hasSuffix("s") || name == "loss", "\(name) is not singular")
    }
    let loose = tables.filter { $0["type"] == "table" && $0["strict"] == 0 }
      .map { $0["name"] as String }.filter { !$0.hasPrefix("sqlite_") }
    #expect(loose == [])
    #expect(tables.contains { $0["name"] == "step_text" && $0["type"] == "virtual" })
  }

  @Test func foldersOnTheWayToTheFileAreMade() throws {
    let fixture = try Fixture()
    let path = fixture.folder + "/a/b/labbook.sqlite"
    try Store.open(path: path).close()
    #expect(access(path, F_OK) == 0)
    for name in ["a/b/labbook.sqlite", "a/b", "a"] { remove(fixture.folder + "/" + name) }
  }

  @Test func openingToReadNeedsAFile() throws {
    let fixture = try Fixture()
    let failure = #expect(throws: StoreFailure.self) {
      try Store.open(path: fixture.path, for: .read)
    }
    #expect(failure?.kind == .missing)
    #expect(access(fixture.path, F_OK) != 0)
  }

  @Test(arguments: [Store.Access.read, .write])
  func aFileOfALaterVersionIsRefusedAndLeftAsItIs(access: Store.Access) throws {
    let fixture = try Fixture()
    try fixture.open().close()
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    try queue.close()
    let before = try #require(bytes(fixture.path))
    let failure = #expect(throws: StoreFailure.self) {
      try Store.open(path: fixture.path, for: access)
    }
    #expect(failure?.kind == .newer(version: 99))
    #expect(failure?.description.contains("schema version 99") == true)
    #expect(bytes(fixture.path) == before)
  }

  @Test(arguments: [Store.Access.read, .write])
  func aDatabaseOfSomebodyElseIsRefusedAndLeftAsItIs(access: Store.Access) throws {
    let fixture = try Fixture()
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write { try $0.execute(sql: "CREATE TABLE photo (x)") }
    try queue.close()
    let before = try #require(bytes(fixture.path))
    let failure = #expect(throws: StoreFailure.self) {
      try Store.open(path: fixture.path, for: access)
    }
    #expect(failure?.kind == .foreign)
    #expect(bytes(fixture.path) == before)
  }

  @Test func aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs() throws {
    let fixture = try Fixture()
    let text = Array(String(repeating: "not a database at all\n", count: 100).utf8)
    try write(text, to: fixture.path)
    let failure = #expect(throws: StoreFailure.self) { try fixture.open() }
    #expect(failure?.kind == .foreign)
    #expect(bytes(fixture.path) == text)
  }

  @Test func aDamagedFileIsAFailureAndNoCrash() throws {
    let fixture = try Fixture()
    try Journal.standing(in: try fixture.open()).finish(.finished)
    var content = try #require(bytes(fixture.path))
    var generator = SystemRandomNumberGenerator()
    for place in 4096..<content.count { content[place] = generator.next() }
    try write(content, to: fixture.path)
    let failure = #expect(throws: StoreFailure.self) { try fixture.open().runs() }
    #expect(failure?.kind == .damaged)
  }

  @Test func aFolderIsRefused() throws {
    let fixture = try Fixture()
    #expect(throws: StoreFailure.self) { try Store.open(path: fixture.folder) }
  }

  @Test func manyOpenersOfANewFileAgree() async throws {
    let fixture = try Fixture()
    let path = fixture.path
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask { try Store.open(path: path).runs().count }
      }
      for try await count in group { #expect(count == 0) }
    }
    #expect(try fixture.open().integrityProblems() == [])
  }

  @Test func aPathWithAnyCharactersIsOneFile() throws {
    let fixture = try Fixture()
    let path = fixture.folder + "/a b?c#d%41 é.sqlite"
    try Store.open(path: path).close()
    try Store.open(path: path, for: .read).close()
    #expect(access(path, F_OK) == 0)
    for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
  }
}

/// The bytes of the file at `path`.
func bytes(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var content: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
    content += buffer[..<count]
  }
  return content
}

/// Makes the file at `path` hold `content`.
func write(_ content: [UInt8], to path: String) throws {
  guard let file = fopen(path, "w") else { throw Fixture.FixtureError() }
  defer { fclose(file) }
  fwrite(content, 1, content.count, file)
}
