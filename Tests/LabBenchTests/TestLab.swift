import Glibc
import LabModel
import Testing

/// A real sandbox of any bench for tests: runs steps one by one and keeps every event.
final class TestLab {
  /// What one step did.
  struct Result {
    var stdout = ""
    var stderr = ""
    var merged = ""
    var bytes: [UInt8] = []
    var end: StepEnd?
    var events: [Event] = []

    var status: Int32 { end?.status ?? -1 }
    var packets: [Packet] {
      var packets: [Packet] = []
      for event in events {
        if case .packets(let batch) = event.body { packets += batch.packets }
      }
      return packets
    }
  }

  let sandbox: any Sandbox
  let bench: TestBench
  private(set) var events: [Event] = []
  private(set) var record: SandboxRecord?
  private var step = 0

  /// The environment that the tests' sandboxes have.
  static let environment = [
    ("PATH", "/run/labbook/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    ("HOME", "/root"), ("LC_ALL", "C.UTF-8"), ("TERM", "dumb"),
  ].map { EnvironmentVariable(name: $0.0, value: $0.1) }

  /// Starts a sandbox and waits until it stands.
  init(
    on bench: TestBench, hosts: [HostPlan] = [HostPlan(name: "lab")], links: [LinkPlan] = [],
    files: [FilePlan] = [],
    ipv6: Bool = false, change: (inout SandboxSetup) -> Void = { _ in }
  ) throws {
    var setup = SandboxSetup(
      hosts: hosts, links: links, files: files, environment: Self.environment, ipv6: ipv6)
    setup.durations.settle *= bench.slowness
    change(&setup)
    self.bench = bench
    sandbox = try bench.make().start(setup)
    try collect { body in
      if case .ready(let record) = body { self.record = record }
      if case .fence = body { return true }
      return false
    }
  }

  deinit {
    sandbox.stop()
    sandbox.waitUntilGone()
  }

  /// Takes events until `isLast` says so.
  @discardableResult
  func collect(
    within milliseconds: Int32? = nil, until isLast: (Event.Body) -> Bool
  ) throws -> [Event] {
    var taken: [Event] = []
    while true {
      switch try sandbox.next(within: milliseconds ?? 20_000 * Int32(bench.slowness)) {
      case .event(let event):
        events.append(event)
        taken.append(event)
        if case .failed(let failure) = event.body { throw failure }
        if isLast(event.body) { return taken }
      case .timedOut, .ended:
        throw SandboxFailure(stage: "wait for", subject: "an event", errno: ETIME)
      }
    }
  }

  /// Runs one step and waits for its fence; `timeout` in ns is for a bench of the machine's own speed.
  @discardableResult
  func run(
    _ command: String, on host: String = "lab", timeout: Int64 = 10_000_000_000,
    merges: Bool = false, stdin: String = "", terminal: Bool = false,
    variables: [EnvironmentVariable] = []
  ) throws -> Result {
    step += 1
    try sandbox.send(
      .run(
        StepCommand(
          step: step, attempt: 1, host: host, command: command, variables: variables,
          timeout: timeout * bench.slowness, merges: merges, stdin: stdin, terminal: terminal)))
    let number = step
    var result = Result()
    result.events = try collect { body in
      if case .fence(let fence) = body { return fence.step == number }
      return false
    }
    for event in result.events {
      switch event.body {
      case .output(let chunk) where chunk.step == number:
        result.bytes += chunk.bytes
        let text = String(decoding: chunk.bytes, as: UTF8.self)
        switch chunk.stream {
        case .stdout: result.stdout += text
        case .stderr: result.stderr += text
        case .merged: result.merged += text
        }
      case .stepEnded(let end): result.end = end
      default: break
      }
    }
    return result
  }

  /// The number of the step that ran last.
  var lastStep: Int { step }

  /// All that a step has printed so far, on one stream.
  func output(ofStep number: Int, _ stream: OutputStream = .stdout) -> String {
    var bytes: [UInt8] = []
    for event in events {
      if case .output(let chunk) = event.body, chunk.step == number, chunk.stream == stream {
        bytes += chunk.bytes
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
