import Glibc

/// Writes an archive that the kernel unpacks as its first root: cpio, "newc", not compressed
/// (Documentation/driver-api/early-userspace/buffer-format.rst).
///
/// The same tree gives the same bytes: names are sorted, everything is root's and from 1970.
struct CpioArchive: ~Copyable {
  private let file: Int32
  private let path: String
  private var buffer: [UInt8] = []
  private var chunk = [UInt8](repeating: 0, count: 1 << 17)
  private var inode: UInt32 = 0
  /// How much is gathered before it is written, in bytes.
  private static let bufferSize = 1 << 20

  /// Writes `tree` into a new file at `path`.
  ///
  /// - Throws: `MachineFailure` where a file cannot be read, changed meanwhile, or there is no room.
  static func write(_ tree: ImageTree, to path: String) throws(MachineFailure) {
    var archive = try CpioArchive(path)
    // A folder's name sorts before the names in it.
    for (name, entry) in tree.entries.sorted(by: {
      $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }) {
      try archive.add(name, entry)
    }
    archive.header("TRAILER!!!", mode: 0, size: 0, links: 1)
    try archive.flush()
  }

  private init(_ path: String) throws(MachineFailure) {
    self.path = path
    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw MachineFailure("make", path, errno: errno) }
    buffer.reserveCapacity(2 * Self.bufferSize)
  }

  deinit {
    close(file)
  }

  private mutating func add(_ name: String, _ entry: ImageEntry) throws(MachineFailure) {
    switch entry {
    case .folder(let mode):
      header(name, mode: UInt32(S_IFDIR) | mode, size: 0, links: 2)
    case .link(let target):
      header(name, mode: UInt32(S_IFLNK) | 0o777, size: target.utf8.count, links: 1)
      buffer += target.utf8
      pad()
    case .bytes(let bytes, let mode):
      header(name, mode: UInt32(S_IFREG) | mode, size: bytes.count, links: 1)
      buffer += bytes
      pad()
    case .file(let source, let mode, let size):
      header(name, mode: UInt32(S_IFREG) | mode, size: size, links: 1)
      try copy(source, size)
      pad()
    case .device(let major, let minor, let mode):
      header(name, mode: UInt32(S_IFCHR) | mode, size: 0, links: 1, device: (major, minor))
    }
    if buffer.count >= Self.bufferSize { try flush() }
  }

  private mutating func header(
    _ name: String, mode: UInt32, size: Int, links: UInt32, device: (UInt32, UInt32) = (0, 0)
  ) {
    let isTrailer = name == "TRAILER!!!"
    if !isTrailer { inode += 1 }
    buffer += "070701".utf8
    let fields: [UInt32] = [
      isTrailer ? 0 : inode, mode, 0, 0, links, 0, UInt32(truncatingIfNeeded: size), 0, 0, device.0,
      device.1, UInt32(name.utf8.count + 1), 0,
    ]
    for field in fields { hexadecimal(field) }
    buffer += name.utf8
    buffer.append(0)
    pad()
  }

  private mutating func hexadecimal(_ value: UInt32) {
    for shift in stride(from: 28, through: 0, by: -4) {
      let digit = UInt8(value >> UInt32(shift) & 15)
      buffer.append(digit < 10 ? 48 + digit : 55 + digit)
    }
  }

  /// Headers and contents begin at multiples of 4; what was flushed was a multiple too.
  private mutating func pad() {
    while buffer.count % 4 != 0 { buffer.append(0) }
  }

  private mutating func copy(_ source: String, _ size: Int) throws(MachineFailure) {
    let input = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard input >= 0 else { throw MachineFailure("open", source, errno: errno) }
    defer { close(input) }
    var left = size
    while left > 0 {
      if buffer.count >= Self.bufferSize { try flush() }
      let count = read(input, &chunk, min(left, chunk.count))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw MachineFailure("read", source, errno: errno) }
      guard count > 0 else {
        throw MachineFailure(
          "\(source) became shorter while it was read", remedy: "run the command again")
      }
      buffer += chunk[..<count]
      left -= count
    }
  }

  /// Writes what was gathered, except what is not a multiple of 4 yet.
  private mutating func flush() throws(MachineFailure) {
    let whole = buffer.count / 4 * 4
    var offset = 0
    while offset < whole {
      let count = buffer.withUnsafeBytes { bytes in
        Glibc.write(file, bytes.baseAddress?.advanced(by: offset), whole - offset)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw MachineFailure("write", path, errno: errno) }
      offset += count
    }
    buffer.removeFirst(whole)
  }
}
