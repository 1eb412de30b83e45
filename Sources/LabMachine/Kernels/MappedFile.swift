import Glibc

/// A file's bytes, mapped and not read: an image with debugging information is a gigabyte.
///
/// Only for files that nobody shortens meanwhile: mmap(2) answers that with SIGBUS.
final class MappedFile {
  /// Only used within this object's own methods: the map goes with it.
  private let bytes: UnsafeRawBufferPointer

  /// The file's size in bytes.
  var count: Int { bytes.count }

  /// Maps the regular file at `path`.
  ///
  /// - Throws: `MachineFailure` where it cannot be opened, is empty or is no regular file.
  init(_ path: String) throws(MachineFailure) {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw MachineFailure("open", path, errno: errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw MachineFailure("read", path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw MachineFailure("\(path) is not a file", isMistake: true)
    }
    guard status.st_size > 0 else { throw MachineFailure("\(path) is empty", isMistake: true) }
    let address = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, file, 0)
    guard let address, address != MAP_FAILED else {
      throw MachineFailure("map", path, errno: errno)
    }
    bytes = UnsafeRawBufferPointer(start: address, count: Int(status.st_size))
  }

  deinit {
    if let address = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }
  }

  /// The little-endian number at `offset`; nil where the file ends before it does.
  func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number? {
    guard contains(offset, MemoryLayout<Number>.size) else { return nil }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  /// Whether the file has `count` bytes from `offset`.
  func contains(_ offset: Int, _ count: Int) -> Bool {
    offset >= 0 && count >= 0 && offset <= bytes.count && count <= bytes.count - offset
  }

  /// A copy of `count` bytes from `offset`; nil where the file ends before them.
  func range(_ offset: Int, _ count: Int) -> [UInt8]? {
    contains(offset, count) ? Array(bytes[offset..<(offset + count)]) : nil
  }

  /// The printable ASCII characters from `offset` to the first byte that is none, at most `limit`.
  func text(at offset: Int, limit: Int) -> String {
    guard contains(offset, 0) else { return "" }
    let characters = bytes[offset...].prefix(limit).prefix { $0 >= 32 && $0 < 127 }
    return String(decoding: characters, as: UTF8.self)
  }

  /// Whether `text` stands at `offset`.
  func has(_ text: some Collection<UInt8>, at offset: Int) -> Bool {
    range(offset, text.count)?.elementsEqual(text) ?? false
  }

  /// Where `text` stands first at or after `offset`; nil where it does not.
  func find(_ text: StaticString, from offset: Int = 0) -> Int? {
    let count = text.utf8CodeUnitCount
    guard let base = bytes.baseAddress, offset >= 0, count > 0 else { return nil }
    let first = Int32(text.utf8Start.pointee)
    var offset = offset
    while offset <= bytes.count - count {
      guard let hit = memchr(base + offset, first, bytes.count - count - offset + 1) else {
        return nil
      }
      if memcmp(hit, text.utf8Start, count) == 0 { return UnsafeRawPointer(hit) - base }
      offset = UnsafeRawPointer(hit) - base + 1
    }
    return nil
  }
}
