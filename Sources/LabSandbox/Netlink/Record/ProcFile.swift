import Glibc

/// A file of /proc/net, opened in the calling thread's network namespace, read again and again.
///
/// The descriptor stays bound to that namespace.
final class ProcFile {
  private var descriptor: Int32

  /// Opens `/proc/thread-self/net/NAME`.
  ///
  /// - Throws: `NetlinkError` with the errno of open(2): ENOENT where the kernel has no such table.
  init(_ name: String) throws(NetlinkError) {
    descriptor = open("/proc/thread-self/net/\(name)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
  }

  deinit { close() }

  func close() {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }

  /// The whole file, in `buffer` until that is used again.
  func read(into buffer: ReceiveBuffer) throws(NetlinkError) -> UnsafeRawBufferPointer {
    var used = 0
    while true {
      let room = buffer.room(after: used)
      let count = pread(descriptor, room.baseAddress, room.count, off_t(used))
      if count < 0 {
        guard errno == EINTR else { throw .last }
        continue
      }
      guard count > 0 else { return buffer.bytes(used) }
      used += count
    }
  }
}

/// The fields of text: what is between blanks, tabs and line ends.
struct TextFields: Sequence, IteratorProtocol {
  private var rest: UnsafeRawBufferPointer

  init(_ text: UnsafeRawBufferPointer) { rest = text }

  mutating func next() -> UnsafeRawBufferPointer? {
    var start = 0
    while start < rest.count, rest[start] <= UInt8(ascii: " ") { start += 1 }
    guard start < rest.count else { return nil }
    var end = start
    while end < rest.count, rest[end] > UInt8(ascii: " ") { end += 1 }
    let field = UnsafeRawBufferPointer(rebasing: rest[start..<end])
    rest = rest.dropping(end)
    return field
  }
}

/// The lines of text, without their ends.
struct TextLines: Sequence, IteratorProtocol {
  private var rest: UnsafeRawBufferPointer

  init(_ text: UnsafeRawBufferPointer) { rest = text }

  mutating func next() -> UnsafeRawBufferPointer? {
    guard let start = rest.baseAddress, rest.count > 0 else { return nil }
    let end = memchr(start, 10, rest.count).map { UnsafeRawPointer($0) - start } ?? rest.count
    let line = UnsafeRawBufferPointer(rebasing: rest[..<end])
    rest = rest.dropping(end + 1)
    return line
  }
}

extension UnsafeRawBufferPointer {
  /// The digits, after a sign if there is one, as a number that wraps around.
  var decimal: UInt64 {
    let isNegative = first == UInt8(ascii: "-")
    var number: UInt64 = 0
    for index in (isNegative ? 1 : 0)..<count {
      number = number &* 10 &+ UInt64(self[index] &- UInt8(ascii: "0"))
    }
    return isNegative ? 0 &- number : number
  }
}
