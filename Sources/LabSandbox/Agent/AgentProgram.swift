import CLinux
import Glibc
import LabModel

/// The agent's whole program.
///
/// It runs as PID 1 of its sandbox, with the channel to the recorder as descriptor 3 and the
/// machine's folders coming in through descriptor 4.
package enum AgentProgram {
  /// Makes the sandbox, serves it, and ends.
  package static func run() -> Never {
    // What a step of the sandbox may not do: look into this process (ptrace(2) checks this flag).
    _ = lb_hide_process()
    umask(0o022)
    let channel = Channel(descriptor: 3)
    let layers = LowerLayers.receive(from: 4)
    // Tells who prepared this process that it runs.
    close(4)
    var start: AgentStart?
    while start == nil, !channel.isClosed {
      channel.receive()
      start = channel.next(AgentStart.self)
    }
    guard let start else { _exit(0) }
    do throws(SandboxFailure) {
      let agent = try Agent(channel, start, layers: layers)
      agent.serve()
    } catch {
      channel.send(Event(time: Clock.now, body: .failed(error)))
      channel.flush()
    }
    _exit(0)
  }
}
