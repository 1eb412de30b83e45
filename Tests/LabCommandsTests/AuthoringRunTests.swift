import Foundation
import FoundationXML
import LabReport
import Testing

@testable import LabCommands

/// Whole runs in real sandboxes, through the command line.
@Suite struct AuthoringRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ body: String, frontMatter: String = "", _ options: [String] = []) throws
    -> (CommandRun, path: String)
  {
    let path = try folder.file("lab.md", "---\nlabbook: 1\n\(frontMatter)---\n# Lab\n\n\(body)")
    return (try run([path] + options), path)
  }

  private func run(_ arguments: [String], environment: [String: String] = [:]) throws -> CommandRun
  {
    try CommandRun(
      ["run", "--db", folder.path + "/lab.sqlite"] + arguments,
      environment: ["LANG": "C.UTF-8"].merging(environment) { $1 })
  }

  @Test(arguments: NotebookSeed.allCases)
  func aNewNotebookDoesAsItClaims(seed: NotebookSeed) throws {
    let path = folder.path + "/what-is_it \"now\".md"
    let new = try CommandRun(["new", path, "--from", seed.rawValue])
    #expect(new.status == .success)
    let check = try CommandRun(["check", path])
    #expect(check.stdout.contains(" 0 mistakes, 0 warnings"))
    let formatted = try CommandRun(["fmt", "--check", path])
    #expect(formatted.status == .success)
    let result = try run([path])
    #expect(result.status == .success, "\(result.stdout)\(result.stderr)")
    #expect(result.stdout.contains("What is it \"now\""))
    let again = try CommandRun(["new", path])
    #expect(again.status == .mistake)
    #expect(again.stderr.contains("File exists"))
  }

  @Test func aNotebookRunsForEachCombination() throws {
    let (result, _) = try run(
      """
      ```console {#say}
      $ echo "$mtu $mode"
      ${mtu} ${mode}
      ```

      ```console {#big when="param mtu = 9000"}
      $ echo big
      big
      ```

      ```claims
      say prints "1500" when param mtu = 1500
      big succeeds
      ```
      """, frontMatter: "params: {mtu: [1500, 9000], mode: [a, \"b;c\"]}\n")
    #expect(result.status == .success, "\(result.stdout)\(result.stderr)")
    for name in ["mtu=1500 mode=a", "mtu=1500 mode=b;c", "mtu=9000 mode=a", "mtu=9000 mode=b;c"] {
      #expect(result.stdout.contains("Lab [\(name)]"))
    }
    let list = try CommandRun(["list", "--json", "--db", folder.path + "/lab.sqlite"])
    let document = try JSONSerialization.jsonObject(with: Data(list.stdout.utf8)) as? [String: Any]
    let runs = try #require(document?["runs"] as? [[String: Any]])
    #expect(
      Set(runs.compactMap { ($0["parameters"] as? [String: String])?["mode"] }) == ["a", "b;c"])
    #expect(runs.count == 4)
  }

  @Test func repeatsHideNothing() throws {
    let (result, _) = try run(
      """
      ```console {#once}
      $ [ $(( 0x$(od -An -N1 -tx1 /dev/urandom | tr -d ' ') % 2 )) = 0 ]
      ```

      ```claims
      once succeeds
      always: some once succeeds
      ```
      """, ["--repeat", "14", "--json"])
    let document = try JSONSerialization.jsonObject(with: Data(result.stdout.utf8))
    let repeats = try #require((document as? [String: Any])?["repeats"] as? [[String: Any]])
    let claim = try #require((repeats.first?["claims"] as? [[String: Any]])?.first)
    let (holds, refuted) = (claim["holds"] as? Int ?? 0, claim["refuted"] as? Int ?? 0)
    #expect(holds + refuted == 14)
    // All alike once in 8192 runs of this test.
    #expect(claim["flaky"] as? Bool == (holds > 0 && refuted > 0))
    #expect(result.status == (refuted == 0 ? .success : .refuted))
    #expect(((document as? [String: Any])?["notebooks"] as? [Any])?.count == 14)
  }

  @Test func oneRunWritesEveryReport() throws {
    let files = ReportFormat.allCases.map { "\(folder.path)/report.\($0.rawValue)" }
    try Data(repeating: 0x78, count: 100_000).write(to: URL(filePath: files[0]))
    let (result, path) = try run(
      "```console\n$ printf '\\033]]>\\0'\nx\n```\n\n```claims\nprintf succeeds\n```\n",
      zip(ReportFormat.allCases, files).flatMap { ["--report", "\($0.rawValue)=\($1)"] })
    #expect(result.status == .refuted)
    #expect(result.stdout.contains("1 claim holds"))
    #expect(XMLParser(data: try Data(contentsOf: URL(filePath: files[0]))).parse())
    #expect(
      String(decoding: try folder.bytes("report.tap"), as: UTF8.self).hasPrefix(
        "TAP version 14\n1..1\n"))
    #expect(
      String(decoding: try folder.bytes("report.ktap"), as: UTF8.self).hasPrefix(
        "KTAP version 1\n1..1\n"))
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: files[3])))
    #expect((json as? [String: Any])?["exit_status"] as? Int == 1)
    let standard = try run([path, "--report", "tap=-"], environment: ["GITHUB_ACTIONS": "true"])
    #expect(standard.stdout.hasPrefix("TAP version 14\n"))
    #expect(standard.stdout.hasSuffix("not ok 1 - Lab\n"))
    #expect(standard.stderr.contains("1 claim holds"))
    #expect(standard.stderr.contains("\n::error file="))
  }

  @Test func annotationsComeAfterWhatTheyTalkAbout() throws {
    let path = try folder.file(
      "lab.md", "---\nlabbook: 1\n---\n# Lab\n\n```console\n$ echo ::error::mine\n::x\n```\n")
    let result = try run([path], environment: ["GITHUB_ACTIONS": "true"])
    let lines = result.stdout.split(separator: "\n")
    let token = try #require(lines.first?.split(separator: ":").last)
    #expect(lines.first == "::stop-commands::\(token)")
    let end = try #require(lines.firstIndex(of: "::\(token)::"))
    #expect(lines[end...].dropFirst().map { $0.prefix(8) } == ["::error "])
    #expect(lines.last?.contains("line=7,") == true)
  }

  @Test func aReportThatCannotBeWrittenIsFoundFirst() throws {
    let (result, _) = try run(
      "```sh\ntrue\n```\n", ["--report", "tap=\(folder.path)/none/x.tap"])
    #expect(result.status == .mistake)
    #expect(result.stderr.contains("No such file or directory"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/lab.sqlite"))
  }

  @Test func aTerminalStepSeesATerminal() throws {
    let (result, _) = try run(
      """
      ```console {#first .tty}
      $ [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo yes
      yes
      $ echo err >&2; stty size; echo to the terminal >/dev/tty
      err
      24 80
      to the terminal
      ```

      ```console
      $ [ -t 1 ] || echo a pipe
      a pipe
      ```

      ```console {#many .tty}
      $ seq 1 40000
      ...
      40000
      $ exit 3
      [3]
      ```

      ```console {#later .tty}
      $ tty
      /dev/pts/* (glob)
      ```

      ```claims
      first.1 prints /yes\\r$/
      many.1 prints 40000 lines
      ```
      """)
    #expect(result.status == .success, "\(result.stdout)\(result.stderr)")
  }

  @Test func outsideOfWhatIsCapturedNothingIsKnown() throws {
    let (result, _) = try run(
      """
      ```console
      $ echo hello > /dev/udp/127.0.0.1/9
      $ echo hello > /dev/udp/127.0.0.1/10
      ```

      ```claims
      exactly 1 packet matching `udp port 9`
      icmp: no packets matching `icmp`
      other: no packets matching `udp port 10`
      all: at most 2 packets
      ```
      """, frontMatter: "lo: up\ncapture: udp port 9\n", ["--json"])
    let document = try JSONSerialization.jsonObject(with: Data(result.stdout.utf8))
    let notebook = try #require(
      ((document as? [String: Any])?["notebooks"] as? [[String: Any]])?.first)
    let claims = try #require(notebook["claims"] as? [[String: Any]])
    #expect(
      claims.map { $0["verdict"] as? String } == [
        "holds", "inconclusive", "inconclusive", "inconclusive",
      ])
    #expect(result.status == .undecided)
  }

  @Test func anUpdateIsSharedByAllRunsOfANotebook() throws {
    let (result, path) = try run(
      "```console\n$ echo same\n$ echo $n\n$ echo later\nlater\n```\n",
      frontMatter: "params: {n: [1, 2]}\n", ["--update", "--jobs", "1"])
    let text = String(decoding: try folder.bytes("lab.md"), as: UTF8.self)
    #expect(text.hasSuffix("$ echo same\nsame\n$ echo $n\n1\n$ echo later\nlater\n```\n"))
    #expect(result.stdout.contains("another run of it printed something else"))
    #expect(result.status == .refuted)
    #expect(try CommandRun(["check", path]).status == .success)
  }

  @Test func askingWantsATerminal() throws {
    let (result, _) = try run("```sh\ntrue\n```\n", ["--update=ask"])
    #expect(result.status == .mistake)
    #expect(result.stderr.contains("asks on a terminal"))
  }
}
