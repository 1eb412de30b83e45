import Foundation
import LabEvidence
import LabModel
import Testing

@testable import LabCommands

@Suite struct ListCommandTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/lab.sqlite" }

  /// A database with a run for each of `statuses`, which printed its number.
  private func add(_ statuses: [RunRow.Status]) throws {
    let store = try Store.open(path: path)
    for (place, status) in statuses.enumerated() {
      var plan = Plan(path: "lab\(place + 1).md", title: "Lab", source: Array("x".utf8))
      let position = SourcePosition(line: 1, column: 1)
      var block = Block(number: 1, kind: .transcript, id: nil, position: position)
      block.steps = [
        Step(
          number: 1, block: 1, indexInBlock: 1, host: "lab", command: "echo",
          expectation: Expectation(), position: position, expectedLines: 1..<1)
      ]
      plan.blocks = [block]
      let journal = try Journal.begin(
        plan, in: store, backend: "namespaces",
        provenance: Provenance(
          kernel: KernelRecord(release: "6.1.9", version: "#1", machine: "x86_64"),
          hostname: "here", processors: 1), labbook: "0.1.0")
      let time = EventTime(
        monotonic: 100, wall: 1_760_000_000_000_000_000 + Int64(place) * 1_000_000_000)
      let sandbox = SandboxRecord(
        identifiers: "range", limits: [], kernelRelease: "6.1.9", kernelVersion: "#1",
        machine: "x86_64", shell: "/bin/bash", notes: [])
      let output = OutputChunk(
        step: 1, attempt: 1, stream: .stdout,
        bytes: Array("first\nword\(place + 1)\u{1b}[2J\n".utf8))
      for body in [
        .ready(sandbox), .stepStarted(StepStart(step: 1, attempt: 1, host: 0)), .output(output),
      ] as [Event.Body] {
        try journal.write(Event(time: time, body: body))
      }
      try journal.finish(status)
    }
    try store.close()
  }

  init() throws {
    folder = try TemporaryFolder()
    try add([.finished, .crashed, .blocked, .finished])
  }

  private func list(_ arguments: String...) throws -> CommandRun {
    try CommandRun(["list", "--db", path] + arguments)
  }

  /// The notebooks of the runs that are listed.
  private func notebooks(_ run: CommandRun) -> [String] {
    run.stdout.matches(of: /lab\d\.md/).map { String($0.output) }
  }

  @Test func valuesAreAlternativesAndOptionsHoldTogether() throws {
    let run = try list("--status", "crashed", "--status", "blocked", "--kernel", "6.1")
    #expect(notebooks(run) == ["lab3.md", "lab2.md"])
    #expect(notebooks(try list("--status", "finished", "--notebook", "LAB4")) == ["lab4.md"])
    let none = try list("--machine", "there")
    #expect(none.status == .success && none.stdout.isEmpty)
    #expect(none.stderr == "no such runs in \(path)\n")
  }

  @Test(arguments: [
    (["--status", "done"], "--status wants one of running, finished"),
    (["--param", "x"], "--param wants NAME=VALUE"), (["--since", "now"], "--since wants a date"),
    (["--limit", "1", "--all"], "--limit and --all exclude each other"),
  ])
  func whatCannotBeAskedIsAMistake(arguments: [String], message: String) throws {
    let run = try CommandRun(["list", "--db", path] + arguments)
    #expect(run.status == .mistake)
    #expect(run.stderr.hasPrefix("labbook: error: " + message))
  }

  @Test func aListGoesOnWhereItSays() throws {
    let first = try list("--limit", "3")
    #expect(notebooks(first) == ["lab4.md", "lab3.md", "lab2.md"])
    let id = try #require(first.stderr.firstMatch(of: /--after ([0-9a-f-]{36})/)?.1)
    let second = try list("--limit", "3", "--after", String(id))
    #expect(notebooks(second) == ["lab1.md"])
    #expect(second.stderr.isEmpty)
    #expect(try list("--limit", "3", "--json").stdout.contains("\"next\": \"\(id)\""))
    #expect(try list("--after", "zzz").status == .mistake)
  }

  @Test func aSearchShowsTheLinesWithTheirPlaces() throws {
    let run = try list("--search", "WORD2")
    #expect(notebooks(run) == ["lab2.md"])
    #expect(run.stdout.contains("\n      step 1, line 2: word2 \n"))
    #expect(!run.stdout.contains("\u{1b}"))
    let document = try JSONSerialization.jsonObject(
      with: Data(list("--search", "word3", "--json").stdout.utf8))
    let runs = try #require((document as? [String: Any])?["runs"] as? [[String: Any]])
    let match = try #require((runs.first?["matches"] as? [[String: Any]])?.first)
    #expect(match["step"] as? Int == 1 && match["line"] as? Int == 2)
    #expect(notebooks(try list("--search", "first", "--status", "crashed")) == ["lab2.md"])
    #expect(notebooks(try list("--search", "echo first")).count == 4)
  }
}
