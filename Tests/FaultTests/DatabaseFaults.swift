import Foundation
import GRDB
import TestSupport
import Testing

@testable import LabEvidence

extension Faults {
  /// Databases that many use at once, that lose power, or that are not what they say.
  @Suite struct Databases {
    private static let notebook = """
      ```console {#hello}
      $ ip link set lo up; for i in 1 2 3 4 5; do echo $i >/dev/udp/127.0.0.1/9; done; echo hello
      hello
      ```

      ```console
      $ sleep 0.05; seq 3000 | tail -n 1
      3000
      ```

      ```claims
      hello prints "hello"
      some packets matching `udp port 9`
      ```
      """

    /// Every command that reads a run or all of them.
    private static let readers = [
      ["list"], ["list", "--json"], ["show", "1"], ["explain", "1", "1"], ["packets", "1"],
      ["export", "1", "--pcapng", "-"], ["sql", "SELECT * FROM claims"], ["db", "check"],
      ["diff", "1", "1"],
    ]

    @Test func manyRunsIntoOneFileWhileOneListsThem() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      let repeats = Faults.size(1, whole: 10)
      #expect(try scene.run(["run", path]).status == 0)
      for count in [2, 8] {
        let labbooks = try (0..<count).map { _ in
          try scene.start(["run", path, "--json", "--repeat", "\(repeats)"])
        }
        var lists = 0
        var longest = 0
        while labbooks.contains(where: { !$0.hasEnded }) {
          let listed = try scene.run(["list", "--json"])
          #expect(listed.status == 0, "\(listed.stderr)")
          let length = try listed.document(RunList.self).runs.count
          #expect(length >= longest)
          longest = length
          lists += 1
        }
        #expect(lists > 0)
        for labbook in labbooks {
          let ending = try scene.end(of: labbook)
          #expect(ending.status == 0, "\(ending.stdout)\(ending.stderr)")
        }
      }
      let store = try Store.open(path: scene.database, for: .read)
      let runs = try store.runs()
      #expect(runs.count == 1 + 10 * repeats)
      #expect(runs.allSatisfy { $0.status == .finished && $0.steps.missed == 0 })
      try store.close()
      try scene.expectAllWell()
    }

    private struct RunList: Decodable {
      struct Run: Decodable { var id: String }
      var runs: [Run]
    }

