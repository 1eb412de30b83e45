import Foundation
import LabDigest
import LabModel
import LabSandbox
import Testing

@testable import LabMachine

/// What tests of QEMU machines share: a kernel, and benches with a cache of snapshots of their own.
struct EmulatorLab {
  /// Debian's newest 6.12: the user's, where the cache has one, else fetched for these tests.
  static let kernel = Result<Kernel, MachineFailure> { () throws(MachineFailure) -> Kernel in
    if let own = try? CacheFolder(environment: { ProcessInfo.processInfo.environment[$0] }),
      let kernel = KernelCache(folder: own).find("6.12")
    {
      return kernel
    }
    let cache = KernelCache(folder: CacheFolder(path: scratch))
    if let kernel = cache.find("6.12") { return kernel }
    return try cache.add("6.12") { _ in }
  }

  /// Gone with the test process, or that of the test that kills this one.
  static let scratch: String = {
    if let victim { return victim.scratch }
    let path = FileManager.default.temporaryDirectory
      .appending(path: "labbook-emulator-cache-\(getpid())").path(percentEncoded: false)
    atexit { try? FileManager.default.removeItem(atPath: EmulatorLab.scratch) }
    return path
  }()

  /// What a process that is to be killed was told: where kernels, images and snapshots are, and the mark.
  static let victim = EmulatorVictim.task

  /// Whether this machine has what these tests need.
  static let canRun: Bool = {
    guard ProgramPath.find("qemu-system-x86_64") != nil else { return false }
    do throws(MachineFailure) {
      _ = try kernel.get()
      return true
    } catch {
      print("no kernel 6.12: \(error.message)")
      return false
    }
  }()

  /// Whether tests run that take long.
  static let isThorough = ProcessInfo.processInfo.environment["LABBOOK_TEST_KERNELS"] == "all"

  /// A word of the command line by which a test finds its machines' processes: each test's machines
  /// are other ones.
  let mark: String
  /// nil in a process that is killed: the folder is another's.
  private let own: TemporaryFolder?
  let cache: CacheFolder
  init() throws {
    let folder = try TemporaryFolder()
    own = folder
    cache = CacheFolder(path: folder.path)
    // Images are the same for all tests.
    try FileTree.makeFolders(Self.scratch + "/images")
    try #require(symlink(Self.scratch + "/images", cache.images) == 0)
    mark = "labbook.test=\(UUID().uuidString)"
  }

  /// In the process that is killed.
  init(_ victim: EmulatorVictim.Task) {
    own = nil
    cache = CacheFolder(path: victim.cache)
    mark = victim.mark
  }

  var folder: TemporaryFolder { get throws { try #require(own) } }

  /// A bench whose machines are those of `machine`.
  func bench() throws -> MachineBench {
    MachineBench(
      kernel: try Self.kernel.get(), label: "6.12", cache: cache,
      agentPath: NamespaceBench.installedAgent, commands: [], options: [], arguments: [mark])
  }

  /// Damages a snapshot in a way that does not show before it is resumed.
  func replaceState(of name: String, by state: [UInt8]) throws {
    let folder = cache.snapshots + "/" + name
    let complete = try #require(FileTree.text(folder + "/complete")).split(
      separator: "\n", omittingEmptySubsequences: false)
    try FileTree.write(state, to: folder + "/state")
    let lines = [SHA256.hash(state)] + complete.dropFirst().map(String.init)
    try FileTree.write(Array(lines.joined(separator: "\n").utf8), to: folder + "/complete")
  }

  /// A machine.
  func machine(
    _ extra: [String] = [], environment: [String: String] = ["LABBOOK_ACCELERATOR": "tcg"]
  )
    throws -> EmulatedMachine
  {
    let image = try GuestImageBuilder(cache: cache).image(
      for: GuestImageRequest(
        kernel: try Self.kernel.get(), agent: NamespaceBench.installedAgent, commands: [],
        options: []))
    return try EmulatedMachine(
      kernel: try Self.kernel.get(), image: image, cache: cache,
      arguments: [mark] + extra, environment: { environment[$0] })
  }

  /// A machine that runs, with its guest greeted.
  func greeted(_ machine: EmulatedMachine, control: MachineControl? = nil) throws
    -> (MachineConnection, HelloAnswer)?
  {
    let control = try control ?? MachineControl()
    let begin = Clock.monotonic
    let process = try machine.start()
    control.began(process)
    let connection = MachineConnection(machine, process, control, begin: begin)
    return try connection.greet().map { (connection, $0) }
  }

  /// The snapshots in the cache: names of their folders.
  var snapshots: [String] {
    FileTree.names(cache.snapshots).filter { !$0.hasPrefix(".") }
  }

  /// What is in the cache and is no snapshot.
  var scraps: [String] {
    FileTree.names(cache.snapshots).filter { $0.hasPrefix(".") && $0 != ".making" }
  }

  /// Processes of this test's machines.
  var processes: [String] {
    FileTree.names("/proc").filter { name in
      SystemFile.text("/proc/\(name)/cmdline")?.contains(mark) == true
    }
  }
}
