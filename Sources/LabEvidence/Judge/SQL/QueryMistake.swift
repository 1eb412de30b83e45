import LabModel

/// What is wrong with the query of a SQL claim, and where in its text.
struct QueryMistake: Error, Hashable {
  /// Lower case, no full stop.
  var message: String
  /// Offsets of bytes in the query's UTF-8.
  var range: Range<Int>
  var remedy: String?

  init(_ message: String, at range: Range<Int>, remedy: String? = nil) {
    self.message = message
    self.range = range
    self.remedy = remedy
  }

  /// A mistake that lies in the first `word` of the query, or, where that is not found, in its
  /// beginning.
  init(_ message: String, word: String?, in query: String, remedy: String? = nil) {
    self.init(
      message, at: word.flatMap { Self.range(of: $0, in: query) } ?? 0..<1, remedy: remedy)
  }

  /// What SQLite says, and the byte it says it of, where it tells that.
  init(sqlite message: String, at offset: Int?, in query: String) {
    let parts = message.split(separator: ": ", maxSplits: 1)
    let name = parts.count == 2 ? parts[1].split(separator: ".").last.map(String.init) : nil
    if let offset {
      let bytes = Array(query.utf8)
      let start = min(offset, bytes.count)
      let length = bytes[start...].prefix(while: Self.isOfWord).count
      self.init(message, at: start..<start + max(1, length))
    } else {
      self.init(message, word: name, in: query)
    }
    guard parts.count == 2, let name else { return }
    let known: [String]
    switch parts[0] {
    case "no such table": known = ClaimTable.allCases.map(\.rawValue)
    case "no such column":
      known = Set(ClaimTable.allCases.flatMap { $0.columns.map(\.name) }).sorted()
    default: return
    }
    remedy =
      NearestName.of(name, among: known).map { "did you mean `\($0)`?" }
      ?? (parts[0] == "no such table" ? "there are " + known.joined(separator: ", ") : nil)
  }

  /// Where `word` first stands by itself, letter case aside.
  private static func range(of word: String, in query: String) -> Range<Int>? {
    func lowered(_ text: String) -> [UInt8] {
      text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    }
    let (bytes, sought) = (lowered(query), lowered(word))
    guard let first = sought.first, bytes.count >= sought.count else { return nil }
    let isWord = isOfWord(first)
    for start in 0...bytes.count - sought.count {
      let end = start + sought.count
      guard bytes[start..<end].elementsEqual(sought) else { continue }
      if isWord, start > 0, isOfWord(bytes[start - 1]) { continue }
      if isWord, end < bytes.count, isOfWord(bytes[end]) { continue }
      return start..<end
    }
    return nil
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte & ~0x20) || (0x30...0x39).contains(byte) || byte == 0x5f
      || byte >= 0x80
  }
}
