import Glibc

/// A child process that tries something out: what it printed and how it ended.
struct ProbeProcess {
  /// What came of a probe.
  struct Outcome: Sendable {
    /// Exit status; 128 + N for signal N; nil where the program could not be started or took too
    /// long.
    var status: Int32?
    /// Standard output and standard error on one pipe, at most 64 KiB.
    var output: String

    var succeeded: Bool { status == 0 }

    /// The first line that says something.
    var firstLine: String {
      output.split(separator: "\n").first.map(String.init) ?? ""
    }
  }

  /// Runs `arguments` (the first is found on PATH) with nothing on standard input.
  ///
  /// The child gets a process group of its own and is killed with all of it after `seconds`.
  static func run(_ arguments: [String], seconds: Int64 = 10) -> Outcome {
    guard let pipe = try? Pipe(isNonblocking: false) else {
      return Outcome(status: nil, output: "")
    }
    defer { close(pipe.readEnd) }
    let spawned = spawn(arguments, output: pipe.writeEnd)
    close(pipe.writeEnd)
    guard let child = spawned else { return Outcome(status: nil, output: "") }
    let deadline = ContinuousClock.now + .seconds(seconds)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    var isLate = false
    while true {
      let left = deadline - .now
      if left <= .zero {
        isLate = true
        break
      }
      var entry = pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, 100) > 0 else { continue }
      let count = read(pipe.readEnd, &chunk, chunk.count)
      if count == 0 { break }
      if count > 0, bytes.count < 64 << 10 { bytes += chunk[..<count] }
      if count < 0, errno != EINTR { break }
    }
    kill(-child, SIGKILL)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    let code = signal == 0 ? status >> 8 & 0xFF : 128 + signal
    return Outcome(status: isLate ? nil : code, output: String(decoding: bytes, as: UTF8.self))
  }

  /// Whether `name` is on PATH, or in the folders where administrators' programs are.
  static func path(of name: String) -> String? {
    let folders =
      (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").map(String.init)
      + ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"]
    return folders.map { $0 + "/" + name }.first { access($0, X_OK) == 0 }
  }

  private static func spawn(_ arguments: [String], output: Int32) -> pid_t? {
    guard let name = arguments.first, let path = path(of: name) else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    argv.append(nil)
    var envp: [UnsafeMutablePointer<CChar>?] = [
      strdup("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
      strdup("LC_ALL=C"), nil,
    ]
    defer {
      for pointer in argv + envp { free(pointer) }
      envp.removeAll()
    }
    var child: pid_t = 0
    return posix_spawn(&child, path, &actions, &attributes, argv, envp) == 0 ? child : nil
  }
}

/// Small files of /proc and /sys.
enum SystemFile {
  /// The text of the file at `path`, at most 64 KiB; nil where it cannot be read.
  static func text(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    var length = 0
    while length < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress?.advanced(by: length), buffer.count - length)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      length += count
    }
    return String(decoding: bytes[..<length], as: UTF8.self)
  }

  /// The number in the file at `path`; nil where there is none.
  static func number(_ path: String) -> Int? {
    text(path).flatMap { text in
      Int(text.split(whereSeparator: { $0 == "\n" || $0 == " " || $0 == "\t" }).first ?? "")
    }
  }
}
