import Glibc
package import LabModel
import LabSandbox

/// Runs notebooks on another kernel: in a machine of its own for each run.
package struct MachineBench: Bench {
  /// The kernel that its machines boot.
  let bootKernel: Kernel
  private let label: String
  let cache: CacheFolder
  let agentPath: String
  let commands: [String]
  let options: [String]
  /// More words for the guest kernel's command line.
  let arguments: [String]
  /// How long a guest may take to answer, in ns; nil for what its kind of machine takes.
  let startLimit: Int64?
  /// How long a guest may be silent although it was asked whether it lives, in ns.
  let patience: Int64

  /// A bench on `kernel`.
  ///
  /// - Parameters:
  ///   - kernel: A kernel of the cache.
  ///   - label: What the user called it.
  ///   - cache: Where images and snapshots are kept.
  ///   - agentPath: Absolute path of labbook-agent.
  ///   - commands: Commands that the notebook needs.
  ///   - options: Options of the kernel that it asks for.
  ///   - arguments: More words for the guest kernel's command line: `labbook.fault=panic:500`.
  ///   - startLimit: How long a guest may take to answer, in ns; nil for 15 s (UML), 20 s (KVM)
  ///     or 60 s (TCG).
  ///   - patience: How long a guest may be silent although it was asked whether it lives, in ns.
  package init(
    kernel: Kernel, label: String, cache: CacheFolder, agentPath: String, commands: [String],
    options: [String], arguments: [String] = [], startLimit: Int64? = nil,
    patience: Int64 = 20_000_000_000
  ) {
    bootKernel = kernel
    self.label = label
    self.cache = cache
    self.agentPath = agentPath
    self.commands = commands
    self.options = options
    self.arguments = arguments
    self.startLimit = startLimit
    self.patience = patience
  }

  package var backend: String { bootKernel.backend.rawValue }

  package var kernel: BenchKernel? {
    BenchKernel(
      release: bootKernel.release, version: bootKernel.version, machine: bootKernel.machine,
      configuration: bootKernel.configuration.flatMap { SystemFile.bytes($0) }, label: label)
  }

  package func start(_ setup: SandboxSetup) throws(SandboxFailure) -> any Sandbox {
    try MachineSandbox(bench: self, setup: setup)
  }

  /// What its machines boot from.
  func makeImage() throws(MachineFailure) -> GuestImage {
    try GuestImageBuilder(cache: cache).image(
      for: GuestImageRequest(
        kernel: bootKernel, agent: agentPath, commands: commands, options: options))
  }

  /// The machine to start first.
  func machine(with image: GuestImage) throws(MachineFailure) -> any Machine {
    switch bootKernel.backend {
    case .uml:
      UserModeMachine(
        kernel: bootKernel, image: image, arguments: arguments,
        startLimit: startLimit ?? 15_000_000_000)
    case .qemu:
      try EmulatedMachine(
        kernel: bootKernel, image: image, cache: cache, arguments: arguments,
        startLimit: startLimit)
    }
  }
}
