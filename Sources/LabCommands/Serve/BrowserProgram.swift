import Glibc

/// The program that shows an address: what $BROWSER names, else xdg-open(1).
struct BrowserProgram {
  private let words: [String]

  /// Reads $BROWSER: programs between colons, of which the first is taken, with arguments; `%s` is the
  /// address, which otherwise comes last.
  init(_ environment: Environment) {
    let named = environment["BROWSER"]?.split(separator: ":").first.map(String.init)
    let words = named?.split(separator: " ").map(String.init) ?? []
    self.words = words.isEmpty ? ["xdg-open"] : words
  }

  /// Starts it, and does not wait.
  ///
  /// It gets a session of its own: interrupting labbook leaves the browser open.
  /// - Throws: `CommandFailure` where it cannot be started.
  func open(_ url: String) throws(CommandFailure) {
    var arguments = words.map { $0 == "%s" ? url : $0 }
    if arguments == words { arguments.append(url) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID of spawn.h, which the importer does not see.
    posix_spawnattr_setflags(&attributes, 0x80)
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    // What it says is not labbook's.
    for descriptor in [Int32(0), 1, 2] {
      posix_spawn_file_actions_addopen(
        &files, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0)
    }
    var pointers = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process: pid_t = 0
    let failure = posix_spawnp(
      &process, arguments[0], &files, &attributes, &pointers, environ)
    guard failure == 0 else {
      throw CommandFailure(
        .failed, "open a browser with \(arguments[0]): \(String(cString: strerror(failure)))",
        remedy: "open the address yourself, or set BROWSER")
    }
    let child = process
    // Its end is of no interest, but must be taken notice of.
    try WorkerThread.start {
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0, errno == EINTR {}
    }
  }
}
