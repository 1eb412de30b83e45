/// How a kernel's build has compressed it (CONFIG_KERNEL_GZIP and the like).
enum KernelCompression: CaseIterable {
  case gzip, xz, zstd, lz4, lzma, bzip2, lzo

  /// The one that data begins with; nil where it is none of these.
  init?(_ data: some Collection<UInt8>) {
    guard let found = Self.allCases.first(where: { data.starts(with: $0.magic) }) else {
      return nil
    }
    self = found
  }

  /// lib/decompress.c of the kernel has all but LZ4's: there it is the legacy frame's.
  private var magic: [UInt8] {
    switch self {
    case .gzip: [0x1f, 0x8b]
    case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]
    case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
    case .lz4: [0x02, 0x21, 0x4c, 0x18]
    case .lzma: [0x5d, 0, 0]
    case .bzip2: [0x42, 0x5a, 0x68]
    case .lzo: [0x89, 0x4c, 0x5a, 0x4f]
    }
  }

  /// The command that unpacks standard input.
  var decompressor: [String] {
    switch self {
    case .gzip: ["gzip", "-dc"]
    case .xz: ["xz", "-dc"]
    case .zstd: ["zstd", "-dcq"]
    case .lz4: ["lz4", "-dcq"]
    case .lzma: ["xz", "-dc", "--format=lzma"]
    case .bzip2: ["bzip2", "-dc"]
    case .lzo: ["lzop", "-dc"]
    }
  }
}
