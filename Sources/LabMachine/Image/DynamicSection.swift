/// What an executable or a library asks of the dynamic linker (elf(5), ld.so(8)).
struct DynamicSection: Sendable, Hashable {
  /// PT_INTERP: the dynamic linker; nil for libraries and static executables.
  private(set) var interpreter: String?
  /// DT_NEEDED: names of libraries.
  private(set) var needed: [String] = []
  /// DT_RPATH and DT_RUNPATH: folders, with `$ORIGIN` not replaced.
  private(set) var rpath: [String] = []
  private(set) var runpath: [String] = []
  /// `e_machine`: libraries of another one are passed over.
  private(set) var machine: UInt16

  /// Reads it; nil where the file is no little-endian 64-bit executable or library.
  init?(_ file: MappedFile) {
    guard file.has([0x7f, 0x45, 0x4c, 0x46, 2, 1], at: 0),
      let type = file.number(UInt16.self, at: 16), type == 2 || type == 3,
      let machine = file.number(UInt16.self, at: 18),
      let headers = file.number(UInt64.self, at: 32).flatMap(Int.init(exactly:)),
      let size = file.number(UInt16.self, at: 54).map(Int.init), size >= 56,
      let count = file.number(UInt16.self, at: 56).map(Int.init),
      file.contains(headers, size * count)
    else { return nil }
    self.machine = machine
    var loaded: [(address: UInt64, offset: UInt64, size: UInt64)] = []
    var dynamic: Range<Int>?
    for index in 0..<count {
      let header = headers + index * size
      guard let type = file.number(UInt32.self, at: header),
        let offset = file.number(UInt64.self, at: header + 8),
        let address = file.number(UInt64.self, at: header + 16),
        let size = file.number(UInt64.self, at: header + 32)
      else { return nil }
      switch type {
      case 1:
        loaded.append((address, offset, size))
      case 2:
        guard let start = Int(exactly: offset), let size = Int(exactly: size),
          file.contains(start, size)
        else { return nil }
        dynamic = start..<(start + size)
      case 3:
        interpreter = Int(exactly: offset).map { file.text(at: $0, limit: 4096) }
      default:
        break
      }
    }
    if let dynamic { read(dynamic, file, loaded) }
  }

  private mutating func read(
    _ dynamic: Range<Int>, _ file: MappedFile,
    _ loaded: [(address: UInt64, offset: UInt64, size: UInt64)]
  ) {
    var names: Int?
    var strings: [(tag: UInt64, offset: UInt64)] = []
    var place = dynamic.lowerBound
    while place + 16 <= dynamic.upperBound, let tag = file.number(UInt64.self, at: place),
      let value = file.number(UInt64.self, at: place + 8), tag != 0
    {
      place += 16
      switch tag {
      case 1, 15, 29:
        strings.append((tag, value))
      case 5:
        // An address: where in the file it is, the segments tell.
        let segment = loaded.first { $0.address <= value && value - $0.address < $0.size }
        names = segment.flatMap { Int(exactly: value - $0.address + $0.offset) }
      default:
        break
      }
    }
    guard let names else { return }
    for (tag, offset) in strings {
      guard let offset = Int(exactly: offset), offset < 1 << 30 else { continue }
      let text = file.text(at: names + offset, limit: 4096)
      switch tag {
      case 1: needed.append(text)
      case 15: rpath += text.split(separator: ":").map(String.init)
      default: runpath += text.split(separator: ":").map(String.init)
      }
    }
    // ld.so(8): DT_RPATH counts only where there is no DT_RUNPATH.
    if !runpath.isEmpty { rpath = [] }
  }
}
