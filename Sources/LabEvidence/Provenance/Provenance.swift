/// On what a run ran: the kernel, the machine and the programs that its notebook needs.
package struct Provenance: Sendable, Hashable {
  package var kernel: KernelRecord
  /// gethostname(2).
  package var hostname: String
  /// Processors that are online.
  package var processors: Int
  /// One for each command asked for that is on PATH, in the order asked.
  package var tools: [ToolRecord]
  /// Commands asked for that are not on PATH.
  package var missing: [String]

  package init(
    kernel: KernelRecord, hostname: String, processors: Int, tools: [ToolRecord] = [],
    missing: [String] = []
  ) {
    self.kernel = kernel
    self.hostname = hostname
    self.processors = processors
    self.tools = tools
    self.missing = missing
  }

  /// Looks at this machine and finds `commands` in the folders of `searchPath` (`/usr/bin:/bin`).
  ///
  /// What does not change (the kernel's options, a program's hash) is kept in `store` and read from
  /// there the next time.
  package static func gather(
    for commands: [String], searchPath: String, store: Store
  ) throws(StoreFailure) -> Provenance {
    throw StoreFailure(stage: "read", subject: store.path, message: "cannot gather yet")
  }
}

/// A kernel, as uname(2) and its configuration tell.
package struct KernelRecord: Sendable, Hashable {
  package var release: String
  package var version: String
  /// The hardware's name: `x86_64`.
  package var machine: String
  /// SHA-256 of its configuration in hexadecimal; nil where that is not to be had.
  package var configurationHash: String?
  package var options: KernelOptions?

  package init(
    release: String, version: String, machine: String, configurationHash: String? = nil,
    options: KernelOptions? = nil
  ) {
    self.release = release
    self.version = version
    self.machine = machine
    self.configurationHash = configurationHash
    self.options = options
  }
}

/// A program that a run used.
package struct ToolRecord: Sendable, Hashable {
  /// As the notebook names it.
  package var name: String
  /// Where it was found, links resolved.
  package var path: String
  /// SHA-256 of its file in hexadecimal; nil where it cannot be read.
  package var hash: String?

  package init(name: String, path: String, hash: String?) {
    self.name = name
    self.path = path
    self.hash = hash
  }
}
