import Glibc
package import LabModel

/// A sandbox in which somebody's commands run one by one as they are typed; nothing is recorded.
package final class LiveSandbox {
  private let sandbox: any Sandbox
  private let timeout: Int64
  private var step = 0

  /// Starts a sandbox as `plan` has it and waits until it stands.
  ///
  /// - Throws: `SandboxFailure` where it cannot be made.
  package init(_ plan: Plan, on bench: any Bench) throws(SandboxFailure) {
    timeout = plan.durations.step
    sandbox = try bench.start(
      SandboxSetup(
        hosts: plan.hosts, links: plan.links, files: plan.files,
        environment: FixedEnvironment.variables(for: plan), limits: plan.limits,
        durations: plan.durations, ipv6: plan.ipv6, offloads: plan.offloads))
    _ = try takeEvents(untilFenceOf: 0, show: { _ in }, isInterrupted: { false })
  }

  deinit {
    sandbox.stop()
    sandbox.waitUntilGone()
  }

  /// Runs a command and shows what it prints as it comes; nil where `isInterrupted` said so, and the
  /// sandbox is gone then.
  ///
  /// - Throws: `SandboxFailure` where the sandbox fails.
  package func run(
    _ command: String, show: ([UInt8]) -> Void, isInterrupted: () -> Bool
  ) throws(SandboxFailure) -> StepOutput? {
    step += 1
    try sandbox.send(
      .run(
        StepCommand(
          step: step, attempt: 1, host: HostPlan.lab, command: command, timeout: timeout)))
    return try takeEvents(untilFenceOf: step, show: show, isInterrupted: isInterrupted)
  }

  private func takeEvents(
    untilFenceOf step: Int, show: ([UInt8]) -> Void, isInterrupted: () -> Bool
  ) throws(SandboxFailure) -> StepOutput? {
    var output = StepOutput(pieces: [])
    var hasEnded = false
    while true {
      switch try sandbox.next(within: 100) {
      case .timedOut:
        if isInterrupted() { return nil }
      case .ended:
        throw SandboxFailure(stage: "hear from", subject: "the agent: it is gone", errno: EPIPE)
      case .event(let event):
        switch event.body {
        case .output(let chunk):
          show(chunk.bytes)
          if chunk.step == step, !hasEnded {
            output.pieces.append(StepOutput.Piece(stream: chunk.stream, bytes: chunk.bytes))
          }
        case .stepEnded(let end):
          hasEnded = true
          output.ending = end.ending
          output.status = end.status
        case .failed(let failure): throw failure
        case .crashed(let crash):
          throw SandboxFailure(
            stage: "hear from", subject: "the machine: \(crash.sentence)", errno: EPIPE)
        case .fence(let fence) where fence.step == step: return output
        default: break
        }
      }
    }
  }
}
