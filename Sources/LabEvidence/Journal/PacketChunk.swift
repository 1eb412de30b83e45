import CZstd

/// The captured bytes of packets that follow each other, packed into one compressed blob.
///
/// For each packet its size as an unsigned LEB128 number and its bytes: a chunk can be read
/// without the rows of its packets.
struct PacketChunk {
  /// Bytes at which a chunk is full.
  static let fullSize = 256 << 10

  private(set) var content: [UInt8] = []
  private(set) var count = 0
  /// The largest clock error of its packets, in ns.
  private(set) var clockError: Int64 = 0

  var isFull: Bool { content.count >= Self.fullSize }

  mutating func append(_ bytes: UnsafeRawBufferPointer, clockError: Int64) {
    var size = UInt(bytes.count)
    while size >= 0x80 {
      content.append(UInt8(truncatingIfNeeded: size) | 0x80)
      size >>= 7
    }
    content.append(UInt8(truncatingIfNeeded: size))
    content.append(contentsOf: bytes)
    count += 1
    self.clockError = max(self.clockError, clockError)
  }

  mutating func removeAll() {
    content.removeAll(keepingCapacity: true)
    count = 0
    clockError = 0
  }

  /// Takes a chunk apart that holds `count` packets; nil where it is damaged.
  static func packets(in content: [UInt8], count: Int) -> [Range<Int>]? {
    var packets: [Range<Int>] = []
    packets.reserveCapacity(count)
    var offset = 0
    while packets.count < count {
      var size = 0
      var shift = 0
      while true {
        guard offset < content.count, shift < 35 else { return nil }
        let byte = content[offset]
        offset += 1
        size |= Int(byte & 0x7f) << shift
        shift += 7
        if byte & 0x80 == 0 { break }
      }
      guard size <= content.count - offset else { return nil }
      packets.append(offset..<offset + size)
      offset += size
    }
    return offset == content.count ? packets : nil
  }
}

/// Compresses chunks; its working memory is kept from one to the next.
final class ChunkCompressor {
  private let context: OpaquePointer
  private var compressed: [UInt8] = []

  /// - Throws: `StoreFailure` where there is no memory.
  init() throws(StoreFailure) {
    guard let context = ZSTD_createCCtx() else {
      throw StoreFailure(stage: "compress", subject: "packets", message: "out of memory")
    }
    self.context = context
  }

  deinit {
    ZSTD_freeCCtx(context)
  }

  /// Lends `body` the compressed form of `content`.
  func compress(
    _ content: [UInt8], _ body: (UnsafeRawBufferPointer) throws(StoreFailure) -> Void
  ) throws(StoreFailure) {
    let bound = ZSTD_compressBound(content.count)
    if compressed.count < bound { compressed = [UInt8](repeating: 0, count: bound) }
    // Level 1: packets of one connection differ in few bytes, and the run must not wait for more.
    let size = ZSTD_compressCCtx(
      context, &compressed, compressed.count, content, content.count, 1)
    guard ZSTD_isError(size) == 0 else {
      throw StoreFailure(
        stage: "compress", subject: "packets", message: String(cString: ZSTD_getErrorName(size)))
    }
    try compressed.withUnsafeBufferPointer { bytes throws(StoreFailure) in
      try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<size])))
    }
  }

  /// The `size` bytes that were compressed to `content`; nil where it is damaged.
  static func decompress(_ content: UnsafeRawBufferPointer, size: Int) -> [UInt8]? {
    // Enough for any chunk: the last packet of a full one can add 256 KiB and a few bytes.
    guard size >= 0, size <= 1 << 30 else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    let count = ZSTD_decompress(&bytes, size, content.baseAddress, content.count)
    return ZSTD_isError(count) == 0 && count == size ? bytes : nil
  }
}
