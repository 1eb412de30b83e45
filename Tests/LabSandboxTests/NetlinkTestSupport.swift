import CLinux
import Glibc
import LabModel
import LabSandbox
import Testing

/// Bytes written as `0A 00 FF`, with comments from `//` to the end of a line.
func hex(_ text: String) -> [UInt8] {
  text.split(separator: "\n").flatMap { line in
    (line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex))
      .split(separator: " ").compactMap { UInt8($0, radix: 16) }
  }
}

/// Calls `body` with the first message of `bytes`.
func withMessage<Result>(_ bytes: [UInt8], _ body: (NetlinkMessage) -> Result?) -> Result? {
  bytes.withUnsafeBytes { raw in
    var messages = NetlinkMessages(raw)
    return messages.next().flatMap(body)
  }
}

let isRoot = geteuid() == 0
let rootReason: Comment =
  "needs root: a test's process has threads, so it cannot make a user namespace"

func monotonicTime() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// Does `body` in a new network namespace of the calling thread, which comes back afterwards.
///
/// `body` does not suspend, so it stays on this thread.
func inNewNetwork<Result>(_ body: () throws -> Result) throws -> Result {
  let original = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
  try #require(original >= 0)
  defer { close(original) }
  try #require(lb_leave_network() == 0)
  defer { _ = lb_enter_network(original) }
  return try body()
}

/// A new network namespace, as a descriptor that the caller closes.
func makeNetwork() throws -> Int32 {
  try inNewNetwork { open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC) }
}

/// Does `body` with the calling thread in the namespace of `descriptor`.
func inNetwork<Result>(_ descriptor: Int32, _ body: () throws -> Result) throws -> Result {
  let original = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
  try #require(original >= 0)
  defer { close(original) }
  try #require(lb_enter_network(descriptor) == 0)
  defer { _ = lb_enter_network(original) }
  return try body()
}

struct CommandFailed: Error {
  var command: String
  var status: Int32
}

/// Runs shell commands in the calling thread's network namespace; throws unless they exit 0.
func sh(_ command: String) throws {
  let process = try spawn(command)
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0, errno == EINTR {}
  guard status == 0 else { throw CommandFailed(command: command, status: status) }
}

/// Starts shell commands in the calling thread's network namespace.
func spawn(_ command: String) throws -> pid_t {
  var process: pid_t = 0
  let words: [String] = ["/bin/sh", "-ec", command]
  var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
  defer { for argument in arguments { free(argument) } }
  arguments.append(nil)
  let code = posix_spawn(&process, "/bin/sh", nil, nil, arguments, environ)
  guard code == 0 else { throw CommandFailed(command: command, status: code) }
  return process
}

/// Ends a process of `spawn` and reaps it.
func end(_ process: pid_t) {
  kill(process, SIGKILL)
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0, errno == EINTR {}
}

/// A recorder of the calling thread's network namespace.
struct LiveHost {
  let recorder: NetworkRecorder

  init(_ number: Int = 1, group: RecorderGroup = RecorderGroup(), receiveBuffer: Int32 = 1 << 20)
    throws
  {
    recorder = try NetworkRecorder(
      host: HostRecord(number: number, name: "host\(number)", origin: .planned), group: group,
      now: monotonicTime(), receiveBuffer: receiveBuffer)
  }

  func drain() -> [Event.Body] { recorder.drain(now: monotonicTime()) }
  func fence() -> [Event.Body] { recorder.fence(now: monotonicTime()) }

  /// Runs commands and drains what they did.
  func after(_ command: String) throws -> [Event.Body] {
    try sh(command)
    return drain()
  }

  /// Fences until `isThere` finds what it looks for, at most 3 seconds.
  func fence(until isThere: ([Event.Body]) -> Bool) -> [Event.Body] {
    var events: [Event.Body] = []
    for _ in 0..<300 {
      events += fence()
      if isThere(events) { break }
      usleep(10_000)
    }
    return events
  }

  func index(_ name: String) throws -> Int32 {
    try #require(recorder.links.first { $0.name == name }).index
  }
}

extension [Event.Body] {
  var links: [ObjectChange<Link>] { compactMap { if case .link(let it) = $0 { it } else { nil } } }
  var addresses: [ObjectChange<Address>] {
    compactMap { if case .address(let it) = $0 { it } else { nil } }
  }
  var routes: [ObjectChange<Route>] {
    compactMap { if case .route(let it) = $0 { it } else { nil } }
  }
  var neighbours: [ObjectChange<Neighbour>] {
    compactMap { if case .neighbour(let it) = $0 { it } else { nil } }
  }
  var rules: [ObjectChange<Rule>] {
    compactMap { if case .rule(let it) = $0 { it } else { nil } }
  }
  var sockets: [SocketChange] {
    flatMap { if case .sockets(let it) = $0 { it } else { [SocketChange]() } }
  }
  var counters: [CounterChange] {
    flatMap { if case .counters(let it) = $0 { it } else { [CounterChange]() } }
  }
  var losses: [Loss] { compactMap { if case .loss(let it) = $0 { it } else { nil } } }

  /// How much a counter rose.
  func rise(_ name: String, interface: Int32 = 0) -> UInt64 {
    counters.filter { $0.name == name && $0.interface == interface }
      .reduce(0) { $0 + $1.new - $1.old }
  }
}
