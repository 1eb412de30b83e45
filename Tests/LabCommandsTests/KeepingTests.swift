import Foundation
import LabEvidence
import LabModel
import Testing

@testable import LabCommands

@Suite struct KeepingTests {
  /// A database with a run of a notebook that printed `output`.
  static func database(_ folder: TemporaryFolder, _ name: String, output: String) throws -> String {
    let path = folder.path + "/" + name
    let store = try Store.open(path: path)
    var plan = Plan(path: "\(name).md", title: name, source: Array(name.utf8))
    let position = SourcePosition(line: 1, column: 1)
    var block = Block(number: 1, kind: .transcript, id: nil, position: position)
    block.steps = [
      Step(
        number: 1, block: 1, indexInBlock: 1, host: "lab", command: "true",
        expectation: Expectation(), position: position, expectedLines: 1..<1)
    ]
    plan.blocks = [block]
    let journal = try Journal.begin(
      plan, in: store, backend: "namespaces",
      provenance: Provenance(
        kernel: KernelRecord(
          release: "6.1", version: "#1", machine: "x86_64", configurationHash: nil, options: nil),
        hostname: "here", processors: 1), labbook: "0.1.0")
    func event(_ offset: Int64, _ body: Event.Body) -> Event {
      Event(
        time: EventTime(monotonic: 100 + offset, wall: 1_760_000_000_000_000_000 + offset),
        body: body)
    }
    try journal.write(
      event(-1, .hostAdded(HostRecord(number: 1, name: "lab", origin: .planned))))
    try journal.write(
      event(
        0,
        .ready(
          SandboxRecord(
            identifiers: "range", limits: [], kernelRelease: "6.1", kernelVersion: "#1",
            machine: "x86_64", shell: "/bin/bash", notes: []))))
    try journal.write(event(1, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
    try journal.write(
      event(
        2, .output(OutputChunk(step: 1, attempt: 1, stream: .stdout, bytes: Array(output.utf8)))))
    try journal.finish(.finished)
    try store.close()
    return path
  }

  @Test func mergedRunsAreListedAndShown() throws {
    let folder = try TemporaryFolder()
    let (a, b) = (
      try Self.database(folder, "a", output: "from a"),
      try Self.database(folder, "b", output: "from b")
    )
    let all = folder.path + "/all.sqlite"
    let run = try CommandRun(["merge", a, b, "--into", all])
    #expect(run.status == .success)
    #expect(run.stdout == "\(a): 1 run added\n\(b): 1 run added\n")
    let again = try CommandRun(["merge", b, a, "--into", all, "--json"])
    #expect(again.stdout.contains("\"present\": 1"))
    #expect(!again.stdout.contains("\"present\": 0"))
    let list = try CommandRun(["list", "--db", all])
    #expect(list.stdout.contains("a.md") && list.stdout.contains("b.md"))
    #expect(try CommandRun(["show", "2", "--db", all]).stdout.contains("from b"))
    let check = try CommandRun(["db", "check", "--db", all])
    #expect(check.status == .success)
    #expect(check.stdout.hasSuffix("sound\n"))
  }

  @Test func oneBadFileDoesNotKeepTheOthersOut() throws {
    let folder = try TemporaryFolder()
    let good = try Self.database(folder, "a", output: "x")
    let bad = try folder.file("bad", "this is no database, only some text")
    let all = folder.path + "/all.sqlite"
    let run = try CommandRun(["merge", bad, good, "--into", all])
    #expect(run.status == .failed)
    #expect(run.stderr.contains("bad"))
    #expect(run.stdout == "\(good): 1 run added\n")
    #expect(try CommandRun(["merge", "/nonexistent/x", "--into", all]).status == .mistake)
  }

  @Test func pruningNeedsALimitAndTellsWhatGoes() throws {
    let folder = try TemporaryFolder()
    let path = try Self.database(folder, "a", output: "x")
    let bare = try CommandRun(["prune", "--db", path])
    #expect(bare.status == .mistake)
    #expect(bare.stderr.contains("--keep-days"))
    for wrong in [["--keep-runs", "-1"], ["--max-size", "5X"], ["--keep-days", "x"]] {
      #expect(try CommandRun(["prune", "--db", path] + wrong).status == .mistake)
    }
    #expect(
      try CommandRun(["prune", "--keep-runs", "1", "--db", "/nonexistent"]).status == .mistake)
    let trial = try CommandRun(["prune", "--keep-runs", "0", "--dry-run", "--db", path])
    #expect(trial.stdout.contains("a.md"))
    #expect(trial.stderr.hasPrefix("1 run would go"))
    let real = try CommandRun(["prune", "--keep-runs", "0", "--db", path])
    #expect(real.stdout == trial.stdout)
    #expect(real.stderr.hasPrefix("1 run gone"))
    #expect(try CommandRun(["list", "--db", path]).stdout.isEmpty)
    #expect(try CommandRun(["db", "vacuum", "--db", path]).stdout.hasSuffix("now\n"))
  }

  @Test func rowsArePrintedInThreeForms() throws {
    let folder = try TemporaryFolder()
    let path = try Self.database(folder, "a", output: "e\u{1b}[31m, \"q\"\n")
    func sql(_ arguments: String...) throws -> CommandRun {
      try CommandRun(["sql", "--db", path] + arguments)
    }
    let query = "SELECT 1 AS a, text, x'00ff' AS b, NULL AS n, '' AS e FROM outputs"
    let table = try sql(query)
    #expect(
      table.stdout == "a  text                b         n  e\n1  e\\x1b[31m, \"q\"  \\x00\\xff  –\n"
        || table.stdout.contains("\\x1b[31m"))
    #expect(!table.stdout.contains("\u{1b}"))
    let csv = try sql("--csv", query)
    #expect(csv.stdout == "a,text,b,n,e\r\n1,\"e\u{1b}[31m, \"\"q\"\"\n\",\\x00\\xff,,\"\"\r\n")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(try sql("--json", query).stdout.utf8))
        as? [String: Any])
    #expect(json["columns"] as? [String] == ["a", "text", "b", "n", "e"])
    let row = try #require((json["rows"] as? [[Any]])?.first)
    #expect(row[1] as? String == "e\u{1b}[31m, \"q\"\n")
    #expect((row[2] as? [String: String])?["base64"] == "AP8=")
    #expect(try sql("DELETE FROM run").status == .mistake)
    #expect(try sql("--csv", "--json", query).status == .mistake)
    #expect(try sql("SELECT 1", "--timeout", "0").status == .mistake)
    #expect(try sql().stdout.contains("kernel_messages"))
    #expect(try CommandRun(["sql", "SELECT 1", "--db", "/nonexistent"]).status == .mistake)
  }

  @Test(
    arguments: [
      ("0", 0), ("17", 17), ("2K", 2048), ("3m", 3 << 20), ("1GiB", 1 << 30), ("2T", 2 << 40),
      ("", nil), ("K", nil), ("-1", nil), ("1.5G", nil), ("9999999999T", nil), ("1KB", nil),
    ] as [(String, Int?)])
  func sizesAreReadAsTheyAreTyped(text: String, bytes: Int?) {
    #expect(ByteCount(argument: text)?.bytes == bytes)
  }

  @Test func sizesAreShownInUnits() {
    #expect(
      [0, 1023, 1024, 1536, 5 << 20, 3 << 40].map { ByteCount($0).words }
        == ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "5.0 MiB", "3.0 TiB"])
  }
}
