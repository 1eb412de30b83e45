import CLinux
import Glibc
import LabModel

/// Reads the kernel's log, record by record (Documentation/ABI/testing/dev-kmsg).
final class KernelLog {
  private let descriptor: Descriptor
  private var buffer = [UInt8](repeating: 0, count: 8192)
  private var sequence: UInt64?
  /// Records that were overwritten unread, since somebody asked.
  private var lost: UInt64 = 0

  var number: Int32 { descriptor.number }

  /// Opens the log behind its last record, or, `fromStart`, at the oldest that is left.
  /// - Throws: `SandboxFailure` with what open says.
  init(fromStart: Bool = false) throws(SandboxFailure) {
    descriptor = try Descriptor.open("/dev/kmsg", O_RDONLY | O_NONBLOCK)
    if !fromStart { lseek(descriptor.number, 0, SEEK_END) }
  }

  /// The next line; nil where there is none.
  func next() -> KernelLogLine? {
    while true {
      let count = read(descriptor.number, &buffer, buffer.count)
      if count > 0 {
        guard let record = Self.parse(buffer[..<count]) else { continue }
        if let before = sequence, record.sequence > before + 1 {
          lost += record.sequence - before - 1
        }
        sequence = record.sequence
        return record.line
      }
      // EPIPE: the next record has been overwritten; the following read goes on behind the gap.
      if count < 0, errno == EPIPE || errno == EINTR { continue }
      return nil
    }
  }

  /// How many records were lost since the last call.
  func takeLost() -> UInt64 {
    defer { lost = 0 }
    return lost
  }

  /// A record: `priority,sequence,µs,flags;text`, then lines of properties that begin with a blank.
  static func parse(_ record: ArraySlice<UInt8>) -> (sequence: UInt64, line: KernelLogLine)? {
    guard let semicolon = record.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let fields = record[..<semicolon].split(separator: UInt8(ascii: ",")).map {
      UInt64(String(decoding: $0, as: UTF8.self))
    }
    guard fields.count >= 3, let priority = fields[0], let sequence = fields[1],
      let stamp = fields[2]
    else { return nil }
    let text = record[(semicolon + 1)...].prefix { $0 != 10 }
    return (
      sequence,
      KernelLogLine(
        source: .record, stamp: Int64(clamping: stamp) &* 1000, level: UInt8(priority & 7),
        text: String(decoding: text, as: UTF8.self))
    )
  }
}
