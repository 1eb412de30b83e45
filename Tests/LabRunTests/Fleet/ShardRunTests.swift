import Foundation
import GRDB
import TestSupport
import Testing

/// Shards that run, are merged and are asked about, as several machines would.
@Suite struct ShardRunTests {
  /// What `labbook run --shard --json` and `status --json` print.
  struct Document: Decodable {
    struct Share: Decodable, Hashable {
      var number: Int
      var count: Int
      var notebooks: Int
      var of: Int
      var withHistory: Int

      enum CodingKeys: String, CodingKey {
        case number
        case count
        case notebooks
        case of
        case withHistory = "with_history"
      }
    }

    struct Notebook: Decodable {
      var path: String
      var run: String?
      var status: String
      var reason: String?
      var parameters: [String: String]
    }

    var notebooks: [Notebook]
    var shard: Share?
    var exitStatus: Int32

    enum CodingKeys: String, CodingKey {
      case notebooks
      case shard
      case exitStatus = "exit_status"
    }
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func labbook(_ arguments: String...) throws -> LabbookProcess.Ending {
    try LabbookProcess.run(arguments, in: folder.path)
  }

  private func document(_ ending: LabbookProcess.Ending) throws -> Document {
    try ending.document(Document.self)
  }

  private func write(_ name: String, _ body: String = "true", frontMatter: String = "") throws {
    try folder.file(
      "lab/\(name).md", "---\nlabbook: 1\n\(frontMatter)---\n\n```console\n$ \(body)\n```\n")
  }

  /// Five notebooks; `c` takes the longest, `e` runs twice.
  private func writeNotebooks() throws {
    _ = try folder.folder("lab")
    for name in ["a", "b", "d"] { try write(name) }
    try write("c", "sleep 0.6")
    try write("e", "echo $X\n...", frontMatter: "params:\n  X: [1, 2]\n")
  }

  private static let paths = ["a", "b", "c", "d", "e", "e"].map { "lab/\($0).md" }

