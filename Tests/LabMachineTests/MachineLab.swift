import Glibc
import LabModel
import LabSandbox
import Testing

@testable import LabMachine

/// A real sandbox in a real machine: runs steps one by one and keeps every event.
final class MachineLab {
  /// What one step did.
  struct Result {
    var stdout = ""
    var stderr = ""
    var end: StepEnd?
    var events: [Event] = []

    var status: Int32 { end?.status ?? -1 }
    var packets: [Packet] {
      events.flatMap { event -> [Packet] in
        if case .packets(let batch) = event.body { batch.packets } else { [] }
      }
    }
  }

  let sandbox: any Sandbox
  private(set) var events: [Event] = []
  private var step = 0

  /// The environment of its shells.
  private static let environment = [
    ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), ("HOME", "/root"),
    ("LC_ALL", "C.UTF-8"),
  ].map { EnvironmentVariable(name: $0.0, value: $0.1) }

  static func setup(hosts: [String] = ["lab"]) -> SandboxSetup {
    SandboxSetup(
      hosts: hosts.map { HostPlan(name: $0) }, environment: environment, ipv6: false)
  }

  /// A step that no test waits for.
  static func command(_ text: String, timeout: Int64 = 120_000_000_000) -> StepCommand {
    StepCommand(step: 1, attempt: 1, host: "lab", command: text, timeout: timeout)
  }

  /// Starts a sandbox and waits until it stands.
  init(_ bench: MachineBench) throws {
    sandbox = try bench.start(Self.setup())
    try collect { body in
      if case .fence = body { true } else { false }
    }
  }

  deinit {
    sandbox.stop()
    sandbox.waitUntilGone()
  }

  /// Takes events until `isLast` says so.
  @discardableResult
  func collect(
    within milliseconds: Int32 = 60_000, until isLast: (Event.Body) -> Bool
  ) throws -> [Event] {
    var taken: [Event] = []
    while true {
      switch try sandbox.next(within: milliseconds) {
      case .event(let event):
        events.append(event)
        taken.append(event)
        if case .failed(let failure) = event.body { throw failure }
        if case .crashed(let crash) = event.body, !isLast(event.body) { throw crash }
        if isLast(event.body) { return taken }
      case .timedOut, .ended:
        throw SandboxFailure(stage: "wait for", subject: "an event", errno: ETIME)
      }
    }
  }

  /// Runs one step and waits for its fence.
  @discardableResult
  func run(_ command: String, timeout: Int64 = 30_000_000_000) throws -> Result {
    step += 1
    try sandbox.send(
      .run(
        StepCommand(step: step, attempt: 1, host: "lab", command: command, timeout: timeout)))
    let number = step
    var result = Result()
    result.events = try collect { body in
      if case .fence(let fence) = body { fence.step == number } else { false }
    }
    for event in result.events {
      switch event.body {
      case .output(let chunk) where chunk.step == number:
        let text = String(decoding: chunk.bytes, as: UTF8.self)
        if chunk.stream == .stderr { result.stderr += text } else { result.stdout += text }
      case .stepEnded(let end): result.end = end
      default: break
      }
    }
    return result
  }
}
