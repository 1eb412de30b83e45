import Glibc

/// A command that is run and timed, its output in a file.
struct MeasuredCommand {
  /// The program's path, then its arguments.
  var words: [String]
  /// A folder that is removed before it is run, outside the time taken.
  var removes: String?

  /// Why a command gave no sample.
  struct Failure: Error {
    /// What it came to, and the last line that it printed.
    var message: String
  }

  /// Runs it once, with standard input from /dev/null and output to `log`, and waits for its end.
  ///
  /// - Throws: `Failure` where it cannot be run or ends with a status other than 0.
  func run(log: String) throws(Failure) -> Sample {
    if let removes { TemporaryFolder.remove(removes) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }

    var process: pid_t = 0
    let start = Clock.now
    let error = posix_spawn(&process, words[0], &actions, nil, arguments, environ)
    guard error == 0 else {
      throw Failure(message: "cannot be run: \(String(cString: strerror(error)))")
    }
    var status: Int32 = 0
    var used = rusage()
    while wait4(process, &status, 0, &used) < 0, errno == EINTR {}
    let wall = Clock.now - start
    guard status == 0 else { throw Failure(message: Self.ending(status, log: log)) }
    return Sample(wall: wall, processor: Self.time(used.ru_utime) + Self.time(used.ru_stime))
  }

  private static func time(_ value: timeval) -> Int64 {
    Int64(value.tv_sec) * 1_000_000_000 + Int64(value.tv_usec) * 1000
  }

  private static func ending(_ status: Int32, log: String) -> String {
    let signal = status & 0x7f
    let ending = signal == 0 ? "status \((status >> 8) & 0xff)" : "signal \(signal)"
    let last = TextFile.read(log)?.split(separator: "\n").last.map { ": \($0)" } ?? ""
    return ending + last
  }
}
