import Glibc
import LabDigest
import LabModel
import LabSandbox

/// A saved machine, opened: it may be removed meanwhile.
struct Snapshot: Sendable {
  /// Its folder's name below `snapshots`.
  let name: String
  /// The emulator's version, as it says it.
  let emulator: String
  /// The guest's memory: to be mapped privately.
  let memory: Descriptor
  /// The state of its devices.
  let state: [UInt8]

  /// The name of the one for a machine.
  ///
  /// Everything that makes a guest what it is goes in. The boot of this machine goes in as well: what
  /// was written shortly before a power cut is not on the disk, and a folder that several machines share
  /// has snapshots of each.
  ///
  /// - Parameters:
  ///   - arguments: What the emulator is told.
  ///   - program: The emulator.
  ///   - boot: `/proc/sys/kernel/random/boot_id`.
  /// - Returns: The kernel's id, and a hash.
  static func name(_ arguments: EmulatorArguments, _ program: EmulatorProgram, boot: String)
    -> String
  {
    let parts = [
      "2", arguments.kernel.hash, arguments.image.hash, program.path, program.identity, boot,
    ]
    let key = SHA256.hash(Array((parts + arguments.machine).joined(separator: "\0").utf8))
    return "\(arguments.kernel.id)-\(key.prefix(16))"
  }

  /// Opens the snapshot in `folder`.
  ///
  /// - Returns: nil where it is not there or not whole.
  init?(folder: String, name: String) {
    guard let text = FileTree.text(folder + "/complete"),
      let state = SystemFile.bytes(folder + "/state"),
      let memory = try? Descriptor.open(folder + "/memory", O_RDWR | O_NOFOLLOW)
    else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[0] == SHA256.hash(state), let size = Int(lines[2]) else {
      return nil
    }
    var status = stat()
    // The emulator would make a short file longer.
    guard fstat(memory.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size == size
    else { return nil }
    emulator = String(lines[1])
    self.name = name
    self.memory = memory
    self.state = state
  }

  /// Writes one into `folder`, `complete` last.
  ///
  /// - Parameters:
  ///   - state: The state of the machine's devices.
  ///   - memory: Its memory, which is at rest.
  ///   - emulator: The emulator's version.
  ///   - folder: Where it goes.
  ///   - isStopped: Ends the writing early.
  /// - Throws: `MachineFailure` where it cannot be written, or was stopped.
  static func write(
    state: [UInt8], memory: Descriptor, emulator: String, to folder: String,
    isStopped: () -> Bool
  ) throws(MachineFailure) {
    try GuestMemory.save(memory, to: folder + "/memory", isStopped: isStopped)
    try FileTree.write(state, to: folder + "/state")
    var status = stat()
    fstat(memory.number, &status)
    let lines = [SHA256.hash(state), emulator, "\(status.st_size)", ""]
    try FileTree.write(Array(lines.joined(separator: "\n").utf8), to: folder + "/complete")
  }
}
