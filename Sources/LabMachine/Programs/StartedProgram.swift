import CLinux
import Glibc

/// A program that runs, with the pipes that its output comes through.
struct StartedProgram: ~Copyable {
  /// How it ended.
  struct Outcome {
    /// As waitpid(2) gives it.
    var status: Int32
    /// Standard output, where it went into bytes.
    var output: [UInt8] = []
    /// The last part of standard error.
    var errors: [UInt8] = []
    /// Whether it was killed since it printed more than the limit.
    var isCut = false
  }

  /// Its process id, and that of its process group.
  let process: pid_t
  private let output: Int32
  private let errors: Int32
  private let limit: Int
  /// How much of standard error is kept, in bytes.
  private static let errorLimit = 8192

  /// Starts the program at `path`.
  ///
  /// - Throws: `MachineFailure` where a file cannot be opened or the program cannot be executed.
  init(
    path: String, arguments: [String], input: ProgramRun.Input, output: ProgramRun.Output,
    folder: String?, environment: [String]
  ) throws(MachineFailure) {
    let standardInput = try Self.open(input)
    defer { close(standardInput) }
    let (errorsRead, errorsWrite) = try Self.pipe()
    defer { close(errorsWrite) }
    let outputRead: Int32
    let outputWrite: Int32
    let outputLimit: Int
    do throws(MachineFailure) {
      switch output {
      case .bytes(let limit):
        outputLimit = limit
        (outputRead, outputWrite) = try Self.pipe()
      case .file(let path):
        outputLimit = 0
        outputRead = -1
        outputWrite = try Self.open(path, O_WRONLY | O_CREAT | O_TRUNC)
      }
    } catch {
      close(errorsRead)
      throw error
    }
    defer { close(outputWrite) }
    let started = Self.cStrings(arguments) { arguments in
      Self.cStrings(environment) { environment in
        path.withCString { path in
          let start = { (folder: UnsafePointer<CChar>?) in
            var program = lb_program(
              path: path, arguments: arguments, environment: environment, folder: folder,
              input: standardInput, output: outputWrite, errors: errorsWrite)
            return lb_start_program(&program)
          }
          return folder.map { $0.withCString(start) } ?? start(nil)
        }
      }
    }
    guard started > 0 else {
      let reason = String(cString: strerror(errno))
      close(errorsRead)
      if outputRead >= 0 { close(outputRead) }
      throw MachineFailure("start \(path): \(reason)")
    }
    process = started
    limit = outputLimit
    self.output = outputRead
    errors = errorsRead
  }

  deinit {
    close(errors)
    if output >= 0 { close(output) }
  }

  /// Reads what it prints and waits for its end; `reaping` is called while its number is still its own.
  consuming func wait(reaping: () -> Void) -> Outcome {
    var outcome = Outcome(status: 0)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    // poll(2) skips a negative descriptor.
    var entries = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
    ]
    while entries.contains(where: { $0.fd >= 0 }) {
      guard poll(&entries, nfds_t(entries.count), -1) > 0 else { continue }
      for index in entries.indices where entries[index].revents != 0 {
        let count = read(entries[index].fd, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          entries[index].fd = -1
          continue
        }
        if index == 1 {
          outcome.errors += chunk[..<count]
          if outcome.errors.count > 2 * Self.errorLimit {
            outcome.errors.removeFirst(outcome.errors.count - Self.errorLimit)
          }
        } else if !outcome.isCut {
          if outcome.output.count + count > limit {
            outcome.isCut = true
            kill(-process, SIGKILL)
          } else {
            outcome.output += chunk[..<count]
          }
        }
      }
    }
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    reaping()
    while waitpid(process, &outcome.status, 0) < 0, errno == EINTR {}
    return outcome
  }

  private static func open(_ input: ProgramRun.Input) throws(MachineFailure) -> Int32 {
    switch input {
    case .nothing: return try open("/dev/null", O_RDONLY)
    case .file(let path): return try open(path, O_RDONLY)
    case .bytes(let bytes):
      // A file in memory and not a pipe: nobody has to feed it while output is read.
      let file = lb_memory_file("input")
      guard file >= 0 else {
        throw MachineFailure("make a file in memory: \(String(cString: strerror(errno)))")
      }
      var offset = 0
      while offset < bytes.count {
        let count = bytes.withUnsafeBytes { buffer in
          pwrite(
            file, buffer.baseAddress?.advanced(by: offset), buffer.count - offset, off_t(offset))
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          let reason = String(cString: strerror(errno))
          close(file)
          throw MachineFailure("write a file in memory: \(reason)")
        }
        offset += count
      }
      return file
    }
  }

  private static func open(_ path: String, _ flags: Int32) throws(MachineFailure) -> Int32 {
    let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw MachineFailure("open \(path): \(String(cString: strerror(errno)))")
    }
    return descriptor
  }

  private static func pipe() throws(MachineFailure) -> (read: Int32, write: Int32) {
    var pair: [Int32] = [-1, -1]
    guard lb_pipe(&pair) == 0 else {
      throw MachineFailure("make a pipe: \(String(cString: strerror(errno)))")
    }
    return (pair[0], pair[1])
  }

  private static func cStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers = strings.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { buffer in
      // The array ends in nil, so it is never empty and has an address.
      guard let base = buffer.baseAddress else { preconditionFailure("no array") }
      return body(base)
    }
  }
}
