import Glibc

/// A pager between a command and its terminal, started when the text turns out longer than the screen.
///
/// While it runs, Ctrl-C and Ctrl-\ are the pager's: labbook waits until it has ended, so that it never
/// stays behind on a terminal that a shell reads again. It belongs to the same process group, and sees the
/// end of its input whatever becomes of labbook.
final class Pager {
  private let program: PagerProgram
  private let environment: Environment
  private let height: Int
  private var rows: ScreenRows
  private var process: pid_t?
  /// The pipe to it; -1 where it does not run.
  private(set) var descriptor: Int32 = -1
  /// What kept it from starting: the text is printed as it is then.
  private(set) var problem: String?

  /// A pager for a terminal of so many rows and columns.
  init(_ program: PagerProgram, environment: Environment, height: Int, width: Int) {
    self.program = program
    self.environment = environment
    self.height = height
    rows = ScreenRows(columns: width)
  }

  var isRunning: Bool { process != nil }

  /// Takes notice of text; true once there is more of it than the screen shows above the prompt.
  func isNeeded(for bytes: [UInt8]) -> Bool {
    rows.add(bytes)
    return rows.count >= height
  }

  /// Starts it; false where it cannot be started.
  func start() -> Bool {
    guard program.isInstalled else {
      // Without less and without a wish there is simply no pager.
      if let variable = program.variable {
        problem = "no pager \"\(program.command)\", which \(variable) names"
      }
      return false
    }
    guard let pipe = try? Pipe(isNonblocking: false) else { return false }
    process = spawn(input: pipe.readEnd)
    close(pipe.readEnd)
    guard isRunning else {
      close(pipe.writeEnd)
      return false
    }
    descriptor = pipe.writeEnd
    // Handlers, not SIG_IGN: what is started from here on has the default action.
    for number in [SIGINT, SIGQUIT] { signal(number) { _ in } }
    return true
  }

  /// Tells it that this is all, and waits until it has ended.
  func end() {
    guard let process else { return }
    close(descriptor)
    descriptor = -1
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    self.process = nil
    for number in [SIGINT, SIGQUIT] { signal(number, SIG_DFL) }
  }

  private func spawn(input: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    let words = ["sh", "-c", program.command]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    // As git(1) has them: colours, no pager for what fits, and the text stays on the screen.
    let extra = [("LESS", "FRX"), ("LV", "-c")].filter { !environment.isSet($0.0) }
    var variables: [UnsafeMutablePointer<CChar>?] = extra.map { strdup("\($0)=\($1)") }
    var next = environ
    while let variable = next.pointee {
      variables.append(strdup(variable))
      next += 1
    }
    variables.append(nil)
    defer { for pointer in arguments + variables { free(pointer) } }
    var child: pid_t = 0
    return posix_spawn(&child, "/bin/sh", &actions, nil, arguments, variables) == 0 ? child : nil
  }
}
