import Foundation
import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct KCIDBReportTests {
  private static let facts = RunFacts(
    started: 1_767_225_600_123_000_000, backend: "qemu" + HostileRun.text,
    kernel: KernelRecord(
      release: "6.1.0-56" + HostileRun.text, version: "#1 SMP " + HostileRun.text,
      machine: "X86_64-é", configurationHash: String(repeating: "ab", count: 32)))

  /// How a machine fared whose kernel died with these last words.
  private static func health(_ tail: [String]) -> KernelHealth {
    var evidence = SampleRun.evidence
    evidence.machine = MachineRecord(
      accelerator: .tcg, emulator: "QEMU " + HostileRun.text, memory: 1 << 28, processors: 2,
      isResumed: false, startDuration: 1)
    evidence.crash = MachineCrash(kind: .panic, message: "Kernel panic", tail: tail)
    return KernelHealth(evidence)
  }

  private static var results: [NotebookResult] {
    var results = HostileRun.results
    results[0].health = health(
      Array(repeating: "<4>[  1.0] " + HostileRun.text, count: 400))
    return results
  }

  private static func document(
    _ results: [NotebookResult] = Self.results, facts: [String: RunFacts]? = nil
  ) -> String {
    let facts = facts ?? ["019a": Self.facts, "019b": Self.facts]
    return KCIDBReport(results, facts: facts, version: "0.1.0").text
  }

  /// Checks a document against version 5.0 and, brought up to it, the newest version.
  private static let validator =
    KCIDBPackage.path + """
      import json, sys
      from kcidb_io.schema import V5_0, LATEST
      data = json.loads(sys.stdin.buffer.read().decode("utf-8"))
      V5_0.validate_exactly(data)
      assert LATEST.is_compatible(data)
      LATEST.validate(LATEST.upgrade(data, copy=True))
      print("valid")
      """

  @Test(.enabled(if: KCIDBPackage.isThere, "kcidb-io is not installed: make test tries to"))
  func thePackageOfTheSchemaTakesHostileRuns() throws {
    #expect(try HostileRun.python(Self.validator, input: Self.document()) == "valid\n")
    #expect(try HostileRun.python(Self.validator, input: Self.document([])) == "valid\n")
  }

  @Test func theStoredRulesOfTheSchemaHold() throws {
    let read = try HostileRun.python(
      """
      import json, re, sys
      rules, data = json.loads(sys.stdin.buffer.read().decode("utf-8"))
      def check(value, rule, where):
        if "$ref" in rule: rule = rules["$defs"][rule["$ref"].split("/")[-1]]
        types = {"string": str, "object": dict, "array": list, "boolean": bool,
                 "integer": int, "number": (int, float)}
        if "type" in rule: assert isinstance(value, types[rule["type"]]), where
        if "enum" in rule: assert value in rule["enum"], (where, value)
        if "const" in rule: assert value == rule["const"], (where, value)
        if "pattern" in rule: assert re.search(rule["pattern"], value), (where, value)
        if "maxLength" in rule: assert len(value) <= rule["maxLength"], where
        if rule.get("format") == "date-time":
          assert re.fullmatch(r"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)", value), value
        if isinstance(value, list):
          for index, item in enumerate(value): check(item, rule["items"], where + [index])
        if isinstance(value, dict):
          properties = rule.get("properties", {})
          assert all(name in value for name in rule.get("required", [])), where
          if rule.get("additionalProperties") is False:
            assert all(name in properties for name in value), (where, list(value))
          for name, item in value.items():
            if name in properties: check(item, properties[name], where + [name])
      check(data, rules, [])
      ids = [o["id"] for kind in ("checkouts", "builds", "tests") for o in data[kind]]
      print(len(data["checkouts"]), len(data["builds"]), len(data["tests"]))
      assert len({t["id"] for t in data["tests"]}) == len(data["tests"])
      assert {b["checkout_id"] for b in data["builds"]} == {c["id"] for c in data["checkouts"]}
      assert {t["build_id"] for t in data["tests"]} == {b["id"] for b in data["builds"]}
      def nulls(value):
        if isinstance(value, dict): return any(nulls(v) for v in value.values())
        if isinstance(value, list): return any(map(nulls, value))
        return value is None or isinstance(value, str) and "\\0" in value
      assert not nulls(data)
      assert all(len(t.get("log_excerpt", "").encode()) <= 16384 for t in data["tests"])
      """, input: "[\(KCIDBRules.json),\(Self.document())]")
    // The notebook, three steps and six claims; the empty one; what never began has no kernel.
    #expect(read == "1 1 11\n")
  }

  /// Path and status of each test.
  private static func statuses(_ document: String) throws -> [String] {
    struct Document: Decodable {
      struct Test: Decodable {
        var path: String
        var status: String
      }
      var tests: [Test]
    }
    return try JSONDecoder().decode(Document.self, from: Data(document.utf8)).tests
      .map { "\($0.path) \($0.status)" }
  }

  private static func claim(
    _ number: Int, _ identity: String, _ answer: Verdict.Answer, isPublished: Bool = false,
    xfail: String? = nil
  ) -> ClaimVerdict {
    ClaimVerdict(
      number: number, identity: identity, text: identity, line: number, isPublished: isPublished,
      expectedFailure: xfail, verdict: Verdict(answer, "because"))
  }

  @Test func statusesAreThoseOfTheDocumentation() throws {
    var result = NotebookResult(
      path: "experiments/1 - lo ü.md", title: "Lo", ending: .finished, runID: "019a",
      misses: [StepMiss(step: 2, command: "false", reason: "exited 1")],
      claims: [
        Self.claim(1, "curl fails until lo is up", .holds), Self.claim(2, "no packets", .refuted),
        Self.claim(3, "no packets", .inconclusive), Self.claim(4, "a/b", .notApplicable),
        Self.claim(5, "их", .refuted, isPublished: true),
        Self.claim(6, "p2", .inconclusive, isPublished: true),
        Self.claim(7, "x", .refuted, xfail: "a bug"), Self.claim(8, "y", .holds, xfail: "a bug"),
      ])
    result.outline = [
      StepLine(step: 1, name: "serve", command: "true", line: 1),
      StepLine(step: 2, command: "false", line: 2),
      StepLine(step: 3, command: "true", line: 3, skipped: "when"),
    ]
    let root = "labbook.1-lo"
    #expect(
      try Self.statuses(Self.document([result])) == [
        "\(root) FAIL", "\(root).step-serve PASS", "\(root).step-2 FAIL", "\(root).step-3 SKIP",
        "\(root).curl-fails-until-lo-is-up PASS", "\(root).no-packets FAIL",
        "\(root).no-packets-2 ERROR", "\(root).a-b SKIP", "\(root).unnamed DONE", "\(root).p2 SKIP",
        "\(root).x PASS", "\(root).y FAIL",
      ])
  }

  @Test func anEndingIsNoVerdictOnTheKernel() throws {
    func status(_ ending: NotebookResult.Ending) throws -> [String] {
      try Self.statuses(
        Self.document([NotebookResult(path: "a.md", title: "A", ending: ending, runID: "019a")]))
    }
    #expect(try status(.finished) == ["labbook.a PASS"])
    #expect(try status(.crashed(reason: "panic", remedy: nil)) == ["labbook.a ERROR"])
    #expect(try status(.blocked(reason: "no nft")) == ["labbook.a SKIP"])
    #expect(try status(.interrupted(reason: "")) == ["labbook.a MISS"])
    #expect(try status(.machineUnable(reason: "", remedy: nil)) == ["labbook.a MISS"])
  }

  @Test func theEndOfALongCrashLogIsKept() throws {
    struct Document: Decodable {
      struct Test: Decodable {
        var excerpt: String
        enum CodingKeys: String, CodingKey { case excerpt = "log_excerpt" }
      }
      var tests: [Test]
    }
    let facts = RunFacts(
      started: 0, backend: "uml",
      kernel: KernelRecord(release: "6.1", version: "#1", machine: "x86_64"))
    var result = NotebookResult(
      path: "a.md", title: "A", ending: .crashed(reason: "panic", remedy: nil), runID: "019a")
    result.health = Self.health(
      (1...5000).map { "line \($0)" } + ["Kernel panic - not syncing"])
    let text = Self.document([result], facts: ["019a": facts])
    let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    let excerpt = try #require(document.tests.first).excerpt
    #expect(excerpt.hasSuffix("line 5000\nKernel panic - not syncing"))
    #expect(excerpt.utf8.count <= 16_384 && excerpt.utf8.count > 16_000)
  }
}

/// The Python package that holds KCIDB's schema: installed, or where `make test` puts it.
enum KCIDBPackage {
  /// `kcidb` in the folder of builds: these tests are in `TRIPLE/debug` there.
  private static let folder: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: own).deletingLastPathComponent().appending(path: "../../kcidb")
      .standardizedFileURL.path(percentEncoded: false)
  }()

  /// Makes it known to a Python program.
  static let path = "import sys\nsys.path.append('\(folder)')\n"

  static let isThere =
    (try? HostileRun.python(path + "import kcidb_io; print(1)", input: "")) == "1\n"
}
