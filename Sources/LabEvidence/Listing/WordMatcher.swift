/// Finds the lines of a text that have words which the index found in it.
///
/// Words are cut as FTS5's unicode61 does, but for signs beyond ASCII, which all count as letters here, and
/// accents, which count: a word that the index finds may be found in no line.
struct WordMatcher {
  private let words: Set<[UInt8]>

  /// Bytes of a line that are shown.
  private static let mostBytes = 240

  init(_ text: String) {
    words = Set(
      Self.words(of: Array(text.utf8)[...]).map { Self.folded(text: Array(text.utf8), $0) })
  }

  /// The best lines of `text`, at most `most`, in order: those with the most different words.
  func lines(
    of text: [UInt8], atMost most: Int
  ) -> [(line: Int, pieces: [StepExcerpt.Piece])] {
    var found: [(line: Int, count: Int, range: Range<Int>)] = []
    var (line, start) = (0, 0)
    while start < text.count {
      line += 1
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      let count = Set(
        Self.words(of: text[start..<end]).map { Self.folded(text: text, $0) }
          .filter(words.contains)
      ).count
      if count > 0 {
        found.append((line, count, start..<end))
        // What is kept stays short: the worst one goes, of equals the last.
        if found.count > most,
          let worst = found.indices.min(by: {
            (found[$0].count, -found[$0].line) < (found[$1].count, -found[$1].line)
          })
        {
          found.remove(at: worst)
        }
      }
      start = end + 1
    }
    return found.map { ($0.line, pieces(of: Array(text[$0.range]))) }
  }

  /// `line`, from shortly before the first word on, in words that were searched for and what is between.
  private func pieces(of line: [UInt8]) -> [StepExcerpt.Piece] {
    let line = WordIndex.withoutControls(line)
    let hits = Self.words(of: line[...]).filter { words.contains(Self.folded(text: line, $0)) }
    let start = line.count > Self.mostBytes ? max(0, (hits.first?.lowerBound ?? 0) - 80) : 0
    let end = min(line.count, start + Self.mostBytes)
    var pieces: [StepExcerpt.Piece] = []
    if start > 0 { pieces.append(.init(Array("…".utf8), isWord: false)) }
    var place = start
    for hit in hits where hit.upperBound <= end {
      if hit.lowerBound > place {
        pieces.append(.init(Array(line[place..<hit.lowerBound]), isWord: false))
      }
      pieces.append(.init(Array(line[hit]), isWord: true))
      place = hit.upperBound
    }
    if place < end { pieces.append(.init(Array(line[place..<end]), isWord: false)) }
    if end < line.count { pieces.append(.init(Array("…".utf8), isWord: false)) }
    return pieces
  }

  /// Where the words of `text` stand.
  private static func words(of text: ArraySlice<UInt8>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    var place = text.startIndex
    while place < text.endIndex {
      // A sequence that colours a terminal ends a word and is none.
      if text[place] == 0x1b, place + 1 < text.endIndex, text[place + 1] == UInt8(ascii: "[") {
        if let begun = start { words.append(begun..<place) }
        start = nil
        place += 2
        while place < text.endIndex, !(0x40...0x7e).contains(text[place]) { place += 1 }
      } else if isLetter(text[place]) {
        start = start ?? place
      } else if let begun = start {
        words.append(begun..<place)
        start = nil
      }
      place += 1
    }
    if let start { words.append(start..<text.endIndex) }
    return words
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...0xff: true
    default: false
    }
  }

  private static func folded(text: [UInt8], _ range: Range<Int>) -> [UInt8] {
    let word = text[range]
    guard word.contains(where: { $0 >= 0x80 }) else {
      return word.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
    }
    return Array(String(decoding: word, as: UTF8.self).lowercased().utf8)
  }
}
