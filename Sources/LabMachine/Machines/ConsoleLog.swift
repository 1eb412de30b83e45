import Glibc
import LabModel
import LabSandbox

/// What a machine's console prints: its last lines, and whether the kernel has panicked.
struct ConsoleLog {
  /// A line, and the kernel's stamp where it has one.
  struct Line {
    /// CLOCK_MONOTONIC of the guest in ns; nil where the line has no stamp.
    var stamp: Int64?
    /// Without the stamp.
    var text: String
    /// As it was printed.
    var whole: String
  }

  /// How many lines are kept.
  static let limit = 200
  /// The longest line that is kept whole, in bytes.
  private static let lineLimit = 4096

  private let descriptor: Descriptor
  private var recent: [Line] = []
  private var partial: [UInt8] = []
  /// Lines printed, kept or not.
  private(set) var count = 0
  /// The kernel's words, once it has panicked.
  private(set) var panic: String?
  /// Whether the kernel has said all that it says in a panic.
  private(set) var isPanicOver = false
  private(set) var isClosed = false

  var number: Int32 { descriptor.number }
  /// The last lines, oldest first.
  var tail: [Line] { Array(recent.suffix(Self.limit)) }

  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
    descriptor.setNonBlocking()
  }

  /// Reads what has come, one buffer at a time: a flood does not keep its reader from the rest.
  mutating func receive() {
    var bytes: [UInt8] = []
    let isOver = withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
      let count = read(number, buffer.baseAddress, buffer.count)
      if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
      return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
    }
    append(bytes)
    if isOver {
      if !partial.isEmpty { append([10]) }
      isClosed = true
    }
  }

  /// Takes in what was printed.
  mutating func append(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 10) {
      partial.append(contentsOf: rest[..<end].prefix(Self.lineLimit - partial.count))
      rest = rest[(end + 1)...]
      finishLine()
    }
    partial.append(contentsOf: rest.prefix(Self.lineLimit - partial.count))
  }

  private mutating func finishLine() {
    if partial.last == 13 { partial.removeLast() }
    let whole = String(decoding: partial, as: UTF8.self)
    partial.removeAll(keepingCapacity: true)
    count += 1
    let line = Self.parse(whole)
    recent.append(line)
    if recent.count >= 2 * Self.limit { recent.removeFirst(recent.count - Self.limit) }
    if panic == nil, line.text.hasPrefix("Kernel panic - not syncing") { panic = line.text }
    if line.text.contains("end Kernel panic") { isPanicOver = true }
  }

  /// `[    1.234567] text`, with the caller in a second pair of brackets where the kernel says it.
  static func parse(_ whole: String) -> Line {
    let bytes = Array(whole.utf8)
    guard bytes.first == UInt8(ascii: "["), let end = bytes.firstIndex(of: UInt8(ascii: "]")) else {
      return Line(stamp: nil, text: whole, whole: whole)
    }
    let fields = bytes[1..<end].drop { $0 == 32 }.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard fields.count == 2, fields[1].count == 6,
      let seconds = Int64(String(decoding: fields[0], as: UTF8.self)),
      let micros = Int64(String(decoding: fields[1], as: UTF8.self)), seconds >= 0,
      seconds < 1 << 32, micros >= 0
    else { return Line(stamp: nil, text: whole, whole: whole) }
    var text = bytes[(end + 1)...]
    if text.first == UInt8(ascii: "["), let caller = text.firstIndex(of: UInt8(ascii: "]")) {
      text = text[(caller + 1)...]
    }
    if text.first == 32 { text = text.dropFirst() }
    return Line(
      stamp: seconds * 1_000_000_000 + micros * 1000, text: String(decoding: text, as: UTF8.self),
      whole: whole)
  }
}
