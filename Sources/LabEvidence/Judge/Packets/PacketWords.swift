import LabModel

/// What packet statements are called in a sentence.
enum PacketWords {
  /// `packet matching F on lo`, `packets entering b:eth0`.
  static func name(of statement: PacketStatement, count: Int) -> String {
    var words = count == 1 ? "packet" : "packets"
    if let filter = statement.filter { words += " matching `\(Quoting.escaped(filter.text))`" }
    if let pattern = statement.reading { words += " reading \(TextWords.pattern(pattern))" }
    if let pattern = statement.containing { words += " containing \(TextWords.pattern(pattern))" }
    guard let place = statement.place else { return words }
    let preposition =
      switch statement.direction {
      case .both: "on"
      case .entering: "entering"
      case .leaving: "leaving"
      }
    return "\(words) \(preposition) \(StateWords.name(of: place))"
  }

  /// `no packet matching F`, `3 packets matching F`.
  static func counted(_ statement: PacketStatement, _ count: Int) -> String {
    count == 0
      ? "no \(name(of: statement, count: 1))" : "\(count) \(name(of: statement, count: count))"
  }
}
