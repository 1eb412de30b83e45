import CLinux
import Glibc
package import LabModel

/// Runs notebooks on this kernel, in namespaces of their own (namespaces(7)), with or without root.
package struct NamespaceBench: Bench {
  package let backend = "namespaces"
  /// The agent's file, a static executable.
  let agentPath: String
  /// Whether a range of ids is mapped where that may be done.
  let useRange: Bool
  /// Whether the machine's folders belong to the sandbox's ids as they are: no idmapped mounts then.
  let ownsLayers: Bool

  /// A bench whose agent is the file at `agentPath`.
  ///
  /// `useRange: false` maps the caller's one id even where it may map more (root always maps a
  /// range).
  package init(agentPath: String, useRange: Bool = true) {
    self.init(agentPath: agentPath, useRange: useRange, ownsLayers: false)
  }

  /// The same in a machine that is the sandbox's alone.
  init(agentPath: String, useRange: Bool = true, ownsLayers: Bool) {
    self.agentPath = agentPath
    self.useRange = useRange
    self.ownsLayers = ownsLayers
  }

  /// The agent beside the running program: where both were built or installed.
  package static var installedAgent: String {
    let path = SystemFile.linkTarget("/proc/self/exe") ?? ""
    guard let slash = path.lastIndex(of: "/") else { return "labbook-agent" }
    let folder = path[..<slash]
    for candidate in ["\(folder)/labbook-agent", "\(folder)/../libexec/labbook/labbook-agent"]
    where access(candidate, X_OK) == 0 { return candidate }
    return "\(folder)/labbook-agent"
  }

  package func start(_ setup: SandboxSetup) throws(SandboxFailure) -> any Sandbox {
    try begin(setup)
  }

  /// `start`, for who relays between the agent and another.
  func begin(_ setup: SandboxSetup) throws(SandboxFailure) -> NamespaceSandbox {
    let sandbox = try prepare()
    try sandbox.begin(setup)
    return sandbox
  }

  /// An agent in namespaces of its own that waits to be told what sandbox to make.
  ///
  /// - Parameter isAwaited: Whether to return only when the agent's program runs.
  /// - Returns: The agent; `NamespaceSandbox.begin` tells it.
  /// - Throws: `SandboxFailure` where the machine gives no namespaces.
  func prepare(isAwaited: Bool = false) throws(SandboxFailure) -> NamespaceSandbox {
    let agent = try clone()
    let sandbox = NamespaceSandbox(
      process: agent.process, control: agent.control, failure: agent.failure)
    do {
      try IdentifierMap.best(useRange: useRange).apply(to: agent.process)
      try sandbox.release(agent.handshake)
      try LowerLayers.send(
        to: agent.layers, agent: agent.process, isRoot: geteuid() == 0 && !ownsLayers)
    } catch {
      sandbox.stop()
      sandbox.waitUntilGone()
      throw error
    }
    if isAwaited {
      // It closes its end when it has taken the folders.
      var entry = pollfd(fd: agent.layers.number, events: 0, revents: 0)
      while poll(&entry, 1, 10_000) < 0, errno == EINTR {}
    }
    return sandbox
  }

  /// A process that is to become the agent, and this side's ends of what leads to it.
  private struct Clone {
    var process: pid_t
    var control: Descriptor
    var layers: Descriptor
    var handshake: Descriptor
    var failure: Descriptor
  }

  private func clone() throws(SandboxFailure) -> Clone {
    let executable: Descriptor
    do {
      executable = try Descriptor.open(agentPath, O_RDONLY)
    } catch {
      throw SandboxFailure(
        stage: error.stage, subject: error.subject, errno: error.errno,
        remedy: "labbook-agent belongs beside labbook: build or install both")
    }
    let (control, agentControl) = try Descriptor.socketPair(Int32(SOCK_STREAM.rawValue))
    let (layers, agentLayers) = try Descriptor.socketPair(Int32(SOCK_SEQPACKET.rawValue))
    let handshake = try Descriptor.pipe()
    let failure = try Descriptor.pipe()
    let flags =
      UInt64(CLONE_NEWUSER) | UInt64(CLONE_NEWNS) | UInt64(CLONE_NEWPID) | UInt64(CLONE_NEWNET)
      | UInt64(CLONE_NEWUTS) | UInt64(CLONE_NEWIPC) | UInt64(CLONE_NEWCGROUP)
    // A static Swift program looks for its runtime's path through /proc unless it is told.
    let process = withCStrings(["labbook-agent"]) { arguments in
      withCStrings(["SWIFT_ROOT=/", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]) { environment in
        var agent = lb_agent(
          flags: flags, executable: executable.number, control: agentControl.number,
          handshake: handshake.read.number, handshake_write: handshake.write.number,
          failure: failure.write.number, layers: agentLayers.number,
          arguments: arguments, environment: environment)
        return lb_clone_agent(&agent)
      }
    }
    guard process > 0 else { throw UserNamespaces.failure(errno) }
    return Clone(
      process: process, control: control, layers: layers, handshake: handshake.write,
      failure: failure.read)
  }
}
