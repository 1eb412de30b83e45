import Foundation
import TestSupport
import Testing

private enum UserModeLinux {
  static let program = "/usr/bin/linux.uml"
  static let isThere = access(program, X_OK) == 0
}

/// `labbook bisect` over kernels that boot: copies of Debian's user-mode Linux, each of which calls
/// itself another release.
@Suite(.enabled(if: UserModeLinux.isThere, "user-mode-linux is not installed"), .serialized)
struct KernelBisectTests {
  private struct Document: Decodable {
    struct Test: Decodable {
      struct Run: Decodable { var run: String? }
      var kernel: String
      var verdict: String
      var runs: [Run]
    }
    var outcome: String
    var good: String?
    var bad: [String]
    var tests: [Test]
  }

  /// A folder with the kernels 6.1.101 to 6.1.106, 6.1.103 of which did not build, and a notebook that
  /// the kernels from 6.1.105 on fail.
  private func lab() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var image = [UInt8](try Data(contentsOf: URL(filePath: UserModeLinux.program)))
    let release = try #require(Self.release(of: image))
    // Names of one length, so that nothing in the image moves.
    try #require(release.utf8.count == 7, "\(release)")
    var places: [Int] = []
    var place = 0
    let wanted = Array(release.utf8)
    while let found = image[place...].firstRange(of: wanted) {
      places.append(found.lowerBound)
      place = found.upperBound
    }
    let builds = try folder.folder("builds")
    for number in 101...106 {
      let name = builds + "/linux-6.1.\(number)"
      if number == 103 {
        _ = try folder.folder("builds/linux-6.1.103")
        continue
      }
      for place in places { image.replaceSubrange(place..<place + 7, with: "6.1.\(number)".utf8) }
      try Data(image).write(to: URL(filePath: name))
      chmod(name, 0o755)
    }
    try folder.file(
      "lab.md",
      """
      ---
      labbook: 1
      ---

      # Releases

      ```console
      $ uname -r
      6\\.1\\.10[1-4] (re)
      ```

      ```claims
      uname exits 0
      ```

      """)
    return folder
  }

  /// What the banner says.
  private static func release(of image: [UInt8]) -> String? {
    let banner = Array("Linux version ".utf8)
    guard let found = image.firstRange(of: banner) else { return nil }
    return String(
      decoding: image[found.upperBound...].prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
  }

  private func bisect(
    _ folder: TemporaryFolder, _ arguments: String...
  ) throws -> (LabbookProcess.Ending, Document) {
    let ending = try LabbookProcess.run(
      ["bisect", "lab.md", "--kernels", "builds", "--db", "labbook.sqlite", "--json"] + arguments,
      in: folder.path)
    return (ending, try ending.document(Document.self))
  }

  @Test func theFirstKernelThatFailsIsFoundAndItsRunsAreThere() throws {
    let folder = try lab()
    let (ending, found) = try bisect(folder, "--good", "linux-6.1.101", "--bad", "linux-6.1.106")
    #expect(ending.status == 0, "\(ending.stderr)")
    #expect(found.outcome == "found")
    #expect(found.good == "linux-6.1.104")
    #expect(found.bad == ["linux-6.1.105"])
    #expect(found.tests.prefix(2).map(\.kernel) == ["linux-6.1.101", "linux-6.1.106"])
    for test in found.tests where test.verdict != "skip" {
      let run = try #require(test.runs.first?.run)
      let shown = try LabbookProcess.run(
        ["show", run, "--db", "labbook.sqlite"], in: folder.path)
      #expect(shown.status == 0)
      #expect(shown.stdout.contains(test.kernel.dropFirst(6)), "\(shown.stdout)")
    }
  }

  @Test func aKernelThatDidNotBuildLeavesARange() throws {
    let folder = try lab()
    try folder.file(
      "lab.md", try folder.text("lab.md").replacing("10[1-4]", with: "10[1-2]"))
    let (ending, found) = try bisect(folder, "--good", "linux-6.1.102", "--bad", "linux-6.1.104")
    #expect(ending.status == 4, "\(ending.stderr)")
    #expect(found.outcome == "undecided")
    #expect(found.good == "linux-6.1.102")
    #expect(found.bad == ["linux-6.1.103", "linux-6.1.104"])
  }

  @Test func whereBothEndsAreGoodThereIsNothingToSearch() throws {
    let folder = try lab()
    let (ending, found) = try bisect(
      folder, "--good", "linux-6.1.101", "--bad", "linux-6.1.106", "--claim", "1")
    #expect(ending.status == 1, "\(ending.stderr)")
    #expect(found.outcome == "wrong end")
    #expect(found.tests.map(\.verdict) == ["good", "good"])
  }

  @Test func oneKernelIsGoodBadOrCannotBeToldForGit() throws {
    let folder = try lab()
    try Data("\u{7F}ELF".utf8).write(to: URL(filePath: folder.path + "/broken"))
    for (kernel, status) in [
      ("builds/linux-6.1.101", 0), ("builds/linux-6.1.105", 1), ("broken", 125), ("missing/x", 125),
    ] as [(String, Int32)] {
      let ending = try LabbookProcess.run(
        ["run", "lab.md", "--kernel", kernel, "--bisect-exit", "--db", "labbook.sqlite"],
        in: folder.path)
      #expect(ending.status == status, "\(kernel): \(ending.stdout)\(ending.stderr)")
    }
  }

  @Test func reportsForProgramsTellOfAMachinesRun() throws {
    struct Report: Decodable {
      struct Build: Decodable { var id, architecture: String }
      struct Test: Decodable {
        var build, path, status: String
        enum CodingKeys: String, CodingKey { case build = "build_id", path, status }
      }
      var builds: [Build]
      var tests: [Test]
    }
    let folder = try lab()
    let ending = try LabbookProcess.run(
      [
        "run", "lab.md", "--kernel", "builds/linux-6.1.105", "--kernel", "builds/linux-6.1.101",
        "--db", "labbook.sqlite", "--report", "kcidb=k.json", "--report", "ktap=k.ktap",
      ], in: folder.path)
    #expect(ending.status == 1, "\(ending.stdout)\(ending.stderr)")
    let report = try JSONDecoder().decode(Report.self, from: Data(folder.text("k.json").utf8))
    #expect(report.builds.map(\.architecture) == ["um", "um"])
    #expect(report.builds.map { $0.id.prefix(15) } == ["labbook:6.1.105", "labbook:6.1.101"])
    for (build, status) in zip(report.builds, ["FAIL", "PASS"]) {
      let tests = report.tests.filter { $0.build == build.id }
      #expect(
        tests.map { "\($0.path) \($0.status)" } == [
          "labbook.lab \(status)", "labbook.lab.step-1 \(status)",
          "labbook.lab.uname-exits-0 PASS", "labbook.lab.kernel-log-has-no-warnings PASS",
        ])
    }
    let lines = try folder.text("k.ktap").split(separator: "\n")
    #expect(lines.prefix(2) == ["KTAP version 1", "1..2"])
    #expect(lines.filter { $0.hasPrefix("not ok ") || $0.hasPrefix("ok ") }.count == 2)
    #expect(lines.contains { $0.hasPrefix("  not ok 1 step 1: uname -r") })
    #expect(lines.contains { $0.hasPrefix("  ok 1 step 1: uname -r") })
  }
}
