/// A stream's bytes as lines, without the blanks at their ends.
struct OutputLines {
  /// The bytes that the lines are ranges of.
  private let bytes: [UInt8]
  private let isFolded: Bool
  private var starts: [Int] = []
  private var ends: [Int] = []
  /// Whether the last line has no line feed.
  private(set) var endsWithoutNewline = false

  init(_ source: [UInt8], foldingBlanks: Bool) {
    isFolded = foldingBlanks
    var folded: [UInt8] = []
    var start = 0
    while start < source.count {
      let end = source[start...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
      if foldingBlanks {
        starts.append(folded.count)
        folded += Self.folded(source[start..<end])
        ends.append(folded.count)
      } else {
        var trimmed = end
        while trimmed > start, Self.isBlank(source[trimmed - 1]) { trimmed -= 1 }
        starts.append(start)
        ends.append(trimmed)
      }
      endsWithoutNewline = end == source.count
      start = end + 1
    }
    bytes = foldingBlanks ? folded : source
  }

  var count: Int { starts.count }

  /// The line without its line feed and without blanks at its end.
  subscript(index: Int) -> ArraySlice<UInt8> { bytes[starts[index]..<ends[index]] }

  /// The line without its line feed.
  func untrimmed(_ index: Int) -> ArraySlice<UInt8> {
    if isFolded { return self[index] }
    let end =
      index + 1 < count ? starts[index + 1] - 1 : bytes.count - (endsWithoutNewline ? 0 : 1)
    return bytes[starts[index]..<end]
  }

  /// Whether the line has a line feed.
  func hasNewline(_ index: Int) -> Bool { !endsWithoutNewline || index + 1 < count }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// `line` with each run of blanks as one, and none at its ends.
  static func folded(_ line: ArraySlice<UInt8>) -> [UInt8] {
    var folded: [UInt8] = []
    folded.reserveCapacity(line.count)
    for byte in line {
      if !isBlank(byte) {
        folded.append(byte)
      } else if let last = folded.last, last != 0x20 {
        folded.append(0x20)
      }
    }
    if folded.last == 0x20 { folded.removeLast() }
    return folded
  }
}
