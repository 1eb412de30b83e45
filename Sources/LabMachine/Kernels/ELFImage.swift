/// What labbook reads of an executable in the Executable and Linkable Format, 64 bits (elf(5)).
struct ELFImage {
  private let file: MappedFile
  private let segments: [Segment]
  /// `e_machine`.
  let machine: UInt16

  private struct Segment {
    var type: UInt32
    var address: UInt64
    var offset: UInt64
    var size: UInt64
  }

  private static let magic: [UInt8] = [0x7f, 0x45, 0x4c, 0x46]

  /// Whether the file says that it is one, of whatever kind.
  static func isELF(_ file: MappedFile) -> Bool { file.has(magic, at: 0) }

  /// Reads the headers; nil where they are not those of a little-endian 64-bit executable.
  init?(_ file: MappedFile) {
    // EI_CLASS, EI_DATA; e_type: ET_EXEC or ET_DYN.
    guard Self.isELF(file), file.has([2, 1], at: 4),
      let type = file.number(UInt16.self, at: 16), [2, 3].contains(type),
      let machine = file.number(UInt16.self, at: 18),
      let start = file.number(UInt64.self, at: 32).flatMap(Int.init(exactly:)),
      let size = file.number(UInt16.self, at: 54).map(Int.init), size >= 56,
      let count = file.number(UInt16.self, at: 56).map(Int.init), count > 0,
      file.contains(start, count * size)
    else { return nil }
    self.file = file
    self.machine = machine
    var segments: [Segment] = []
    for index in 0..<count {
      let header = start + index * size
      guard let type = file.number(UInt32.self, at: header),
        let offset = file.number(UInt64.self, at: header + 8),
        let address = file.number(UInt64.self, at: header + 16),
        let size = file.number(UInt64.self, at: header + 32)
      else { return nil }
      segments.append(Segment(type: type, address: address, offset: offset, size: size))
    }
    self.segments = segments
  }

  /// As uname(2) names the hardware; nil where labbook does not know it.
  var machineName: String? {
    switch machine {
    case 3: "i686"
    case 62: "x86_64"
    case 183: "aarch64"
    case 243: "riscv64"
    default: nil
    }
  }

  /// Whether some of it is loaded where kernels live: the upper half of the address space.
  ///
  /// A program, and so user-mode Linux, has the lower half only.
  var isLoadedInKernelHalf: Bool {
    segments.contains { $0.type == 1 && $0.address >= 1 << 63 }
  }

  /// The entry point for a start by PVH: the note PHYS32_ENTRY of Xen (xen/include/public/elfnote.h).
  ///
  /// Nil where the kernel was built without CONFIG_PVH.
  var hasPVHEntry: Bool {
    segments.contains { segment in
      guard segment.type == 4, let start = Int(exactly: segment.offset),
        let size = Int(exactly: segment.size), file.contains(start, size)
      else { return false }
      return notes(from: start, to: start + size)
    }
  }

  private func notes(from start: Int, to end: Int) -> Bool {
    var offset = start
    // Name and contents are padded to 4 bytes each.
    while offset + 12 <= end, let name = file.number(UInt32.self, at: offset),
      let contents = file.number(UInt32.self, at: offset + 4),
      let type = file.number(UInt32.self, at: offset + 8)
    {
      if type == 18, name == 4, contents >= 4, file.has("Xen\0".utf8, at: offset + 12) {
        return true
      }
      offset += 12 + (Int(name) + 3) / 4 * 4 + (Int(contents) + 3) / 4 * 4
    }
    return false
  }
}
