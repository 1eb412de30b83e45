import Foundation
import Testing

/// One run of the `labbook` program, the one that was built beside these tests, or of another program.
package final class LabbookProcess {
  /// How it ended.
  package struct Ending {
    /// The exit status; nil where a signal ended it.
    package var status: Int32?
    package var stdout: String
    package var stderr: String

    package init(status: Int32?, stdout: String, stderr: String) {
      self.status = status
      self.stdout = stdout
      self.stderr = stderr
    }

    /// What `--json` printed.
    package func document<T: Decodable>(_ type: T.Type = RunDocument.self) throws -> T {
      try JSONDecoder().decode(type, from: Data(stdout.utf8))
    }
  }

  package static let program: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: own).deletingLastPathComponent().appending(path: "labbook")
      .path(percentEncoded: false)
  }()

  package let process: pid_t
  private let output: TemporaryFolder
  private var rawStatus: Int32?

  /// Starts it.
  ///
  /// - Parameters:
  ///   - arguments: what stands behind the program's name.
  ///   - program: another program than labbook.
  ///   - wrapper: a command that starts it, with its own arguments.
  ///   - folder: where it runs; temporary files and its home are there too.
  ///   - variables: further variables of its environment, or others in place of these.
  /// - Throws: where there is no such program.
  package init(
    _ arguments: [String], of program: String = LabbookProcess.program,
    under wrapper: [String] = [], in folder: String? = nil, variables: [String: String] = [:]
  ) throws {
    output = try TemporaryFolder()
    let change = folder.map { ["env", "-C", $0] } ?? []
    let words = change + wrapper + [program] + arguments
    var environment = ["LANG": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
    if let folder { environment.merge(["HOME": folder, "TMPDIR": folder]) { $1 } }
    environment.merge(variables) { $1 }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (number, name) in [(Int32(1), "stdout"), (2, "stderr")] {
      posix_spawn_file_actions_addopen(
        &actions, number, output.path + "/" + name, O_WRONLY | O_CREAT, 0o600)
    }
    // A test's thread may have signals blocked, and in the background SIGINT is ignored: labbook
    // would inherit both.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))

    var child: pid_t = 0
    var argv = words.map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    let error = posix_spawnp(&child, words[0], &actions, &attributes, &argv, &envp)
    process = child
    try #require(error == 0, "cannot start \(words[0]): \(String(cString: strerror(error)))")
  }

  deinit {
    if !hasEnded {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
  }

  /// Runs it to its end.
  package static func run(
    _ arguments: [String], under wrapper: [String] = [], in folder: String? = nil
  ) throws -> Ending {
    try LabbookProcess(arguments, under: wrapper, in: folder).end()
  }

  package var hasEnded: Bool {
    if rawStatus == nil {
      var status: Int32 = 0
      if waitpid(process, &status, WNOHANG) == process { rawStatus = status }
    }
    return rawStatus != nil
  }

  package func signal(_ number: Int32) {
    if !hasEnded { kill(process, number) }
  }

  /// Signals its whole process group, as a terminal does at Ctrl-C.
  package func signalGroup(_ number: Int32) {
    if !hasEnded { kill(-process, number) }
  }

  /// What it has printed on standard output so far.
  package func printed() throws -> String { try output.text("stdout") }

  /// Waits for its end, at most so many seconds.
  package func end(within seconds: Double = 40) throws -> Ending {
    let isOver = eventually(within: seconds) { self.hasEnded }
    try #require(isOver, "labbook did not end within \(seconds) s")
    let status = rawStatus ?? 0
    return Ending(
      status: status & 0x7f == 0 ? (status >> 8) & 0xff : nil, stdout: try output.text("stdout"),
      stderr: try output.text("stderr"))
  }
}
