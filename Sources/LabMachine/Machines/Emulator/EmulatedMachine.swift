import CLinux
import Glibc
import LabModel
import LabSandbox
import Synchronization

/// A machine of QEMU's, by KVM or its translator TCG (qemu-system-x86_64(1)).
///
/// It resumes from the cache's snapshot where there is one, else it boots, and leaves one as soon as
/// its guest waits. As an ordinary user: everything that it is given is a descriptor or a file of the
/// cache, so nothing is left when it is killed.
package struct EmulatedMachine: Machine {
  /// What was made by `start` and is needed later.
  private final class Parts: Sendable {
    let monitor = Mutex<EmulatorMonitor?>(nil)
    let memory = Mutex<Descriptor?>(nil)
  }

  package let startLimit: Int64
  package let notes: [String]
  private let arguments: EmulatorArguments
  private let program: EmulatorProgram
  private let isForced: Bool
  private let snapshots: SnapshotFolder
  private let name: String
  private let snapshot: Snapshot?
  /// A pipe that holds the snapshot's state of devices.
  private let state: Descriptor?
  /// What the user set, in ns; nil for what its kind takes.
  private let bootLimit: Int64?
  private let parts = Parts()
  /// How long a resumed guest may take to answer, in ns: a tenth of a second on an idle machine.
  private static let resumeLimit: Int64 = 10_000_000_000
  /// How long saving may take, in ns: a fifth of a second on an idle machine.
  private static let saveLimit: Int64 = 10_000_000_000

  /// A machine with `image` on `kernel`.
  ///
  /// - Parameters:
  ///   - kernel: Its image is a vmlinux that has a PVH entry.
  ///   - image: Its initramfs.
  ///   - cache: Where its snapshot is.
  ///   - arguments: More words for the kernel's command line.
  ///   - startLimit: How long a booting guest may take to answer, in ns; nil for 20 s with KVM, 60 s
  ///     without.
  ///   - environment: Looks up a variable; `LABBOOK_ACCELERATOR` names the accelerator.
  /// - Throws: `MachineFailure` where QEMU is not installed, or the variable or the kernel's
  ///   architecture is none that labbook knows.
  package init(
    kernel: Kernel, image: GuestImage, cache: CacheFolder, arguments: [String] = [],
    startLimit: Int64? = nil,
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) throws(MachineFailure) {
    let (accelerator, isForced) = try EmulatorAccelerator.choose(
      requested: environment(EmulatorAccelerator.variable),
      processors: SystemFile.text("/proc/cpuinfo") ?? "", hasDevice: EmulatorAccelerator.hasDevice)
    let configuration = kernel.configuration.flatMap { SystemFile.text($0) }
    self.init(
      EmulatorArguments(
        kernel: kernel, image: image, accelerator: accelerator,
        channel: EmulatorArguments.channel(configuration: configuration), extra: arguments),
      try EmulatorProgram(machine: kernel.machine), SnapshotFolder(cache), isForced: isForced,
      bootLimit: startLimit, mayResume: true, notes: [])
  }

  private init(
    _ arguments: EmulatorArguments, _ program: EmulatorProgram, _ snapshots: SnapshotFolder,
    isForced: Bool, bootLimit: Int64?, mayResume: Bool, notes: [String]
  ) {
    self.arguments = arguments
    self.program = program
    self.snapshots = snapshots
    self.isForced = isForced
    self.bootLimit = bootLimit
    self.notes = notes
    name = Snapshot.name(
      arguments, program, boot: SystemFile.text("/proc/sys/kernel/random/boot_id") ?? "")
    let found = mayResume ? snapshots.find(name) : nil
    state = found.flatMap { try? Self.pipe($0.state) }
    snapshot = state == nil ? nil : found
    let limit = bootLimit ?? (arguments.accelerator == .kvm ? 20 : 60) * 1_000_000_000
    startLimit = snapshot == nil ? limit : min(limit, Self.resumeLimit)
  }

  package func start() throws(MachineFailure) -> MachineProcess {
    let version: String
    let memory: Descriptor
    if let snapshot {
      (version, memory) = (snapshot.emulator, snapshot.memory)
    } else {
      version = try program.version()
      memory = try GuestMemory.make(size: arguments.image.guestMemory)
    }
    let channel: (Descriptor, Descriptor)
    let monitor: (Descriptor, Descriptor)
    let console: (read: Descriptor, write: Descriptor)
    do throws(SandboxFailure) {
      channel = try Descriptor.socketPair(Int32(SOCK_STREAM.rawValue))
      monitor = try Descriptor.socketPair(Int32(SOCK_STREAM.rawValue))
      console = try Descriptor.pipe()
    } catch {
      throw MachineFailure(error.stage, error.subject, errno: error.errno)
    }
    let process = try MachineProcess.start(
      MachineProcess.Request(
        path: program.path, arguments: arguments.all(resumes: snapshot != nil),
        environment: ["PATH=/usr/bin:/bin"],
        descriptors: [channel.1, monitor.1, memory] + (state.map { [$0] } ?? []),
        output: console.write),
      isolated: false, channel: channel.0, console: console.read,
      record: MachineRecord(
        accelerator: arguments.accelerator, emulator: version, memory: arguments.image.guestMemory,
        processors: 1, isResumed: snapshot != nil, startDuration: 0))
    let own = EmulatorMonitor(monitor.0)
    if snapshot != nil { try own.resume(state: EmulatorArguments.Inherited.state) }
    parts.monitor.withLock { $0 = own }
    parts.memory.withLock { $0 = memory }
    return process
  }

  /// A pipe that holds `bytes` and then ends.
  private static func pipe(_ bytes: [UInt8]) throws(MachineFailure) -> Descriptor {
    let pipe: (read: Descriptor, write: Descriptor)
    do {
      pipe = try Descriptor.pipe()
    } catch {
      throw MachineFailure(error.stage, error.subject, errno: error.errno)
    }
    // It is filled before anybody reads, so it must hold all (pipe(7)).
    guard bytes.count <= EmulatorMonitor.stateLimit,
      lb_set_pipe_size(pipe.write.number, Int32(EmulatorMonitor.stateLimit)) >= bytes.count,
      write(pipe.write.number, bytes, bytes.count) == bytes.count
    else { throw MachineFailure("fill", "a pipe", errno: errno) }
    return pipe.read
  }

  package func guestIsIdle(_ process: MachineProcess) {
    guard let monitor = parts.monitor.withLock({ $0 }), let memory = parts.memory.withLock({ $0 })
    else { return }
    // Without a snapshot the next run boots as well: nothing that a run is about.
    try? snapshots.make(name) { folder throws(MachineFailure) in
      defer { try? monitor.goOn() }
      let state = try monitor.save(until: Clock.monotonic + Self.saveLimit)
      try Snapshot.write(
        state: state, memory: memory, emulator: process.record.emulator, to: folder,
        isStopped: { process.isOver })
    }
  }

  package func alternative() -> (any Machine)? {
    if snapshot != nil {
      snapshots.discard(name)
      return other(
        arguments.accelerator, "the snapshot of the machine could not be resumed: booted anew")
    }
    guard arguments.accelerator == .kvm, !isForced else { return nil }
    return other(.tcg, "the machine did not start with KVM: it ran without")
  }

  private func other(_ accelerator: MachineRecord.Accelerator, _ note: String) -> EmulatedMachine {
    var changed = arguments
    changed.accelerator = accelerator
    return EmulatedMachine(
      changed, program, snapshots, isForced: isForced, bootLimit: bootLimit,
      mayResume: accelerator != arguments.accelerator, notes: notes + [note])
  }
}
