import CLinux
import Glibc
import LabModel

/// The one shell of a host.
final class Shell {
  let process: pid_t
  /// Statuses come here, one line a step; the first says that the shell is ready.
  let status: Descriptor
  private let commands: Descriptor
  private let program: ShellProgram
  private var line: [UInt8] = []
  private var statuses: [Int32] = []
  private var used: (user: Int64, system: Int64) = (0, 0)
  /// Whether the shell waits for a step.
  var isReady = false
  /// Output pipes of the step that it has, by their paths.
  var pipePaths: [String] = []
  /// The terminal of its `.tty` steps, once there was one.
  var terminal: StepTerminal?
  private let failure: Descriptor
  /// Its file /proc/PID/stat, which every step reads.
  private var statistics: Descriptor?

  /// What a shell needs of its host.
  struct Place {
    var namespace: Int32
    var hostname: String
    var environment: [EnvironmentVariable]
    var limits: Limits
  }

  /// Starts a shell.
  /// - Throws: `SandboxFailure` where not even fork works; later trouble shows as the shell's end.
  init(_ program: ShellProgram, _ place: Place) throws(SandboxFailure) {
    let commands = try Descriptor.pipe()
    let status = try Descriptor.pipe()
    let failure = try Descriptor.pipe()
    status.read.setNonBlocking()
    failure.read.setNonBlocking()
    let arguments =
      program.name == "bash"
      ? ["bash", "--norc", "--noprofile", "-c", program.loop, "bash"]
      : ["sh", "-c", program.loop, "sh"]
    process = Self.spawn(
      program.path, arguments, place,
      channels: (commands.read.number, status.write.number), program.channels, terminal: -1,
      folder: RootFilesystem.home, failure: failure.write.number)
    guard process > 0 else {
      throw SandboxFailure(stage: "start", subject: "a shell on \(place.hostname)", errno: errno)
    }
    self.program = program
    self.commands = commands.write
    self.status = status.read
    self.failure = failure.read
  }

  /// Forks a shell on a host, with the loop's channels or on a terminal; -1 with errno.
  static func spawn(
    _ path: String, _ arguments: [String], _ place: Place,
    channels: (commands: Int32, status: Int32), _ targets: (commands: Int32, status: Int32),
    terminal: Int32, folder: String, failure: Int32
  ) -> pid_t {
    let environment = place.environment.map { "\($0.name)=\($0.value)" }
    return withCStrings(arguments) { argv in
      withCStrings(environment) { envp in
        path.withCString { path in
          folder.withCString { folder in
            place.hostname.withCString { hostname in
              var shell = lb_shell(
                path: path, arguments: argv, environment: envp, folder: folder,
                namespace_descriptor: place.namespace, hostname: hostname,
                commands: channels.commands, commands_target: targets.commands,
                status: channels.status, status_target: targets.status, terminal: terminal,
                failure: failure, processes: UInt64(place.limits.processes),
                memory: UInt64(place.limits.memory))
              return lb_spawn_shell(&shell)
            }
          }
        }
      }
    }
  }

  /// Hands a step to the shell, which must be ready; `output` are the pipes for standard output and
  /// error, or one for both.
  ///
  /// - Throws: `SandboxFailure` where the command file cannot be written (the disk is full).
  func run(
    _ command: String, variables: [EnvironmentVariable], stdin: String, output: [String]
  ) throws(SandboxFailure) {
    isReady = false
    statuses.removeAll()
    pipePaths = output
    let (stdout, stderr) = (output[0], output[output.count - 1])
    if program.name == "bash" {
      let fields =
        [stdin, stdout, stderr, command] + variables.map { "\($0.name)=\($0.value)" }
      try write(file: Array(fields.joined(separator: "\0").utf8))
      send("\n")
    } else {
      let assignments = variables.map {
        "export \($0.name)='\($0.value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'\n"
      }
      try write(file: Array((assignments.joined() + command + "\n").utf8))
      send("\(stdin.isEmpty ? "/dev/null" : stdin) \(stdout) \(stderr)\n")
    }
  }

  private func write(file bytes: [UInt8]) throws(SandboxFailure) {
    let path = ShellProgram.commandFile
    // Every step does this, and the folder is missing only where a step has removed it.
    guard let file = try? Descriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600),
      bytes.withUnsafeBytes({ Glibc.write(file.number, $0.baseAddress, $0.count) }) == bytes.count
    else { return try RootFilesystem.writeFile(path, bytes, mode: 0o600) }
  }

  private func send(_ text: String) {
    var text = text
    // A shell that is gone shows by its end, not here.
    _ = text.withUTF8 { Glibc.write(commands.number, $0.baseAddress, $0.count) }
  }

  /// Takes in the statuses that have come; false at the channel's end.
  func receive() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 64)
    while true {
      let count = read(status.number, &bytes, bytes.count)
      if count == 0 { return false }
      if count < 0 { return true }
      for byte in bytes[..<count] {
        if byte == 10 {
          statuses.append(Int32(String(decoding: line, as: UTF8.self)) ?? 0)
          line.removeAll(keepingCapacity: true)
        } else if line.count < 16 {
          line.append(byte)
        }
      }
    }
  }

  /// Whether a status has come.
  var hasStatus: Bool { !statuses.isEmpty }

  /// The next status that has come, or nil.
  func nextStatus() -> Int32? {
    statuses.isEmpty ? nil : statuses.removeFirst()
  }

  /// User and system time since the last call, of the shell and of what it has reaped, in µs; nil
  /// where it is gone.
  func usage() -> (user: Int64, system: Int64)? {
    if statistics == nil { statistics = try? Descriptor.open("/proc/\(process)/stat", O_RDONLY) }
    // utime, stime, cutime and cstime of proc(5), in ticks of a hundredth of a second.
    guard let statistics, let ticks = ProcessTable.fields(of: statistics, 11..<15) else {
      return nil
    }
    let total = (user: (ticks[0] + ticks[2]) * 10_000, system: (ticks[1] + ticks[3]) * 10_000)
    defer { used = total }
    return (total.user - used.user, total.system - used.system)
  }

  /// Why the shell could not be executed, if that is so.
  func startFailure(host: String) -> SandboxFailure? {
    var report = lb_failure()
    let size = MemoryLayout<lb_failure>.size
    guard read(failure.number, &report, size) == size else { return nil }
    let stage = SpawnStage.name(report.stage)
    return SandboxFailure(
      stage: stage.verb, subject: "\(stage.subject) in host \(host)", errno: report.error)
  }
}
