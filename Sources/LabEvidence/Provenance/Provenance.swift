import Glibc
import LabDigest
package import LabModel

/// On what a run ran: the kernel, the machine and the programs that its notebook needs.
package struct Provenance: Sendable, Hashable {
  package var kernel: KernelRecord
  /// What the user called the kernel; nil for this machine's running one.
  package var kernelLabel: String?
  /// The machine's own name, as uname(2) gives it.
  package var hostname: String
  /// Processors that are online.
  package var processors: Int
  /// One for each command asked for that is on PATH, in the order asked.
  package var tools: [ToolRecord]
  /// Commands asked for that are not on PATH.
  package var missing: [String]

  package init(
    kernel: KernelRecord, kernelLabel: String? = nil, hostname: String, processors: Int,
    tools: [ToolRecord] = [], missing: [String] = []
  ) {
    self.kernel = kernel
    self.kernelLabel = kernelLabel
    self.hostname = hostname
    self.processors = processors
    self.tools = tools
    self.missing = missing
  }

  /// Looks at this machine and finds `commands` in the folders of `searchPath` (`/usr/bin:/bin`).
  ///
  /// What does not change (the kernel's options, a program's hash) is taken from `store` where a run
  /// before has left it. `guest` is the kernel of the machine that the sandbox stands in; nil where
  /// it stands on this machine's own.
  package static func gather(
    for commands: [String], searchPath: String, store: Store, guest: BenchKernel? = nil
  ) throws(StoreFailure) -> Provenance {
    var tools: [ToolRecord] = []
    var missing: [String] = []
    for command in commands {
      if let path = SearchPath.find(command, in: searchPath), let file = FileIdentity(path: path) {
        tools.append(ToolRecord(name: command, path: path, file: file, hash: nil))
      } else {
        missing.append(command)
      }
    }
    var kernel = guest.map(KernelRecord.init) ?? KernelRecord.running()
    let known = try store.use(to: "read") { connection throws(StoreFailure) -> KernelRecord? in
      for place in tools.indices {
        tools[place].hash = try ProgramTable.hash(
          of: tools[place].file, at: tools[place].path, on: connection)
      }
      return try KernelTable.find(
        release: kernel.release, version: kernel.version, machine: kernel.machine, on: connection)
    }
    for place in tools.indices where tools[place].hash == nil {
      tools[place].hash = SHA256.hash(ofFile: tools[place].path)
    }
    if guest != nil {
      // Its configuration came with it, and builds of one release may differ in nothing else.
    } else if let known {
      kernel = known
    } else if let text = KernelConfiguration.read(release: kernel.release) {
      kernel.configurationHash = SHA256.hash(text)
      kernel.options = KernelConfiguration.options(in: text)
    }
    return Provenance(
      kernel: kernel, kernelLabel: guest?.label, hostname: Self.hostname(),
      processors: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), tools: tools, missing: missing)
  }

  private static func hostname() -> String {
    var names = utsname()
    uname(&names)
    return KernelRecord.text(names.nodename)
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

  /// A kernel that a machine boots.
  init(_ guest: BenchKernel) {
    self.init(
      release: guest.release, version: guest.version, machine: guest.machine,
      configurationHash: guest.configuration.map { SHA256.hash($0) },
      options: guest.configuration.map { KernelConfiguration.options(in: $0) })
  }

  /// What uname(2) says of the kernel that runs, without its options.
  static func running() -> KernelRecord {
    var names = utsname()
    uname(&names)
    return KernelRecord(
      release: text(names.release), version: text(names.version), machine: text(names.machine))
  }

  /// The text of an array of characters that ends in NUL, which Swift sees as a tuple.
  static func text<T>(_ characters: T) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
