import TestSupport
import Testing

/// `labbook shell` where nobody types.
@Suite struct ShellCommandTests {
  private func shell(_ arguments: String...) throws -> LabbookProcess.Ending {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.md", "---\nlabbook: 1\n---\n# A\n\n```console\n$ x=1\n```\n")
    return try LabbookProcess.run(
      ["shell", path, "--db", folder.path + "/a.sqlite"] + arguments, in: folder.path)
  }

  @Test func itEndsWithItsInput() throws {
    let ending = try shell()
    #expect(ending.status == 0, "\(ending.stderr)")
    #expect(ending.stdout.contains("lab:"))
  }

  @Test func aHostThatIsNotThereIsAMistake() throws {
    let ending = try shell("--host", "zz")
    #expect(ending.status == 2)
    #expect(ending.stderr.contains("no host zz"))
    #expect(ending.stderr.contains("its hosts are lab"))
  }
}
