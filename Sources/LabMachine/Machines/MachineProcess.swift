import CLinux
import Glibc
package import LabModel
package import LabSandbox
import Synchronization

/// An emulator that runs, with its guest's channel and console.
///
/// It dies with this object, and with labbook however that ends.
package final class MachineProcess: Sendable {
  /// What to start, and with what.
  package struct Request: Sendable {
    /// Absolute path of the emulator.
    package var path: String
    /// Without the program's own name.
    package var arguments: [String]
    /// `NAME=value`.
    package var environment: [String]
    /// A folder that is an empty file system of the emulator's own, gone with it; nil for none.
    ///
    /// Only where namespaces may be had: see `isIsolated`.
    package var scratch: String?
    /// Without isolation: a folder of the emulator's own (`uml_dir`), removed with it; nil for none.
    package var folder: String?
    /// What the emulator gets as descriptors 3, 4 and so on.
    package var descriptors: [Descriptor]
    /// What its standard output and standard error go to.
    package var output: Descriptor

    package init(
      path: String, arguments: [String], environment: [String], scratch: String? = nil,
      folder: String? = nil, descriptors: [Descriptor], output: Descriptor
    ) {
      self.path = path
      self.arguments = arguments
      self.environment = environment
      self.scratch = scratch
      self.folder = folder
      self.descriptors = descriptors
      self.output = output
    }
  }

  /// For the record; `startDuration` is 0.
  package let record: MachineRecord
  /// Both ways: a stream socket (or a pseudo-terminal) whose other end is the guest's channel.
  package let channel: Descriptor
  /// Read end of what the guest's console and the emulator itself print.
  package let console: Descriptor
  /// Whether the emulator has namespaces of its own, so that killing the keeper ends everything.
  package let isIsolated: Bool

  /// The keeper's: see lb_machine.h.
  private let process: pid_t
  private let lifeline: Descriptor
  private let status = Mutex<Int32?>(nil)

  private init(
    process: pid_t, lifeline: Descriptor, isIsolated: Bool, channel: Descriptor,
    console: Descriptor, record: MachineRecord
  ) {
    self.process = process
    self.lifeline = lifeline
    self.isIsolated = isIsolated
    self.channel = channel
    self.console = console
    self.record = record
  }

  deinit {
    kill()
    _ = wait()
  }

  /// Starts an emulator.
  ///
  /// - Parameters:
  ///   - request: What to start.
  ///   - isolated: Whether it gets PID and mount namespaces; see user_namespaces(7) for who may.
  ///   - channel: This machine's end of the channel.
  ///   - console: This machine's end of the console.
  ///   - record: For the record.
  /// - Returns: The running emulator.
  /// - Throws: `MachineFailure` where it cannot be started, or not isolated.
  package static func start(
    _ request: Request, isolated: Bool, channel: Descriptor, console: Descriptor,
    record: MachineRecord
  ) throws(MachineFailure) -> MachineProcess {
    let lifeline = try pipe()
    let (process, failure) = try clone(request, isolated: isolated, lifeline: lifeline.read)
    let started = MachineProcess(
      process: process, lifeline: lifeline.write, isIsolated: isolated, channel: channel,
      console: console, record: record)
    try awaitExec(failure, path: request.path)
    return started
  }

  /// Starts the keeper: its pid, and the pipe in which it says what fails.
  private static func clone(_ request: Request, isolated: Bool, lifeline: Descriptor)
    throws(MachineFailure) -> (process: pid_t, failure: Descriptor)
  {
    let failure = try pipe()
    let numbers = request.descriptors.map(\.number)
    let process = withCStrings([request.path] + request.arguments) { arguments in
      withCStrings(request.environment) { environment in
        let paths = [request.path, request.scratch ?? "", request.folder ?? ""]
        return withCStrings(paths) { paths in
          numbers.withUnsafeBufferPointer { numbers in
            var machine = lb_machine(
              path: paths[0], arguments: arguments, environment: environment,
              scratch: request.scratch == nil ? nil : paths[1], isolates: isolated ? 1 : 0,
              folder: request.folder == nil ? nil : paths[2], output: request.output.number,
              descriptors: numbers.baseAddress,
              count: Int32(numbers.count), lifeline: lifeline.number,
              failure: failure.write.number)
            return lb_start_machine(&machine)
          }
        }
      }
    }
    guard process > 0 else {
      throw MachineFailure(
        "start \(request.path): \(String(cString: strerror(errno)))"
          + (isolated ? " (for namespaces of its own)" : ""))
    }
    return (process, failure.read)
  }

  /// Waits until the emulator's program runs.
  private static func awaitExec(_ failure: Descriptor, path: String) throws(MachineFailure) {
    var report = lb_failure()
    let size = MemoryLayout<lb_failure>.size
    var count = read(failure.number, &report, size)
    while count < 0, errno == EINTR { count = read(failure.number, &report, size) }
    guard count == size else { return }
    let stage =
      switch lb_machine_stage(UInt32(bitPattern: report.stage)) {
      case LB_MACHINE_IDS: "map ids for"
      case LB_MACHINE_SCRATCH: "mount a file system for"
      case LB_MACHINE_DESCRIPTORS: "arrange descriptors for"
      case LB_MACHINE_FORK: "fork for"
      default: "execute"
      }
    throw MachineFailure("\(stage) \(path): \(String(cString: strerror(report.error)))")
  }

  private static func pipe() throws(MachineFailure) -> (read: Descriptor, write: Descriptor) {
    do {
      return try Descriptor.pipe()
    } catch {
      throw MachineFailure("make a pipe: \(String(cString: strerror(error.errno)))")
    }
  }

  /// Kills the emulator and all that it started.
  ///
  /// From any thread, and twice.
  package func kill() {
    status.withLock { status in
      guard status == nil else { return }
      if isIsolated {
        Glibc.kill(process, SIGKILL)
      } else {
        // The keeper has to see to the rest: the end of its lifeline tells it so.
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        if null < 0 || dup2(null, lifeline.number) < 0 { Glibc.kill(process, SIGKILL) }
        _ = fcntl(lifeline.number, F_SETFD, FD_CLOEXEC)
        if null >= 0 { close(null) }
      }
    }
  }

  /// Whether the emulator has ended; reaps nothing.
  package var isOver: Bool {
    status.withLock { status in
      if status != nil { return true }
      var information = siginfo_t()
      return waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0
        && information.si_signo != 0
    }
  }

  /// Waits for its end and reaps it.
  ///
  /// - Returns: The emulator's exit status, 128 and the signal's number where one ended it.
  package func wait() -> Int32 {
    if let status = status.withLock({ $0 }) { return status }
    // Waits without reaping first, so that `kill` may be called meanwhile.
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    return status.withLock { status in
      if let status { return status }
      var number: Int32 = 0
      while waitpid(process, &number, 0) < 0, errno == EINTR {}
      let code = number & 0x7f == 0 ? number >> 8 & 0xff : 128 + number & 0x7f
      status = code
      return code
    }
  }
}
