import Foundation
import TestSupport
import Testing

private enum Git {
  static let isThere = access("/usr/bin/git", X_OK) == 0
}

/// `git bisect run` with `labbook run --bisect-exit`, for real.
@Suite(.enabled(if: Git.isThere, "git is not installed")) struct GitBisectTests {
  /// A repository whose commits 1 to 12 have a notebook each.
  private func repository(_ notebook: (Int) -> String) throws -> (TemporaryFolder, [String]) {
    let folder = try TemporaryFolder()
    try Self.git("git init -q -b main .", in: folder)
    var commits: [String] = []
    for number in 1...12 {
      try folder.file("lab.md", notebook(number))
      try folder.file("count", "\(number)")
      try Self.git("git add lab.md count && git commit -qm 'commit \(number)'", in: folder)
      commits.append(try Self.git("git rev-parse HEAD", in: folder))
    }
    try Self.git("git bisect start \(commits[11]) \(commits[0])", in: folder)
    return (folder, commits)
  }

  @discardableResult
  private static func git(_ script: String, in folder: TemporaryFolder) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.environment = [
      "PATH": "/usr/bin:/bin", "HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A",
      "GIT_COMMITTER_EMAIL": "a@example.org",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(script)")
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func run(_ folder: TemporaryFolder) throws -> LabbookProcess.Ending {
    let database = try TemporaryFolder()
    return try LabbookProcess.run(
      ["run", "lab.md", "--bisect-exit", "--db", database.path + "/labbook.sqlite"],
      under: ["git", "bisect", "run"], in: folder.path)
  }

  @Test func gitNamesTheFirstBadCommitAndPassesOverWhatCannotBeTold() throws {
    let (folder, commits) = try repository { number in
      let isBlocked = [3, 5, 9, 10].contains(number)
      return """
        ---
        labbook: 1
        \(isBlocked ? "needs: [no-such-command-here]" : "title: \(number)")
        ---

        ```console
        $ echo \(number >= 7 ? "bad" : "good")
        good
        ```

        """
    }
    let ending = try run(folder)
    #expect(ending.status == 0, "\(ending.stdout)\(ending.stderr)")
    #expect(ending.stdout.contains("\(commits[6]) is the first bad commit"), "\(ending.stdout)")
  }

  @Test func gitStopsAtAMistakeAndTakesItForNoBadCommit() throws {
    let (folder, _) = try repository { number in
      number == 1 || number == 12
        ? "---\nlabbook: 1\n---\n\n```console\n$ true\n```\n"
        : "---\nlabbook: 1\n---\n\n```console {hots=a}\n$ true\n```\n"
    }
    let ending = try run(folder)
    #expect(ending.status != 0, "\(ending.stdout)")
    #expect(!ending.stdout.contains("first bad commit"))
    #expect((ending.stdout + ending.stderr).contains("128"), "\(ending.stdout)\(ending.stderr)")
  }
}
