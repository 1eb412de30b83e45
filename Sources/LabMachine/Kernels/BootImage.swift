/// A bzImage: a compressed vmlinux behind the code that unpacks it.
///
/// Its header is that of the kernel's Documentation/arch/x86/boot.rst.
struct BootImage {
  private let payload: [UInt8]
  private let name: String

  /// Whether the file says that it is one.
  static func isBootImage(_ file: MappedFile) -> Bool {
    file.has([0x55, 0xaa], at: 0x1fe) && file.has("HdrS".utf8, at: 0x202)
  }

  /// Reads the header of the file that is called `name` in messages.
  ///
  /// - Throws: `MachineFailure` where it does not say where its payload is, or says it wrongly.
  init(_ file: MappedFile, name: String) throws(MachineFailure) {
    guard let version = file.number(UInt16.self, at: 0x206), version >= 0x208,
      let sectors = file.number(UInt8.self, at: 0x1f1),
      let offset = file.number(UInt32.self, at: 0x248),
      let length = file.number(UInt32.self, at: 0x24c), length > 8,
      // 0 stands for 4 sectors of setup; the boot sector comes before them.
      let payload = file.range(
        (Int(sectors == 0 ? 4 : sectors) + 1) * 512 + Int(offset), Int(length))
    else {
      throw MachineFailure(
        "\(name) is damaged, or older than Linux 2.6.24: no payload where its header says",
        isMistake: true)
    }
    self.payload = payload
    self.name = name
  }

  /// Unpacks the vmlinux into the file at `path`.
  ///
  /// - Throws: `MachineFailure` where the compression is unknown, its program is not installed or fails,
  ///   or what comes out has another size than the image says.
  func extract(to path: String, cancellation: Cancellation?) throws(MachineFailure) {
    guard let compression = KernelCompression(payload) else {
      throw MachineFailure("\(name) is compressed in a way that labbook does not know")
    }
    // The kernel's build appends the size to what the compressor gave; gzip's own trailer has it.
    let data = compression == .gzip ? payload[...] : payload.dropLast(4)
    let expected = payload.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    try ProgramRun.run(
      compression.decompressor, input: .bytes(Array(data)), output: .file(path),
      cancellation: cancellation)
    let unpacked = try MappedFile(path).count
    guard UInt32(truncatingIfNeeded: unpacked) == expected else {
      throw MachineFailure(
        "\(name) is damaged: \(unpacked) bytes are in it, and not \(expected) as it says",
        isMistake: true)
    }
  }
}
