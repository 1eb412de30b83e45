/// A stream's bytes as lines, without the blanks at their ends.
struct OutputLines {
  /// The bytes that the lines are ranges of; blanks are folded in them where that was asked for.
  private let bytes: [UInt8]
  private var starts: [Int] = []
  private var ends: [Int] = []
  /// Whether the last line has no line feed.
  private(set) var endsWithoutNewline = false

  init(_ source: [UInt8], foldingBlanks: Bool) {
    bytes = foldingBlanks ? Self.folded(source) : source
    var start = 0
    var isOpen = false
    for (index, byte) in bytes.enumerated() {
      if !isOpen {
        start = index
        isOpen = true
      }
      if byte == UInt8(ascii: "\n") {
        append(start..<index)
        isOpen = false
      }
    }
    if isOpen {
      append(start..<bytes.count)
      endsWithoutNewline = true
    }
  }

  private mutating func append(_ line: Range<Int>) {
    var end = line.upperBound
    while end > line.lowerBound, Self.isBlank(bytes[end - 1]) { end -= 1 }
    starts.append(line.lowerBound)
    ends.append(end)
  }

  var count: Int { starts.count }

  /// The line without its line feed and without blanks at its end.
  subscript(index: Int) -> ArraySlice<UInt8> { bytes[starts[index]..<ends[index]] }

  /// The line without its line feed.
  func untrimmed(_ index: Int) -> ArraySlice<UInt8> {
    let next =
      index + 1 < count ? starts[index + 1] - 1 : bytes.count - (endsWithoutNewline ? 0 : 1)
    return bytes[starts[index]..<next]
  }

  /// Whether the line has a line feed.
  func hasNewline(_ index: Int) -> Bool { !endsWithoutNewline || index + 1 < count }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// `bytes` with each run of blanks as one, and none at the beginning of a line.
  static func folded(_ bytes: [UInt8]) -> [UInt8] {
    var folded: [UInt8] = []
    folded.reserveCapacity(bytes.count)
    for byte in bytes {
      guard isBlank(byte) else {
        folded.append(byte)
        continue
      }
      if let last = folded.last, last != 0x20, last != UInt8(ascii: "\n") { folded.append(0x20) }
    }
    return folded
  }
}
