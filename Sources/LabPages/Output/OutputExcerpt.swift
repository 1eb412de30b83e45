import LabEvidence
import LabModel

/// The beginning of what one attempt printed, line by line.
struct OutputExcerpt: Sendable {
  /// A line, numbered from 1 in the order in which lines began, whatever the stream.
  struct Line: Sendable {
    var stream: OutputStream
    /// When its first byte came: CLOCK_MONOTONIC in ns.
    var time: Int64
    /// Without the line feed.
    var bytes: [UInt8] = []
    var hasNewline = false
  }

  /// How much of an attempt's output stands on a page.
  static let mostLines = 200
  static let mostBytes = 16 << 10

  private(set) var lines: [Line] = []
  /// The line in which a piece of output begins, by the piece's number.
  private(set) var lineOfPiece: [Int: Int] = [:]
  /// Bytes that the attempt printed in all, as far as that is known.
  var size = 0
  /// Bytes that are in `lines`, line feeds included.
  private(set) var shown = 0
  /// Whether there may be more than `size` says.
  var isIncomplete = false
  /// Bytes that were dropped at the output limit.
  var dropped = 0
  /// The line that each stream has not ended yet.
  private var open: [OutputStream: Int] = [:]

  init() {}

  /// Whether lines stand here of all that was printed.
  var isWhole: Bool { shown >= size && !isIncomplete }

  /// Whether there is room for more.
  var isFull: Bool { shown >= Self.mostBytes || lines.count >= Self.mostLines }

  /// Takes in what came next: bytes of the piece with this number.
  mutating func add(_ piece: OutputPiece, _ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      if open[piece.stream] == nil {
        guard lines.count < Self.mostLines else { return }
        lines.append(Line(stream: piece.stream, time: piece.time))
        open[piece.stream] = lines.count - 1
      }
      guard let index = open[piece.stream] else { return }
      if lineOfPiece[piece.number] == nil { lineOfPiece[piece.number] = index + 1 }
      let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
      lines[index].bytes += rest[..<end]
      shown += end - rest.startIndex
      rest = rest[end...]
      guard !rest.isEmpty else { return }
      shown += 1
      rest = rest.dropFirst()
      lines[index].hasNewline = true
      open[piece.stream] = nil
    }
  }
}
