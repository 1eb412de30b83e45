import Foundation
import Testing

/// One run of the `labbook` program, the one that was built beside these tests.
final class LabbookProcess {
  /// How it ended.
  struct Ending {
    /// The exit status; nil where a signal ended it.
    var status: Int32?
    var stdout: String
    var stderr: String

    /// What `--json` printed.
    func document<T: Decodable>(_ type: T.Type = RunDocument.self) throws -> T {
      try JSONDecoder().decode(type, from: Data(stdout.utf8))
    }
  }

  static let program: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: own).deletingLastPathComponent().appending(path: "labbook")
      .path(percentEncoded: false)
  }()

  let process: pid_t
  private let output: TemporaryFolder
  private var rawStatus: Int32?

  /// Starts it.
  ///
  /// - Parameters:
  ///   - arguments: what stands behind the program's name.
  ///   - wrapper: a command that starts it, with its own arguments.
  ///   - folder: where it runs; temporary files and its home are there too.
  /// - Throws: where there is no such program.
  init(_ arguments: [String], under wrapper: [String] = [], in folder: String? = nil) throws {
    output = try TemporaryFolder()
    let change = folder.map { ["env", "-C", $0] } ?? []
    let words = change + wrapper + [Self.program] + arguments
    var environment = ["LANG=C.UTF-8", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
    if let folder { environment += ["HOME=\(folder)", "TMPDIR=\(folder)"] }

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
    var envp = environment.map { strdup($0) } + [nil]
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
  static func run(
    _ arguments: [String], under wrapper: [String] = [], in folder: String? = nil
  ) throws -> Ending {
    try LabbookProcess(arguments, under: wrapper, in: folder).end()
  }

  var hasEnded: Bool {
    if rawStatus == nil {
      var status: Int32 = 0
      if waitpid(process, &status, WNOHANG) == process { rawStatus = status }
    }
    return rawStatus != nil
  }

  func signal(_ number: Int32) {
    if !hasEnded { kill(process, number) }
  }

  /// Signals its whole process group, as a terminal does at Ctrl-C.
  func signalGroup(_ number: Int32) {
    if !hasEnded { kill(-process, number) }
  }

  /// What it has printed on standard output so far.
  func printed() throws -> String { try output.text("stdout") }

  /// Waits for its end, at most so many seconds.
  func end(within seconds: Double = 40) throws -> Ending {
    let isOver = eventually(within: seconds) { self.hasEnded }
    try #require(isOver, "labbook did not end within \(seconds) s")
    let status = rawStatus ?? 0
    return Ending(
      status: status & 0x7f == 0 ? (status >> 8) & 0xff : nil, stdout: try output.text("stdout"),
      stderr: try output.text("stderr"))
  }
}

/// Waits until `condition` holds, looking every `pause` µs; false where it does not in time.
func eventually(
  within seconds: Double = 5, every pause: UInt32 = 3000, _ condition: () throws -> Bool
) rethrows -> Bool {
  let deadline = ContinuousClock.now + .seconds(seconds)
  while true {
    if try condition() { return true }
    guard ContinuousClock.now < deadline else { return false }
    usleep(pause)
  }
}

/// What `labbook run --json` prints, as far as tests look.
struct RunDocument: Decodable {
  struct Claim: Decodable, Hashable {
    var text: String
    var published: Bool
    var verdict: String
    var reason: String
  }

  struct Miss: Decodable {
    var step: Int
    var reason: String
  }

  struct Notebook: Decodable {
    var path: String
    var run: String?
    var status: String
    var reason: String?
    var steps: Int
    var missed: [Miss]
    var claims: [Claim]

    /// Every claim with its verdict, in order.
    var verdicts: [String] { claims.map(\.withVerdict) }
  }

  var notebooks: [Notebook]
  /// In ns.
  var duration: Int64

  enum CodingKeys: String, CodingKey {
    case notebooks
    case duration = "duration_ns"
  }
}

/// What `labbook judge --json` prints.
struct JudgeDocument: Decodable {
  var claims: [RunDocument.Claim]
}

extension RunDocument.Claim {
  /// The claim and its verdict on one line.
  var withVerdict: String { "\(published ? "published " : "")\(text): \(verdict)" }
}