    /// A power cut keeps of the log what was synced, and of the rest any part.
    @Test func aPowerCutAtAnyMomentLeavesWholeCommits() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      #expect(try scene.run(["run", path]).status == 0)
      let copy = scene.folder.path + "/copy"
      scene.expect(file: "copy")
      scene.expect(file: "copy-wal")
      for _ in 0..<Faults.size(5, whole: 60) {
        let labbook = try scene.start(["run", path])
        _ = eventually(within: .random(in: 0..<0.35)) { labbook.hasEnded }
        labbook.signal(SIGSTOP)
        _ = eventually { labbook.hasEnded || ProcessTree.entry(labbook.process)?.state == "T" }
        let file = try Data(contentsOf: URL(filePath: scene.database))
        let log = FileManager.default.contents(atPath: scene.database + "-wal") ?? Data()
        let synced = Self.synced(scene.database)
        labbook.signal(SIGCONT)
        #expect(try scene.end(of: labbook).status == 0)
        for _ in 0..<8 {
          let kept = log.count > synced ? Int.random(in: synced...log.count) : log.count
          try file.write(to: URL(filePath: copy))
          try log.prefix(kept).write(to: URL(filePath: copy + "-wal"))
          let store = try Store.open(path: copy)
          #expect(try store.integrityProblems() == [])
          let runs = try store.runs()
          #expect(!runs.isEmpty)
          for run in runs {
            let evidence = try RunEvidence.load(run: run.number, from: store)
            #expect(evidence.outputs.count >= evidence.attempts.filter { $0.end != nil }.count)
          }
          try store.close()
          for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: copy + suffix)
          }
        }
      }
      try scene.expectAllWell()
    }

    /// How many bytes of the log were synced, because they were or are being folded into the file
    /// (https://www.sqlite.org/walformat.html: nBackfillAttempted of the index, frames of a page and 24
    /// bytes).
    private static func synced(_ database: String) -> Int {
      guard let index = FileManager.default.contents(atPath: database + "-shm"), index.count > 132
      else { return 0 }
      let frames = index[128..<132].reversed().reduce(0) { $0 << 8 | Int($1) }
      return frames == 0 ? 0 : 32 + frames * (4096 + 24)
    }

    @Test func aFileOfAnyOlderVersionIsBroughtUpToDate() throws {
      for version in 1..<Int(Schema.version) {
        let scene = try FaultScene()
        let queue = try DatabaseQueue(path: scene.database)
        try queue.write { database in
          for migration in Schema.migrations.prefix(version) {
            try database.execute(sql: migration)
          }
          try database.execute(
            sql: "PRAGMA application_id = \(Schema.application); PRAGMA user_version = \(version)")
        }
        try queue.close()
        // Who only reads is told what to do, and changes nothing.
        let listed = try scene.run(["list"])
        #expect(listed.status == 5)
        #expect(listed.stderr.contains("it has schema version \(version),"))
        #expect(listed.stderr.contains("labbook db vacuum"))
        let path = try scene.notebook(Self.notebook)
        #expect(try scene.run(["run", path]).status == 0)
        for arguments in Self.readers {
          #expect(try scene.run(arguments).status == 0, "version \(version): \(arguments)")
        }
        try scene.expectAllWell()
      }
    }

    @Test func aFileOfANewerVersionIsRefusedByEveryCommand() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      #expect(try scene.run(["run", path]).status == 0)
      let queue = try DatabaseQueue(path: scene.database)
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
      try queue.close()
      let before = try Data(contentsOf: URL(filePath: scene.database))
      for arguments in Self.readers + [
        ["run", path], ["judge", "1"], ["prune", "--keep-runs", "1"],
      ] {
        let ending = try scene.run(arguments)
        #expect(ending.status == 5, "\(arguments)")
        #expect(
          (ending.stdout + ending.stderr).contains("schema version 99"),
          "\(arguments): \(ending.stderr)")
      }
      #expect(try Data(contentsOf: URL(filePath: scene.database)) == before)
      scene.expectTheMachineAsBefore()
    }

    @Test func aFileThatWasCutShortIsAFailureAndNoCrash() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      #expect(try scene.run(["run", path]).status == 0)
      let whole = try Data(contentsOf: URL(filePath: scene.database))
      let lengths = [1, 50, 100, 1000, 4096, 8192, whole.count / 2, whole.count - 4096]
      for length in lengths {
        for arguments in Self.readers + [["run", path]] {
          try whole.prefix(length).write(to: URL(filePath: scene.database))
          let ending = try scene.run(arguments)
          // Nil would be a signal: SQLite maps nothing of the file, or it would be SIGBUS.
          #expect(
            ending.status == 5 || ending.status == 0 || ending.status == 2,
            "\(length) bytes, \(arguments): \(ending)")
          if arguments[0] == "run" { #expect(ending.status == 5, "\(length) bytes: \(ending)") }
          for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: scene.database + suffix)
          }
        }
      }
      scene.expectTheMachineAsBefore()
    }

    /// A file of somebody else's may hold a schema that does what it likes when it is read.
    @Test(arguments: [
      // A table's place is taken by a view that never ends.
      """
      ALTER TABLE run RENAME TO real_run;
      CREATE VIEW run AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
        SELECT real_run.* FROM real_run, n WHERE n.x < 0
      """,
      "DROP VIEW claims; CREATE VIEW claims AS SELECT load_extension('/tmp/evil') AS run",
      "CREATE TRIGGER evil AFTER INSERT ON run BEGIN DELETE FROM step; END",
      "CREATE TABLE more (x)", "CREATE INDEX more ON step (hex(command))",
      "DROP TABLE loss",
    ])
    func aHostileSchemaIsRefusedByEveryCommand(sql: String) throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      #expect(try scene.run(["run", path]).status == 0)
      var configuration = Configuration()
      configuration.foreignKeysEnabled = false
      let queue = try DatabaseQueue(path: scene.database, configuration: configuration)
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA legacy_alter_table = ON")
        try database.execute(sql: sql)
      }
      try queue.close()
      let before = try Data(contentsOf: URL(filePath: scene.database))
      let writers = [["run", path], ["judge", "1"], ["prune", "--keep-runs", "1"]]
      // `sql` asks whatever database, within its limits.
      for arguments in Self.readers.filter({ $0[0] != "sql" }) + writers {
        let ending = try scene.run(arguments, within: 20)
        #expect(ending.status == 5, "\(arguments): \(ending)")
        let told = ending.stdout + ending.stderr
        #expect(told.contains("labbook.sqlite: it"), "\(arguments): \(told)")
      }
      #expect(try Data(contentsOf: URL(filePath: scene.database)) == before)
      scene.expectTheMachineAsBefore()
    }
  }
}
