import Glibc

/// The processes of the sandbox, read from /proc (proc(5)).
final class ProcessTable {
  /// One process, the agent left out.
  struct Entry {
    var process: pid_t
    var parent: pid_t
    /// In clock ticks since boot: with the pid it names a process for good.
    var startTime: UInt64
    var isZombie: Bool
    /// Whether every thread is asleep in the kernel, stopped or dead.
    var isBlocked: Bool
    /// Time that its threads have spent on a CPU, in ns, added up.
    var runTime: UInt64
  }

  private let lastProcess: Int32 = open("/proc/loadavg", O_RDONLY | O_CLOEXEC)
  private var buffer = [UInt8](repeating: 0, count: 2048)

  /// The pid that was given out last: the last field of /proc/loadavg, for one's own PID namespace.
  ///
  /// Equal to an earlier value means, short of a wrap within a step, that nothing was forked since.
  func lastPid() -> Int {
    let count = pread(lastProcess, &buffer, buffer.count, 0)
    var value = 0
    for byte in buffer[..<max(0, count)].reversed() where byte != 10 {
      if byte == 32 { break }
      value = value * 10 + Int(byte)  // digits come in reverse: only compared, never read
    }
    return value
  }

  /// Numbers of an open /proc/PID/stat behind the command's name, counted from 0 (the state): nil
  /// where the process is gone.
  ///
  /// Read byte by byte, since every step asks.
  static func fields(of file: Descriptor, _ range: Range<Int>) -> [Int64]? {
    withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer -> [Int64]? in
      let count = pread(file.number, buffer.baseAddress, buffer.count, 0)
      guard count > 0 else { return nil }
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      guard let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
      var values = [Int64](repeating: 0, count: range.count)
      var index = -1
      for byte in bytes[(end + 1)...] {
        if byte == UInt8(ascii: " ") {
          index += 1
        } else if range.contains(index), (48...57).contains(byte) {
          values[index - range.lowerBound] =
            values[index - range.lowerBound] * 10 + Int64(byte - 48)
        }
      }
      return values
    }
  }

  /// All processes but the agent.
  func scan() -> [Entry] {
    SystemFile.names(in: "/proc").compactMap { name in
      guard let process = pid_t(name), process != 1 else { return nil }
      return entry(process)
    }
  }

  /// One process, or nil where it is gone.
  func entry(_ process: pid_t) -> Entry? {
    let folder = "/proc/\(process)"
    guard let main = task(folder) else { return nil }
    var entry = Entry(
      process: process, parent: main.parent, startTime: main.startTime,
      isZombie: main.state == "Z" || main.state == "X", isBlocked: Self.blocked(main.state),
      runTime: main.runTime)
    guard main.threads > 1 else { return entry }
    for thread in SystemFile.names(in: folder + "/task") where thread != "\(process)" {
      guard let task = task("\(folder)/task/\(thread)") else { continue }
      entry.isBlocked = entry.isBlocked && Self.blocked(task.state)
      entry.runTime &+= task.runTime
    }
    return entry
  }

  /// Asleep until something comes, stopped, traced or dead.
  ///
  /// Not D: that waits for the kernel's own work, as `ip link del` does for a grace period.
  private static func blocked(_ state: Character) -> Bool { "STtZXI".contains(state) }

  private struct Task {
    var state: Character
    var parent: pid_t
    var threads: Int
    var startTime: UInt64
    var runTime: UInt64
  }

  private func task(_ folder: String) -> Task? {
    guard let text = read(folder + "/stat"),
      // The command's name may hold anything, blanks and parentheses too.
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let state = fields[0].first else { return nil }
    let ticks = (UInt64(fields[11]) ?? 0) &+ (UInt64(fields[12]) ?? 0)
    // Time on a processor in ns, time spent waiting for one, and how often it got one, where the
    // kernel has CONFIG_SCHED_INFO, else ticks of 10 ms. Where the kernel's own clock ticks as
    // coarsely (user-mode Linux), only the last of the three tells of a short run.
    let schedule = read(folder + "/schedstat")?.split(whereSeparator: \.isWhitespace)
      .compactMap { UInt64($0) }
    let runTime = schedule.flatMap { $0.count == 3 ? $0[0] &+ $0[2] : nil }
    return Task(
      state: state, parent: pid_t(fields[1]) ?? 0, threads: Int(fields[17]) ?? 1,
      startTime: UInt64(fields[19]) ?? 0, runTime: runTime ?? ticks &* 10_000_000)
  }

  private func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