  @Test func togetherTheyRunEachNotebookOnce() throws {
    try writeNotebooks()
    #expect(try labbook("run", "lab", "--db", "all.sqlite").status == 0)
    for history in [[], ["--history", "all.sqlite"]] {
      var (found, shares): ([String], [Document.Share]) = ([], [])
      var files: [String] = []
      for number in 1...3 {
        let file = "\(history.count)-\(number).sqlite"
        let ending = try LabbookProcess.run(
          ["run", "lab", "--shard", "\(number)/3", "--db", file, "--json"] + history,
          in: folder.path)
        let document = try document(ending)
        #expect(document.notebooks.allSatisfy { $0.status == "finished" })
        found += document.notebooks.map(\.path)
        shares.append(try #require(document.shard))
        files.append(file)
        // What was run may change nothing of how a part is made.
        let again = try self.document(
          try LabbookProcess.run(
            ["run", "lab", "--shard", "\(number)/3", "--db", "again.sqlite", "--json"] + history,
            in: folder.path))
        #expect(again.notebooks.map(\.path) == document.notebooks.map(\.path))
      }
      #expect(found.sorted() == Self.paths)
      #expect(shares.map(\.number) == [1, 2, 3])
      #expect(shares.allSatisfy { $0.count == 3 && $0.of == 5 })
      #expect(shares.allSatisfy { $0.withHistory == (history.isEmpty ? 0 : 5) })
      #expect(shares.reduce(0) { $0 + $1.notebooks } == 5)
      // e runs twice.
      if history.isEmpty { #expect(shares.map(\.notebooks) == [1, 2, 2]) }
      let merged = "merged-\(history.count).sqlite"
      let merge = try LabbookProcess.run(["merge"] + files + ["--into", merged], in: folder.path)
      #expect(merge.status == 0)
      let status = try document(try labbook("status", "lab", "--db", merged, "--json"))
      #expect(status.exitStatus == 0)
      #expect(status.notebooks.map(\.path) == Self.paths)
      #expect(status.notebooks.compactMap(\.parameters["X"]) == ["1", "2"])
      #expect(Set(status.notebooks.compactMap(\.run)).count == 6)
    }
  }

  @Test func theSummarySaysWhichPartItIs() throws {
    try writeNotebooks()
    let ending = try labbook("run", "lab", "--shard", "2/4", "--db", "x.sqlite")
    #expect(ending.status == 0)
    #expect(ending.stdout.hasSuffix("\nshard 2/4: 2 of 5 notebooks, split by number\n"))
    let none = try labbook("run", "lab", "--shard", "9/9", "--db", "none.sqlite")
    #expect(none.status == 0)
    #expect(none.stdout == "shard 9/9: 0 of 5 notebooks, split by number\n")
    #expect(!folder.contents.contains("none.sqlite"))
    let filtered = try labbook(
      "run", "lab", "--filter", "c.md", "--shard", "1/2", "--history", "x.sqlite", "--db",
      "y.sqlite")
    #expect(filtered.stdout.hasSuffix("\nshard 1/2: 1 of 1 notebook, split by number\n"))
    #expect(try labbook("run", "lab", "--filter", "zzz", "--shard", "1/2").status == 2)
  }

  @Test func theHistoryIsAnotherFileThatIsThere() throws {
    try writeNotebooks()
    let missing = try labbook(
      "run", "lab", "--shard", "1/2", "--history", "no.sqlite", "--db", "x.sqlite")
    #expect(missing.status == 2)
    #expect(missing.stderr.contains("no.sqlite"))
    #expect(try labbook("run", "lab", "--db", "x.sqlite").status == 0)
    symlink("x.sqlite", folder.path + "/same.sqlite")
    for name in ["x.sqlite", "./x.sqlite", "same.sqlite"] {
      let same = try labbook(
        "run", "lab", "--shard", "1/2", "--history", name, "--db", "x.sqlite")
      #expect(same.status == 2)
      #expect(same.stderr.contains("the history is the database that the runs go to"))
    }
  }

  @Test func whatIsLostOrChangedOrRefutedIsNoSuccess() throws {
    try writeNotebooks()
    let lost = try labbook("status", "lab", "--db", "x.sqlite")
    #expect(lost.status == 2)
    #expect(try labbook("run", "lab", "--shard", "1/2", "--db", "x.sqlite").status == 0)
    let half = try labbook("status", "lab", "--db", "x.sqlite")
    #expect(half.status == 4)
    #expect(half.stdout.contains("skipped: there is no run of it as it is now"))
    #expect(try labbook("run", "lab", "--shard", "2/2", "--db", "x.sqlite").status == 0)
    let all = try labbook("status", "lab", "--db", "x.sqlite")
    #expect(all.status == 0)
    #expect(all.stdout.contains("6 notebooks, 6 steps"))
    try write("a", "echo x\ny")
    #expect(try labbook("status", "lab", "--db", "x.sqlite").status == 4)
    #expect(try labbook("run", "lab/a.md", "--db", "x.sqlite").status == 1)
    let missed = try labbook("status", "lab", "--db", "x.sqlite")
    #expect(missed.status == 1)
    #expect(missed.stdout.contains("missed  step 1, line 6"))
    try write("a")
    #expect(try labbook("run", "lab/a.md", "--db", "x.sqlite").status == 0)
    #expect(try labbook("status", "lab", "--db", "x.sqlite").status == 0)
    try write("a", frontMatter: "needs: [no-such-command-here]\n")
    #expect(try labbook("run", "lab/a.md", "--db", "x.sqlite").status == 0)
    #expect(try labbook("status", "lab", "--db", "x.sqlite").status == 0)
    #expect(try labbook("status", "lab", "--strict", "--db", "x.sqlite").status == 4)
    try write("a", "true", frontMatter: "nosuchkey: 1\n")
    #expect(try labbook("status", "lab", "--db", "x.sqlite").status == 2)
  }

  @Test(arguments: CommandLineTests.cases.filter { $0.status != 2 })
  func statusExitsAsTheRunDid(_ run: CommandLineTests.Case) throws {
    let path = try folder.file(
      "lab.md", "---\nlabbook: 1\n\(run.frontMatter)---\n\n\(run.body)\n")
    let ending = try LabbookProcess.run(
      ["run", path, "--db", "x.sqlite"] + run.arguments, in: folder.path)
    #expect(ending.status == run.status)
    let status = try LabbookProcess.run(
      ["status", path, "--db", "x.sqlite"] + run.arguments, in: folder.path)
    #expect(status.status == run.status, "\(status.stdout)\(status.stderr)")
  }

  @Test(
    arguments: [
      ("{xfail=\"not yet\"}", "echo a\nb", 0), ("{xfail=\"not yet\"}", "echo a\na", 1),
    ] as [(String, String, Int32)])
  func whatMustMissIsNoMiss(attributes: String, body: String, status: Int32) throws {
    let path = try folder.file(
      "lab.md", "---\nlabbook: 1\n---\n\n```console \(attributes)\n$ \(body)\n```\n")
    #expect(try labbook("run", path, "--db", "x.sqlite").status == status)
    #expect(try labbook("status", path, "--db", "x.sqlite").status == status)
  }

  /// As after `run --kernel host --kernel 6.12`, which takes machines.
  @Test func everyNotebookIsWantedOnEveryKernel() throws {
    try writeNotebooks()
    for _ in 0..<2 { #expect(try labbook("run", "lab", "--db", "x.sqlite").status == 0) }
    let database = try DatabaseQueue(path: folder.path + "/x.sqlite")
    try database.write {
      try $0.execute(sql: "UPDATE run SET kernel_label = '6.12' WHERE number > 6")
    }
    let all = try labbook("status", "lab", "--db", "x.sqlite")
    #expect(all.status == 0)
    #expect(all.stdout.contains("12 notebooks, 12 steps"))
    #expect(all.stdout.contains("e.md [X=2] on 6.12") && all.stdout.contains("e.md [X=2] on host"))
    try database.write {
      try $0.execute(
        sql: """
          DELETE FROM run WHERE kernel_label = '6.12' AND path = 'lab/e.md'
            AND (SELECT value FROM parameter WHERE run = run.number) = '2'
          """)
    }
    try database.close()
    let lost = try labbook("status", "lab", "--db", "x.sqlite")
    #expect(lost.status == 4)
    let skipped = lost.stdout.split(separator: "\n").filter { $0.hasSuffix("skipped") }
    #expect(skipped.count == 1)
    #expect(skipped.allSatisfy { $0.hasPrefix("e.md [X=2] on 6.12 ") })
  }

  @Test func theNewestRunCountsUnlessAllDo() throws {
    _ = try folder.folder("lab")
    try write("a", "test $(nice) = 0")
    let first = try LabbookProcess.run(
      ["run", "lab", "--db", "x.sqlite"], under: ["nice", "-n", "5"], in: folder.path)
    #expect(first.status == 1)
    #expect(try labbook("status", "lab", "--db", "x.sqlite").status == 1)
    #expect(try labbook("run", "lab", "--db", "x.sqlite").status == 0)
    #expect(try labbook("status", "lab", "--db", "x.sqlite").status == 0)
    #expect(try labbook("status", "lab", "--all", "--db", "x.sqlite").status == 1)
  }
}
