import Foundation
import TestSupport
import Testing

/// `labbook diff` over real runs.
@Suite struct DiffTests {
  /// What `labbook diff --json` prints, as far as these tests look.
  struct Document: Decodable {
    struct Answer: Decodable {
      var kind: String
      var text: String
      var change: String
    }
    struct Line: Decodable {
      var kind: String
      var text: String
    }
    struct Section: Decodable {
      var title: String
      var difference: [Line]

      /// `- a`, `+ b`: what differs.
      var changes: [String] {
        difference.filter { $0.kind != "same" }.map { ($0.kind == "extra" ? "+ " : "- ") + $0.text }
      }
    }
    struct Part: Decodable {
      var step: Int?
      var name: String
      var sections: [Section]
    }
    struct Comparison: Decodable {
      var answers: [Answer]
      var evidence: [Part]
      var note: String?

      /// Every answer that changed, with its class.
      var changes: [String] {
        answers.filter { $0.change != "still failing" }.map { "\($0.change): \($0.text)" }
      }
      /// Everything that differs, a line each.
      var differences: [String] {
        changes
          + evidence.flatMap { part in
            part.sections.flatMap { section in
              section.changes.map { "\(part.name), \(section.title): \($0)" }
            }
          }
      }
    }
    var comparisons: [Comparison]
  }

  /// Both notebooks run after each other into one database, and are compared.
  private func compare(
    _ old: String, _ new: String? = nil, arguments: [String] = []
  ) throws -> (status: Int32?, comparison: Document.Comparison) {
    let folder = try TemporaryFolder()
    let database = folder.path + "/labbook.sqlite"
    for text in [old, new ?? old] {
      let path = try folder.file("lab.md", "---\nlabbook: 1\n---\n" + text)
      _ = try LabbookProcess.run(["run", path, "--db", database], in: folder.path)
    }
    let ending = try LabbookProcess.run(
      ["diff", "1", "2", "--json", "--db", database] + arguments, in: folder.path)
    let document = try ending.document(Document.self)
    #expect(document.comparisons.count == 1)
    return (ending.status, document.comparisons[0])
  }

  @Test func anExperimentDoesNotDifferFromItself() throws {
    let folder = try TemporaryFolder()
    let database = folder.path + "/labbook.sqlite"
    let runs = try (1...3).map { _ in
      try LabbookProcess.run(
        ["run", Repository.experiments, "--json", "--db", database]
      ).document()
    }
    for (first, second) in zip(runs, runs.dropFirst()) {
      for (old, new) in zip(first.notebooks, second.notebooks) {
        let (before, after) = (try #require(old.run), try #require(new.run))
        let ending = try LabbookProcess.run(["diff", before, after, "--json", "--db", database])
        let comparison = try #require(
          try ending.document(Document.self).comparisons.first, "\(ending.stderr)")
        #expect(comparison.differences == [], "\(new.path)")
        #expect(comparison.note == "same kernel, same backend")
        #expect(ending.status == 0)
      }
    }
  }

  @Test func oneChangedCommandAndClaimIsAllThatDiffers() throws {
    let old = """
      ```console {#say}
      $ echo one
      one
      $ echo two
      two
      $ echo three
      three
      ```

      ```claims
      say.2 prints "two"
      say.1 succeeds
      ```
      """
    let new = old.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0 == "$ echo two" ? "$ echo four" : String($0) }.joined(separator: "\n")
    let (status, comparison) = try compare(old, new)
    #expect(
      comparison.differences == [
        "regression: echo four", "regression: say.2 prints \"two\"", "say.2, stdout: - two",
        "say.2, stdout: + four",
      ])
    #expect(status == 1)
    let (back, fixed) = try compare(new, old)
    #expect(back == 0)
    #expect(fixed.changes == ["fixed: echo two", "fixed: say.2 prints \"two\""])
  }

  @Test func aStepThatWasPutInMovesNoOther() throws {
    let old = "```console\n$ ip link set dev lo up\n$ ping -c 1 -W 1 127.0.0.1 >/dev/null\n```\n"
    let new = old.split(separator: "$ ping").joined(separator: "$ true\n$ ping")
    let (status, comparison) = try compare(old, new)
    #expect(comparison.differences == ["appeared: true"])
    #expect(status == 0)
  }

  @Test func whatALinkBecameIsEvidence() throws {
    func text(_ mtu: Int) -> String {
      """
      ```console
      $ ip link add eth0 type veth peer name eth1
      $ eval "ip link set dev eth0 mtu $(cat /tmp/mtu)"
      ```

      ```text {file=/tmp/mtu}
      \(mtu)
      ```
      """
    }
    let (status, comparison) = try compare(text(1400), text(1300))
    #expect(
      comparison.differences == [
        "step 2, network of lab: - eth0 has mtu 1400",
        "step 2, network of lab: + eth0 has mtu 1300",
      ])
    #expect(status == 0)
  }

  @Test func theNewestRunsOfTwoKernelsAreCompared() throws {
    let folder = try TemporaryFolder()
    let database = folder.path + "/labbook.sqlite"
    let path = try folder.file("lab.md", "---\nlabbook: 1\n---\n```console\n$ true\n```\n")
    _ = try LabbookProcess.run(["run", path, "--db", database], in: folder.path)
    func diff(_ old: String, _ new: String, _ rest: [String] = []) throws -> LabbookProcess.Ending {
      try LabbookProcess.run(
        ["diff", "--kernel", old, "--kernel", new, "--db", database] + rest, in: folder.path)
    }
    let same = try diff("host", "namespaces")
    #expect(same.status == 0)
    #expect(same.stdout.hasSuffix("no difference\n"))
    let none = try diff("host", "0.99")
    #expect(none.status == 2)
    #expect(none.stderr.contains("no notebook ran on both host and 0.99"))
    #expect(try diff("host", "host", ["other.md"]).status == 2)
    #expect(try LabbookProcess.run(["diff", "1", "--db", database]).status == 2)
    #expect(try LabbookProcess.run(["diff", "1", "9", "--db", database]).status == 2)
  }
}
