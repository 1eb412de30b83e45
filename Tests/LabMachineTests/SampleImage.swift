import LabMachine

/// Images that are kernels as far as labbook can tell without booting them.
enum SampleImage {
  /// What a test kernel says of itself, with the copy that lacks the build's number before it.
  static func banner(_ release: String) -> String {
    let made = "Linux version \(release) (me@here) (gcc (Debian 12.2.0) 12.2.0, GNU ld 2.40)"
    return "\(made) # SMP\n\0\(made) #7 SMP PREEMPT_DYNAMIC Test (2026-01-01)\n\0"
  }

  /// A vmlinux: ELF headers, a segment in the kernel's half, notes, a banner and `filler`.
  static func vmlinux(
    release: String, hasPVH: Bool = true, machine: UInt16 = 62, filler: [UInt8] = []
  ) -> [UInt8] {
    // Before the note that counts one with a name and contents that need padding.
    let notes =
      note("Linux\0", type: 0x101, [1, 2, 3])
      + (hasPVH ? note("Xen\0", type: 18, [0, 0, 0, 1]) : [])
    let text = Array(banner(release).utf8) + filler
    let start = 64 + 2 * 56
    return header(machine: machine)
      + segment(type: 1, address: 0xffff_ffff_8100_0000, offset: start + notes.count, text.count)
      + segment(type: 4, address: 0xffff_ffff_8200_0000, offset: start, notes.count)
      + notes + text
  }

  /// A program whose text is `text`, loaded where programs are.
  static func program(_ text: String) -> [UInt8] {
    header(machine: 62) + segment(type: 1, address: 0x6000_0000, offset: 176, text.utf8.count)
      + segment(type: 4, address: 0, offset: 176, 0) + Array(text.utf8)
  }

  /// A bzImage whose payload is `payload`, by the kernel's Documentation/arch/x86/boot.rst.
  static func bzImage(_ payload: [UInt8]) -> [UInt8] {
    // One sector of setup, and 16 bytes of unpacking code before the payload.
    var bytes = [UInt8](repeating: 0, count: 1024 + 16)
    bytes[0x1f1] = 1
    bytes.replaceSubrange(0x1fe..<0x200, with: [0x55, 0xaa])
    bytes.replaceSubrange(0x202..<0x206, with: "HdrS".utf8)
    bytes.replaceSubrange(0x206..<0x208, with: little(UInt16(0x20f)))
    bytes.replaceSubrange(0x248..<0x24c, with: little(UInt32(16)))
    bytes.replaceSubrange(0x24c..<0x250, with: little(UInt32(payload.count)))
    return bytes + payload + [0xcc, 0xcc]
  }

  /// `vmlinux` as the kernel's build compresses it with `command` (scripts/Makefile.lib).
  static func payload(_ vmlinux: [UInt8], command: [String]) throws -> [UInt8] {
    let compressed = try ProgramRun.run(command, input: .bytes(vmlinux))
    return compressed + (command[0] == "gzip" ? [] : little(UInt32(vmlinux.count)))
  }

  /// A bzImage of `vmlinux`, by gzip.
  static func bzImage(of vmlinux: [UInt8]) throws -> [UInt8] {
    bzImage(try payload(vmlinux, command: ["gzip", "-n9c"]))
  }

  static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static func header(machine: UInt16) -> [UInt8] {
    [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
      + little(UInt16(2)) + little(machine) + little(UInt32(1)) + little(UInt64(0))
      + little(UInt64(64)) + little(UInt64(0)) + little(UInt32(0)) + little(UInt16(64))
      + little(UInt16(56)) + little(UInt16(2)) + [0, 0, 0, 0, 0, 0]
  }

  private static func segment(
    type: UInt32, address: UInt64, offset: Int, _ size: Int
  ) -> [UInt8] {
    little(type) + little(UInt32(5)) + little(UInt64(offset)) + little(address) + little(address)
      + little(UInt64(size)) + little(UInt64(size)) + little(UInt64(4))
  }

  private static func note(_ name: String, type: UInt32, _ contents: [UInt8]) -> [UInt8] {
    func padded(_ bytes: [UInt8]) -> [UInt8] {
      bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }
    return little(UInt32(name.utf8.count)) + little(UInt32(contents.count)) + little(type)
      + padded(Array(name.utf8)) + padded(contents)
  }
}
