import Foundation
import TestSupport
import Testing

/// `labbook run --kernel` from the outside, on this machine's kernel.
@Suite struct KernelRunTests {
  /// The part of `labbook run --json` that tells of kernels.
  private struct Document: Decodable {
    struct Kernel: Decodable {
      var label: String
      var release: String
      var backend: String
    }
    struct Notebook: Decodable {
      var kernel: Kernel?
    }
    struct Matrix: Decodable {
      struct Row: Decodable {
        struct Cell: Decodable {
          var answer: String
        }
        var text: String
        var differs: Bool
        var cells: [Cell]
      }
      struct Notebook: Decodable {
        var rows: [Row]
        var runs: [String?]
      }
      var kernels: [Kernel]
      var notebooks: [Notebook]
    }
    var notebooks: [Notebook]
    var matrix: Matrix?
  }

  private static let notebook = """
    ---
    labbook: 1
    ---
    ```console {#say}
    $ echo hi
    hi
    ```

    ```claims
    say prints "hi"
    ```

    """

  private func run(
    _ arguments: [String], in folder: TemporaryFolder
  ) throws -> LabbookProcess.Ending {
    let path = try folder.file("lab.md", Self.notebook)
    return try LabbookProcess.run(
      ["run", path, "--db", folder.path + "/labbook.sqlite"] + arguments, in: folder.path)
  }

  @Test func aNamedKernelHasItsColumn() throws {
    let folder = try TemporaryFolder()
    let ending = try run(["--kernel", "host", "--json"], in: folder)
    #expect(ending.status == 0, "\(ending.stderr)")
    let document = try ending.document(Document.self)
    let release = try String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    #expect(document.notebooks.map(\.kernel?.label) == ["host"])
    let matrix = try #require(document.matrix)
    #expect(matrix.kernels.map(\.release) == release.split(separator: "\n").map(String.init))
    #expect(matrix.kernels.map(\.backend) == ["namespaces"])
    #expect(matrix.notebooks[0].rows.map(\.text) == ["say prints \"hi\""])
    #expect(matrix.notebooks[0].rows[0].cells.map(\.answer) == ["holds"])
    #expect(matrix.notebooks[0].runs.compactMap { $0 }.count == 1)
    #expect(try run(["--json"], in: folder).document(Document.self).matrix == nil)
  }

  @Test func theMatrixIsWrittenWithTheCommandThatMadeIt() throws {
    let folder = try TemporaryFolder()
    let ending = try run(["--kernel", "host", "--report", "matrix=k.md"], in: folder)
    #expect(ending.status == 0, "\(ending.stderr)")
    let text = try folder.text("k.md")
    #expect(
      text.contains("lab.md --kernel host --report matrix=k.md\n```\n"), "\(text)")
    #expect(text.contains("| host |"))
    #expect(text.contains("Nothing: all 1 claims"))
  }

  @Test func mistakesAboutKernelsAreTheUsers() throws {
    let folder = try TemporaryFolder()
    for (arguments, message) in [
      (["--kernel", "host", "--kernel", "host"], "the kernel host is named twice"),
      (["--kernel", "host", "--kernel", "6.1", "--update"], "--update takes one --kernel"),
      (["--kernel", "./no-such", "--kernel", "./nor-this"], "2 kernels are not to be had"),
      (["--kernel", "./no-such"], "no-such"),
    ] {
      let ending = try run(arguments, in: folder)
      #expect(ending.status == 2, "\(arguments): \(ending.stderr)")
      #expect(ending.stderr.contains(message), "\(arguments): \(ending.stderr)")
      #expect(ending.stdout.isEmpty)
    }
  }

  /// Debian's user-mode Linux is the one other kernel that boots anywhere within seconds.
  private static let hasUserModeLinux = access("/usr/bin/linux.uml", X_OK) == 0

  @Test(
    .enabled(if: hasUserModeLinux, "user-mode Linux is not installed: apt install user-mode-linux"))
  func twoKernelsStandSideBySideAndAreCompared() throws {
    let folder = try TemporaryFolder()
    let database = folder.path + "/labbook.sqlite"
    let path = try folder.file(
      "lab.md",
      """
      ---
      labbook: 1
      ---
      ```console {#say}
      $ uname -r | cut -d. -f1
      ...
      ```

      ```console {#loop}
      $ ip link set dev lo up
      $ ping -c 1 -W 2 127.0.0.1
      ...
      ```

      ```claims
      say prints "\(try Self.major())"
      loop succeeds
      ```

      """)
    let run = try LabbookProcess(
      [
        "run", path, "--kernel", "host", "--kernel", "uml", "--json", "--report", "matrix=k.md",
        "--db", database,
      ], in: folder.path
    ).end(within: 120)
    let matrix = try #require(try run.document(Document.self).matrix, "\(run.stderr)")
    #expect(matrix.kernels.map(\.backend) == ["namespaces", "uml"])
    #expect(matrix.notebooks[0].runs.compactMap { $0 }.count == 2, "\(run.stdout)")
    let up = try #require(matrix.notebooks[0].rows.first { $0.text == "loop succeeds" })
    #expect(up.cells.map(\.answer) == ["holds", "holds"], "\(run.stdout)")
    let diff = try LabbookProcess.run(
      ["diff", "--kernel", "host", "--kernel", "uml", "--json", "--db", database], in: folder.path)
    let comparison = try #require(
      try diff.document(DiffTests.Document.self).comparisons.first, "\(diff.stderr)")
    // Only what uname says may differ between two kernels here, and does where their numbers do.
    let other = try #require(matrix.kernels.last?.release.split(separator: ".").first)
    let isSame = try other == Self.major()
    #expect(
      comparison.differences.filter { !$0.contains("the whole run") }
        == (isSame
          ? []
          : [
            "regression: say prints \"\(try Self.major())\"",
            "say, stdout: - \(try Self.major())", "say, stdout: + \(other)",
          ]))
    #expect(diff.status == (isSame ? 0 : 1))
    #expect(try folder.text("k.md").contains("| uml |"))
  }

  /// The first number of this machine's release.
  private static func major() throws -> Substring {
    let release = try String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    return try #require(release.split(separator: ".").first)
  }
}
