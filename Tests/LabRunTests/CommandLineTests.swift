import Foundation
import LabEvidence
import TestSupport
import Testing

/// `labbook` from the outside: small notebooks, real sandboxes, exit statuses.
@Suite struct CommandLineTests {
  /// A notebook and the status that running it gives.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var status: Int32
    var frontMatter = ""
    var body: String
    var arguments: [String] = []
  }

  static let cases = [
    Case(
      testDescription: "all is as claimed", status: 0,
      body: "```console\n$ echo hi\nhi\n```\n\n```claims\necho prints \"hi\"\n```"),
    Case(
      testDescription: "a refuted claim", status: 1,
      body: "```console\n$ echo hi\nhi\n```\n\n```claims\necho prints \"ho\"\n```"),
    Case(testDescription: "a missed step", status: 1, body: "```console\n$ echo hi\nho\n```"),
    Case(
      testDescription: "a wrong published claim", status: 0,
      body: "```console\n$ echo hi\nhi\n```\n\n```claims {.published}\necho prints \"ho\"\n```"),
    Case(
      testDescription: "a mistake in the notebook", status: 2,
      body: "```console {hots=a}\n$ true\n```"),
    Case(
      testDescription: "an unknown option", status: 2, body: "```console\n$ true\n```",
      arguments: ["--no-such-option"]),
    Case(
      testDescription: "a claim that nothing decides", status: 4,
      body: "```console\n$ true\n```\n\n```claims\nno packets before eth0 is up\n```"),
    Case(
      testDescription: "a blocked notebook", status: 0,
      frontMatter: "needs: [no-such-command-here]\n", body: "```console\n$ true\n```"),
    Case(
      testDescription: "a blocked notebook, strictly", status: 4,
      frontMatter: "needs: [no-such-command-here]\n", body: "```console\n$ true\n```",
      arguments: ["--strict"]),
    Case(
      testDescription: "a kernel that is too old", status: 4,
      frontMatter: "kernel: {version: \">=99\"}\n", body: "```console\n$ true\n```",
      arguments: ["--strict"]),
  ]

  @Test(arguments: cases) func runExitsAsDocumented(_ run: Case) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "lab.md", "---\nlabbook: 1\n\(run.frontMatter)---\n\n\(run.body)\n")
    let ending = try LabbookProcess.run(
      ["run", path, "--db", folder.path + "/labbook.sqlite"] + run.arguments, in: folder.path)
    #expect(ending.status == run.status, "\(ending.stdout)\(ending.stderr)")
    #expect((run.status == 2) == !ending.stderr.isEmpty, "\(ending.stderr)")
  }

  private static let sound = "---\nlabbook: 1\n---\n\n```console\n$ echo hi\nhi\n```\n"

  enum Damage: String, CaseIterable {
    case foreign, newer, torn, folder
  }

  @Test(arguments: Damage.allCases) func aDatabaseThatCannotServeIsStatus5(_ damage: Damage) throws
  {
    let folder = try TemporaryFolder()
    let path = try folder.file("lab.md", Self.sound)
    let database = folder.path + "/labbook.sqlite"
    func run() throws -> LabbookProcess.Ending {
      try LabbookProcess.run(["run", path, "--db", database], in: folder.path)
    }
    let file = URL(filePath: database)
    switch damage {
    case .foreign: try folder.file("labbook.sqlite", "Dear diary, this is no database.\n")
    case .folder: _ = try folder.folder("labbook.sqlite")
    case .newer, .torn:
      #expect(try run().status == 0)
      var bytes = try Data(contentsOf: file)
      if damage == .newer {
        bytes.replaceSubrange(60..<64, with: [0, 0, 0x7f, 0xff])  // user_version, big-endian
      } else {
        bytes.replaceSubrange(100..<1000, with: [UInt8](repeating: 0xa5, count: 900))
      }
      try bytes.write(to: file)
    }
    let before = damage == .folder ? nil : try Data(contentsOf: file)
    let ending = try run()
    #expect(ending.status == 5, "\(ending.stdout)\(ending.stderr)")
    #expect((ending.stderr + ending.stdout).contains("labbook.sqlite"))
    if let before { #expect(try Data(contentsOf: file) == before) }
  }

  @Test func withoutUserNamespacesItSaysSoAndExits3() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("lab.md", Self.sound)
    let off = [
      "unshare", "-Ur", "sh", "-c",
      "echo 0 > /proc/sys/user/max_user_namespaces || exit 99; exec \"$@\"", "sh",
    ]
    let ending = try LabbookProcess.run(
      ["run", path, "--db", folder.path + "/labbook.sqlite"], under: off, in: folder.path)
    #expect(ending.status == 3, "\(ending.stdout)\(ending.stderr)")
    let said = ending.stdout + ending.stderr
    #expect(said.contains("user.max_user_namespaces is 0"))
    #expect(said.contains("sysctl -w user.max_user_namespaces="))
    let doctor = try LabbookProcess.run(["doctor"], under: off, in: folder.path)
    #expect(doctor.status == 3)
    #expect(doctor.stdout.contains("max_user_namespaces"))
  }

  @Test func itRunsInAUserNamespaceWithOneId() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("lab.md", Self.sound)
    let ending = try LabbookProcess.run(
      ["run", path, "--db", folder.path + "/labbook.sqlite"], under: ["unshare", "-Ur"],
      in: folder.path)
    // That id is never root's of the machine: a sandbox could write root's files of /proc with it.
    #expect(ending.status == (geteuid() == 0 ? 3 : 0), "\(ending.stdout)\(ending.stderr)")
  }

  @Test func updateRewritesTheNotebookAndThenItHolds() throws {
    let folder = try TemporaryFolder()
    let text = """
      ---
      labbook: 1
      ---

      # Numbers

      ```console
      $ echo one; echo two; echo three
      one
      zwei
      thr* (glob)
      $ sh -c 'exit 3'
      $ printf 'ring\\a\\n'
      $ echo same
      same
      ```

      ```console {xfail="never mind"}
      $ echo a
      b
      ```

      ```claims
      sh exits 3
      ```
      """
    let path = try folder.file("lab.md", text + "\n")
    let arguments = ["run", path, "--db", folder.path + "/labbook.sqlite"]
    #expect(try LabbookProcess.run(arguments, in: folder.path).status == 1)
    #expect(try folder.text("lab.md") == text + "\n")
    let update = try LabbookProcess.run(arguments + ["--update"], in: folder.path)
    #expect(update.status == 0, "\(update.stdout)\(update.stderr)")
    #expect(update.stdout.contains("zwei") && update.stdout.contains("two"))
    let expected = text.replacing("zwei", with: "two")
      .replacing("$ sh -c 'exit 3'\n", with: "$ sh -c 'exit 3'\n[3]\n")
      .replacing("ring\\a\\n'\n", with: "ring\\a\\n'\nring\\x07 (esc)\n")
    #expect(try folder.text("lab.md") == expected + "\n")
    #expect(try LabbookProcess.run(arguments, in: folder.path).status == 0)
    #expect(folder.contents.filter { !$0.hasPrefix("labbook.sqlite") } == ["lab.md"])
  }

  @Test func aBrokenExperimentIsRepairedByUpdate() throws {
    let folder = try TemporaryFolder()
    let original = try Repository.text("experiments/1-no-interface-is-up.md")
    let path = try folder.file("one.md", original.replacing("\nBAM!\n```", with: "\nBUM!\n```"))
    let arguments = ["run", path, "--db", folder.path + "/labbook.sqlite"]
    #expect(try LabbookProcess.run(arguments + ["--update"], in: folder.path).status == 0)
    #expect(try folder.text("one.md") == original)
  }
}
